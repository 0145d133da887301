package org.zerosum.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.zerosum.tensor.DataException;

/**
 * IDX files as MNIST ships them, plain or gzipped: a big-endian magic number 0 0 type rank, the extents, the elements.
 *
 * <p>Images are {@code ubyte} [N, H, W]; labels are {@code ubyte} [N]. 28×28 images are padded to 32×32. Every number
 * in the header is checked against the file before memory is taken: a plain file must have exactly the declared length,
 * a gzipped one must be able to hold it (deflate expands at most 1032 times) and must end where the header says.
 *
 * <p>Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits"; ratio: zlib's technical notes.
 */
public final class Idx {
  private static final long MOST_BYTES = 4L << 30;
  private static final int LONGEST_SIDE = 4096;
  private static final int DEFLATE_RATIO = 1032;
  private static final int UBYTE = 0x08;

  private Idx() {}

  /**
   * Reads an image file, or a folder that holds one; labels come from the file next to it with {@code labels} and
   * {@code idx1} in its name, where there is one. In a folder the training set is preferred to the test set.
   *
   * @throws DataException if the files are missing, truncated, longer than declared, corrupt, or not images
   */
  public static Dataset read(Path path, ImageOptions options) {
    Path images = path;
    if (Files.isDirectory(path)) {
      images = imagesIn(path).orElseThrow(() -> new DataException(path + ": no IDX image file (train-images-idx3-ubyte or"
          + " t10k-images-idx3-ubyte, with or without .gz) in this folder; name the folder or file that holds it"));
    }
    return readImages(images, options, Math.max(1, options.channels()));
  }

