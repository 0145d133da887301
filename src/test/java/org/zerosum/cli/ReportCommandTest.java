package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.io.RecordedAlarm;

final class ReportCommandTest {
  static final List<String> SECTIONS =
      List.of("Curves", "Alarms", "Samples", "Final metrics", "Options", "Environment", "History");

  @TempDir
  private Path temp;

  /** A short run of drawn points with alarms and an evaluation beside it. */
  static Path run(Path folder) throws IOException {
    Cli.trainRing(folder, "--steps", 40, "--sample-every", 2, "--samples", 9).exits(0);
    Files.writeString(folder.resolve("alarms.csv"), RecordedAlarm.HEADER + "\n12,vanishing-gradient,1e-9,1e-7,\"too small, <b>try\"\"\"\n");
    Files.writeString(folder.resolve("evaluation.json"), "{\"fid\": 12.5, \"kid\": {\"mean\": 0.25}, \"seeds\": [1, 2]}");
    return folder;
  }

  private static String page(Path folder) throws IOException {
    return Files.readString(folder.resolve("report.html"));
  }

  @Test
  void aRunLeavesThePageThatTheCommandMakes() throws IOException {
    Path folder = temp.resolve("ring");
    Cli trained = Cli.trainRing(folder, "--steps", 20).exits(0);
    assertTrue(trained.out().contains("report in " + folder.resolve("report.html")), trained.out());
    byte[] left = Files.readAllBytes(folder.resolve("report.html"));
    Cli made = Cli.run("report", folder, "--out", temp.resolve("made.html")).exits(0);
    assertTrue(made.out().contains(temp.resolve("made.html").toString()), made.out());
    assertArrayEquals(left, Files.readAllBytes(temp.resolve("made.html")));
    Cli.run("report", folder).exits(0);
    assertArrayEquals(left, Files.readAllBytes(folder.resolve("report.html")));
  }

  @Test
  void thePageShowsWhatTheFolderHolds() throws IOException {
    Path folder = run(temp.resolve("ring"));
    Cli.run("report", folder).exits(0);
    String page = page(folder);
    for (String section : SECTIONS) {
      assertTrue(page.contains(">" + section + "</h2>"), section);
    }
    assertTrue(page.contains("<h1>ring</h1>") && page.contains("status finished") && page.contains("<dt>steps</dt><dd>40</dd>"));
    assertEquals(12, page.split("<img alt=\"Generated samples at step ", -1).length - 1);
    assertTrue(page.contains("samples at step 0\"") && page.contains("samples at step 40\""));
    assertTrue(page.contains("too small, &lt;b&gt;try&quot;") && page.contains("step 12: vanishing-gradient"));
    assertTrue(page.contains("kid.mean") && page.contains(">0.25<") && page.contains(">1, 2<"));
    assertTrue(page.contains("label-smoothing") && page.contains("device_reason") && page.contains("max_heap_bytes"));
    assertTrue(page.contains("L<tspan class=\"sub\" dy=\"3\">D</tspan><tspan dy=\"-3\">&#8203;</tspan> = 1.386"));
    assertFalse(Pattern.compile("https?:|<script|<link|@import|url\\(").matcher(page).find());
    assertFalse(page.replaceAll("base64,[^\"]*", "").contains("NaN"), "a number that is none");
  }

  @Test
  void withoutAlarmsOrEvaluationThePageSaysSo() throws IOException {
    Path folder = temp.resolve("ring");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    String page = page(folder);
    assertTrue(page.contains("No alarms."));
    assertFalse(page.contains("Evaluation"));
  }

