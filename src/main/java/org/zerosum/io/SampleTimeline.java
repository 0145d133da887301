package org.zerosum.io;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zerosum.tensor.DataException;

/**
 * The sample pictures of a run over time, as parts of its page.
 *
 * @param folder with {@code step-000500.png} …; may be missing
 */
record SampleTimeline(Path folder) {
  static final int MOST = 12;
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int PNG_HEADER = 0x49484452;
  private static final long MOST_BYTES = 16 << 20;
  private static final Pattern NAME = Pattern.compile("step-([0-9]{1,15})\\.png");

  /** A picture's file and the step it shows. */
  record Sample(long step, Path file) {}

  void write(Writer out) throws IOException {
    List<Sample> all = samples();
    List<Sample> chosen = evenly(all, MOST);
    if (all.isEmpty()) {
      out.write("<p>There are no sample pictures.</p>\n");
      return;
    }
    out.write("<p>The same latent vectors at each step, so places in the pictures can be followed"
        + (chosen.size() < all.size() ? "; " + chosen.size() + " of " + all.size() + " pictures" : "") + ".</p>\n"
        + "<div class=\"samples\">\n");
    for (Sample sample : chosen) {
      figure(out, sample);
    }
    out.write("</div>\n");
  }

  /** All pictures, in order of their steps. */
  private List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return samples;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          samples.add(new Sample(Long.parseLong(name.group(1)), file));
        }
      }
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be listed (" + e + "); check its permissions", e);
    }
    samples.sort(Comparator.comparingLong(Sample::step));
    return samples;
  }

  /** At most {@code most} of the list, the first and the last always among them. */
  static <T> List<T> evenly(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      chosen.add(all.get(Math.round(i * (all.size() - 1f) / (most - 1))));
    }
    return chosen;
  }

  private static void figure(Writer out, Sample sample) throws IOException {
    String step = "step " + Ticks.format(sample.step);
    int[] size = size(sample.file);
    if (size.length == 0) {
      out.write("<figure><p>not a picture, or larger than 16 MiB</p><figcaption>" + step + "</figcaption></figure>\n");
      return;
    }
    out.write("<figure><img alt=\"Generated samples at " + step + "\" width=\"" + size[0] + "\" height=\"" + size[1]
        + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(sample.file))
        + "\"><figcaption>" + step + "</figcaption></figure>\n");
  }

  /** Width and height from a PNG's header; empty if it is none or too large. */
  private static int[] size(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES || Files.size(file) < 24) {
      return new int[0];
    }
    try (InputStream in = Files.newInputStream(file); DataInputStream data = new DataInputStream(in)) {
      boolean png = data.readLong() == PNG_SIGNATURE;
      data.readInt();
      boolean header = data.readInt() == PNG_HEADER;
      int width = data.readInt();
      int height = data.readInt();
      return png && header && width > 0 && height > 0 ? new int[] {width, height} : new int[0];
    }
  }
}