  /** The image file that {@link #read} would take from a folder. */
  static Optional<Path> imagesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().matches(".*images[-.]idx3-ubyte(\\.gz)?"))
          .sorted().toList();
      return found.stream().filter(file -> file.getFileName().toString().startsWith("train")).findFirst()
          .or(() -> found.stream().findFirst());
    } catch (IOException e) {
      throw new DataException(folder + ": cannot list this folder (" + e + "); check that it exists and may be read", e);
    }
  }

  private static Dataset readImages(Path file, ImageOptions options, int channels) {
    try (Content content = Content.open(file, 3)) {
      int n = content.extents[0];
      int height = content.extents[1];
      int width = content.extents[2];
      int side = PlanarImage.isPadded(height, width) ? 32 : Math.min(height, width);
      if (side < ImageOptions.SMALLEST && options.size() == 0) {
        throw new DataException(file + ": images are " + width + "x" + height
            + ", smaller than 16x16; choose an image size of 16 or more"
            + " to enlarge them");
      }
      int size = options.size() == 0 ? PlanarImage.chosenSize(side) : options.size();
      StoredImages.requireMemory(file.toString(), n, (long) channels * size * size);
      int[] labels = readLabels(file, n);
      byte[][] images = new byte[n][];
      for (int i = 0; i < n; i++) {
        byte[] pixels = new byte[height * width];
        content.readFully(pixels);
        images[i] = new PlanarImage(1, height, width, pixels).fitted(size).withChannels(channels).pixels();
      }
      content.requireEnd();
      int classes = IntStream.of(labels).max().orElse(-1) + 1;
      List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
      return new StoredImages(nameOf(file), new SampleShape(channels, size, size), images, labels, names);
    } catch (IOException e) {
      throw Content.unreadable(file, e);
    }
  }

  private static String nameOf(Path file) {
    return file.getFileName().toString();
  }

  private static int[] readLabels(Path images, int samples) {
    String name = nameOf(images).replace("images", "labels").replace("idx3", "idx1");
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    for (String candidate : List.of(name, plain, plain + ".gz")) {
      Path file = images.resolveSibling(candidate);
      if (!candidate.equals(nameOf(images)) && Files.isRegularFile(file)) {
        return readLabelFile(file, images, samples);
      }
    }
    return new int[0];
  }

  private static int[] readLabelFile(Path file, Path images, int samples) {
    try (Content content = Content.open(file, 1)) {
      if (content.extents[0] != samples) {
        throw new DataException(file + ": holds " + content.extents[0] + " labels but " + images.getFileName()
            + " holds " + samples
            + " images; use the two files of one set");
      }
      byte[] bytes = new byte[samples];
      content.readFully(bytes);
      content.requireEnd();
      int[] labels = new int[samples];
      for (int i = 0; i < samples; i++) {
        labels[i] = bytes[i] & 0xff;
      }
      return labels;
    } catch (IOException e) {
      throw Content.unreadable(file, e);
    }
  }

  /** An opened file behind its checked header. */
  private record Content(Path file, DataInputStream in, int[] extents) implements AutoCloseable {
    static Content open(Path file, int rank) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new DataException(file + ": no such file; check the path");
      }
      long fileBytes = Files.size(file);
      InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        raw.mark(2);
        boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
        raw.reset();
        DataInputStream in = new DataInputStream(gzip
            ? new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16) : raw);
        int[] extents = readHeader(file, in, rank);
        checkLength(file, extents, fileBytes, gzip);
        return new Content(file, in, extents);
      } catch (IOException | RuntimeException e) {
        raw.close();
        throw e;
      }
    }

    private static int[] readHeader(Path file, DataInputStream in, int rank) throws IOException {
      int magic = in.readInt();
      if (magic >>> 16 != 0) {
        throw new DataException(file + ": not an IDX file (it begins with " + String.format("%08x", magic)
            + ", IDX begins with two zero bytes); give an IDX file, an image folder or a zip of images");
      }
      if ((magic >> 8 & 0xff) != UBYTE || (magic & 0xff) != rank) {
        throw new DataException(file + ": IDX type and rank are "
            + String.format("%02x %02x", magic >> 8 & 0xff, magic & 0xff) + ", but "
            + (rank == 3 ? "images" : "labels") + " need " + String.format("08 %02x", rank) + " (unsigned bytes, rank "
            + rank
            + "); give the " + (rank == 3 ? "images-idx3" : "labels-idx1") + " file");
      }
      int[] extents = new int[rank];
      for (int i = 0; i < rank; i++) {
        extents[i] = in.readInt();
        if (extents[i] < 1 || (i > 0 && extents[i] > LONGEST_SIDE)) {
          throw new DataException(file + ": IDX extent " + i + " is " + Integer.toUnsignedString(extents[i])
              + ", allowed are 1 to "
              + (i > 0 ? LONGEST_SIDE : Integer.MAX_VALUE) + "; the file is damaged, fetch it again");
        }
      }
      return extents;
    }

    private static void checkLength(Path file, int[] extents, long fileBytes, boolean gzip) {
      long declared = 1;
      for (int extent : extents) {
        declared = declared > MOST_BYTES ? declared : declared * extent;
      }
      if (declared > MOST_BYTES) {
        throw new DataException(file + ": the header declares more than 4 GiB of elements; split the file");
      }
      long total = 4 + 4L * extents.length + declared;
      if (gzip ? total > fileBytes * DEFLATE_RATIO : total != fileBytes) {
        throw new DataException(file + ": the header declares " + total + " bytes but the file "
            + (gzip ? "of " + fileBytes + " gzipped bytes cannot hold them" : "has " + fileBytes)
            + "; it is truncated or damaged, fetch it again");
      }
    }

    void readFully(byte[] bytes) throws IOException {
      in.readFully(bytes);
    }

    void requireEnd() throws IOException {
      if (in.read() >= 0) {
        throw new DataException(file + ": goes on after the " + extents[0]
            + " elements that its header declares; it is damaged, fetch it again");
      }
    }

    static DataException unreadable(Path file, IOException e) {
      if (e instanceof EOFException) {
        return new DataException(file + ": ends before the elements that its header declares; it is truncated, fetch it again", e);
      }
      if (e instanceof ZipException) {
        return new DataException(file + ": the gzip data are corrupt (" + e.getMessage() + "); fetch the file again", e);
      }
      return new DataException(file + ": cannot be read (" + e + "); check the path and its permissions", e);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