  @Test
  void endsOtherThanTheLastStepAreTold() throws IOException {
    Path diverged = temp.resolve("diverged");
    Cli.trainRing(diverged, "--steps", 50, "--optimizer", "sgd", "--learning-rate-d", 1e25, "--learning-rate-g", 1e25)
        .fails(5, "diverged");
    assertTrue(page(diverged).contains("status diverged") && page(diverged).contains("are not finite"));

    Path interrupted = temp.resolve("interrupted");
    Interruption interruption = Interruption.byRequest();
    interruption.request();
    StringWriter out = new StringWriter();
    Session session = new Session(Terminal.plain(new PrintWriter(out), new PrintWriter(out)), interruption);
    String[] args = {"train", "--data", "ring", "--device", "scalar", "--hidden", "8", "--batch-size", "4", "--out",
        interrupted.toString()};
    assertEquals(130, Main.run(args, session));
    assertTrue(page(interrupted).contains("status interrupted") && page(interrupted).contains("0 of 2,000"));
    Cli.resume(interrupted, "--steps", 3).exits(0);
    assertTrue(page(interrupted).contains("status finished"));
    assertEquals(2, page(interrupted).split("<h2 id=\"h-history\"")[1].split("<th scope=\"row\">", -1).length - 1);
  }

  @Test
  void aRunIsNotStoppedByItsReport() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 2).exits(0);
    Files.delete(folder.resolve("report.html"));
    Files.createDirectory(folder.resolve("report.html"));
    Cli result = Cli.resume(folder, "--steps", 3).exits(0);
    assertEquals("", result.err());
    assertFalse(result.out().contains("report in"), result.out());
    assertTrue(Files.readString(folder.resolve("log.txt")).contains("no report: "));
    assertEquals(4, Files.readAllLines(folder.resolve("metrics.csv")).size());
  }

  @Test
  void whatIsDamagedOrMissingLeavesAGap() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("a <b>&\"c\""));
    Files.writeString(folder.resolve("metrics.csv"), "step,loss_d,gradient_norm_generator.0,gradient_norm_generator.3,odd one\n"
        + "1,0.5,1,2,\n2,NaN,,3,4\n3,0.7,2");
    Files.writeString(folder.resolve("options.json"), "{\"data\": ");
    Files.writeString(folder.resolve("evaluation.json"), "[{\"fid\": 3}]");
    Files.write(folder.resolve("log.txt"), new byte[] {(byte) 0xff, '\n'});
    Cli.run("report", folder).exits(0);
    String page = page(folder);
    assertTrue(page.contains("<h1>a &lt;b&gt;&amp;&quot;c&quot;</h1>") && page.contains("in training, or cut off"));
    assertTrue(page.contains("options.json cannot be read") && page.contains("There is no environment.json"));
    assertTrue(page.contains("Gradient norms of G’s layers") && page.contains("odd one") && page.contains("results[0].fid"));
    assertFalse(page.contains("Gradient norms of D’s layers") || page.contains("<b>"));
  }

  @Test
  void aLongRunHasASmallPage() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("long"));
    try (Writer out = Files.newBufferedWriter(folder.resolve("metrics.csv"))) {
      StringBuilder header = new StringBuilder(MetricsFile.HEADER);
      for (int layer = 0; layer < 16; layer++) {
        header.append(",gradient_norm_generator.").append(layer);
      }
      out.write(header.append('\n').toString());
      for (int step = 1; step <= 120_000; step++) {
        StringBuilder row = new StringBuilder().append(step).append(",1");
        for (int column = 2; column < 26; column++) {
          row.append(',').append(1 + (step * 31L + column * 17L) % 97);
        }
        out.write(row.append('\n').toString());
      }
    }
    Cli.run("report", folder).exits(0);
    long size = Files.size(folder.resolve("report.html"));
    assertTrue(size > 100_000 && size < 1_000_000, String.format(Locale.ROOT, "%,d bytes", size));
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    Cli.run("report", temp.resolve("missing")).fails(4, "missing", "folder of a run");
    Cli.run("report", temp).fails(4, "holds no run", "folder of a run");
    Path folder = temp.resolve("ring");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    Files.writeString(folder.resolve("alarms.csv"), "when,what\n1,2\n");
    Cli.run("report", folder).fails(4, "alarms.csv", "step,alarm,value,threshold,message");
    Cli.run("report").fails(2, "RUN");
  }
}
