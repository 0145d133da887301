package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.io.Checkpoints;

/** Objectives, penalties and watching from the command line. */
final class PracticeCommandTest {
  private static final String CHECKPOINT = "checkpoints/last.safetensors";
  /** The weight of the diversity term makes G's gradient huge, which three observations in a row are asked to see. */
  private static final Object[] EXPLODING = {"--diversity", 1e6, "--steps", 12, "--watch-every", 2};

  @TempDir
  private Path temp;

  private static Object[] with(Object[] first, Object... more) {
    return java.util.stream.Stream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(more)).toArray();
  }

  @Test
  void everyObjectiveTrainsAndContinuesExactlyWithEverythingOn() throws IOException {
    for (String objective : List.of("saturating", "non-saturating", "least-squares", "hinge", "wasserstein", "relativistic-average")) {
      Path whole = temp.resolve(objective);
      Path parts = temp.resolve(objective + "-parts");
      Object[] options = {"--objective", objective, "--r1", 0.5, "--r2", 0.25, "--gradient-penalty", 2, "--one-sided", "--clip-weights", 0.5,
          "--instance-noise", 0.1, "--instance-noise-updates", 9, "--diversity", 0.1, "--clip-gradients", 0.7, "--average-decay", 0.9,
          "--schedule", "cosine", "--schedule-end", 12, "--schedule-last", 0.1, "--schedule-warm-up", 2, "--unroll", 1, "--watch-every", 2};
      Cli.trainRing(whole, with(options, "--steps", 8)).exits(0);
      Cli.trainRing(parts, with(options, "--steps", 4)).exits(0);
      Cli.resume(parts, "--steps", 8).exits(0);
      for (String file : List.of(CHECKPOINT, "metrics.csv", "watch.csv", "samples/step-000008.png")) {
        assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), objective + " " + file);
      }
    }
  }

  @Test
  void samplesComeFromTheAverage() throws IOException {
    Path plain = temp.resolve("plain");
    Path averaged = temp.resolve("averaged");
    Cli.trainRing(plain, "--steps", 6).exits(0);
    Cli.trainRing(averaged, "--steps", 6, "--average-decay", 0.99).exits(0);
    assertArrayEquals(Files.readAllBytes(plain.resolve("metrics.csv")), Files.readAllBytes(averaged.resolve("metrics.csv")),
        "an average changes no training");
    Path picture = temp.resolve("sample.png");
    Cli.run("sample", averaged, "--count", 64, "--seed", 1, "--out", picture, "--device", "scalar").exits(0);
    assertArrayEquals(Files.readAllBytes(averaged.resolve("samples/step-000006.png")), Files.readAllBytes(picture));
    assertNotEquals(-1, java.util.Arrays.mismatch(Files.readAllBytes(plain.resolve("samples/step-000006.png")), Files.readAllBytes(picture)));
  }

  @Test
  void anObservationHasARowWithAColumnPerParameter() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 7, "--watch-every", 3).exits(0);
    List<String> lines = Files.readAllLines(folder.resolve("watch.csv"));
    assertEquals(3, lines.size());
    assertTrue(lines.getFirst().startsWith("step,spread_fake,spread_real,diversity_ratio,held_out_gap,"), lines.getFirst());
    assertTrue(lines.getFirst().contains(",gradient_norm_generator.0.weight,"), lines.getFirst());
    assertTrue(lines.getFirst().contains(",gradient_norm_discriminator.4.bias"), lines.getFirst());
    assertEquals(lines.getFirst().split(",").length, lines.get(1).split(",").length);
    assertTrue(lines.get(2).startsWith("6,"));
    assertEquals(List.of("step,alarm,value,threshold,message"), Files.readAllLines(folder.resolve("alarms.csv")));
    String page = Files.readString(folder.resolve("report.html"));
    for (String words : List.of("Spread of samples", "Gradient norms of G’s layers", "held out gap", "diversity ratio")) {
      assertTrue(page.contains(words), words);
    }
    Cli.trainRing(temp.resolve("unwatched"), "--steps", 2, "--watch-every", 0).exits(0);
    assertTrue(Files.notExists(temp.resolve("unwatched").resolve("watch.csv")));
  }

  @Test
  void anAlarmIsToldAndTheRunGoesOn() throws IOException {
    Path folder = temp.resolve("run");
    Cli cli = Cli.trainRing(folder, EXPLODING).exits(0);
    assertTrue(cli.err().contains(": exploding-gradient: "), cli.err());
    String alarms = Files.readString(folder.resolve("alarms.csv"));
    assertTrue(alarms.contains(",exploding-gradient,"), alarms);
    assertTrue(Files.readString(folder.resolve("report.html")).contains("exploding-gradient"));
  }

  @Test
  void anAlarmStopsTheRunIfAskedTo() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, with(EXPLODING, "--on-alarm", "stop")).exits(ExitCode.DIVERGED);
    String step = Checkpoints.metadata(folder.resolve(CHECKPOINT)).get("steps");
    assertEquals("6", step);
    assertTrue(Files.readString(folder.resolve("alarms.csv")).lines().skip(1).anyMatch(row -> row.startsWith(step + ",")));
    assertTrue(Files.readString(folder.resolve("log.txt")).contains("stopped by an alarm at step " + step));
  }

  @Test
  void anAlarmLowersTheRatesOfAResumedRunToo() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Object[] options = with(EXPLODING, "--on-alarm", "lower-rate");
    Cli.trainRing(whole, options).exits(0);
    String factor = Checkpoints.metadata(whole.resolve(CHECKPOINT)).get("rate_factor");
    assertTrue(Double.parseDouble(factor) <= 0.5, factor);
    options[3] = 4;
    Cli.trainRing(parts, options).exits(0);
    Cli.resume(parts, "--steps", 12).exits(0);
    for (String file : List.of(CHECKPOINT, "watch.csv", "alarms.csv")) {
      assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
    }
  }

  @Test
  void limitsOfAlarmsCanBeOthers() throws IOException {
    Path folder = temp.resolve("run");
    Cli cli = Cli.trainRing(folder, "--steps", 6, "--watch-every", 2, "--alarm", "vanishing-gradient=1e9,mode-collapse=1e-9").exits(0);
    assertTrue(cli.err().contains("alarm at step 6: vanishing-gradient"), cli.err());
    assertEquals("vanishing-gradient=1.0E9,mode-collapse=1.0E-9", TrainCommandTest.object(folder.resolve("options.json")).get("alarm"));
    Cli.resume(folder, "--steps", 8).exits(0);
    assertEquals(2, Files.readAllLines(folder.resolve("alarms.csv")).size(), "told once");
    Cli.trainRing(temp.resolve("other"), "--alarm", "boredom=1").fails(2, "boredom", "mode-collapse");
  }

  @Test
  void anAlarmKeepsASnapshot() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, with(EXPLODING, "--on-alarm", "snapshot")).exits(0);
    String row = Files.readAllLines(folder.resolve("alarms.csv")).get(1);
    Path snapshot = folder.resolve(String.format("checkpoints/alarm-%06d.safetensors", Integer.parseInt(row.substring(0, row.indexOf(',')))));
    Cli.run("sample", snapshot, "--count", 4, "--out", temp.resolve("s.png"), "--device", "scalar").exits(0);
  }

  @Test
  void contradictionsAreRefusedInOneSentence() {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--objective", "wasserstein").fails(2, "--objective wasserstein needs a bound", "--gradient-penalty 10");
    Cli.trainRing(folder, "--objective", "hinge", "--label-smoothing", 0.1).fails(2, "label smoothing", "HINGE");
    Cli.trainRing(folder, "--one-sided").fails(2, "--one-sided belongs to --gradient-penalty");
    Cli.trainRing(folder, "--schedule-end", 5).fails(2, "--schedule-end belongs to a falling schedule");
    Cli.trainRing(folder, "--schedule", "linear", "--epochs", 2).fails(2, "needs --schedule-end");
    Cli.trainRing(folder, "--schedule", "linear", "--steps", 5, "--schedule-warm-up", 9).fails(2, "must end after the warm-up");
    Cli.trainRing(folder, "--instance-noise-updates", 5).fails(2, "belongs to --instance-noise");
    Cli.trainRing(folder, "--gradient-penalty", 10, "--fake-batch-size", 8).fails(2, "both batches must be of one size");
    Cli.trainRing(folder, "--augment", "flip").fails(2, "--augment is for images");
    Cli.run("train", "--augment", "flop", "--out", folder).fails(2, "no augmentation 'flop'", "flip");
    Cli.trainRing(folder, "--watch-every", 0, "--on-alarm", "stop").fails(2, "needs observations");
    Cli.trainRing(folder, "--r1", -1).fails(2, "gamma", "positive");
    Cli.trainRing(folder, "--objective", "elegant").fails(2, "elegant", "least-squares");
    assertTrue(Files.notExists(folder));
  }
}
