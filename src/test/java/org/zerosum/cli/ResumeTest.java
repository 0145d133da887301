package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N steps in one go and m steps, then the rest after --resume, give the same bytes. */
final class ResumeTest {
  private static final String CHECKPOINT = "checkpoints/last.safetensors";

  @TempDir
  private Path temp;

  @Test
  void pointsContinueExactly() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Cli.trainRing(whole, "--steps", 24, "--seed", 5).exits(0);
    Cli.trainRing(parts, "--steps", 9, "--seed", 5).exits(0);
    Cli.resume(parts, "--steps", 10).exits(0);
    Cli.resume(parts, "--steps", 24, "--threads", 1, "--sample-every", 11).exits(0);
    assertSame(whole, parts, CHECKPOINT, "metrics.csv", "samples/step-000024.png");
    assertTrue(TrainCommandTest.names(parts.resolve("samples")).contains("step-000022.png"));
  }

  @Test
  void imagesContinueExactly() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Object[] options = {"train", "--device", "scalar", "--image-size", 16, "--base-channels", 2, "--latent", 5,
        "--batch-size", 4, "--samples", 4,
        "--out"};
    Cli.run(with(options, whole, "--steps", 5)).exits(0);
    Cli.run(with(options, parts, "--steps", 2)).exits(0);
    Cli.resume(parts, "--steps", 5, "--device", "vector").exits(0);
    assertSame(whole, parts, CHECKPOINT, "metrics.csv", "samples/step-000005.png");
    assertEquals("vector", TrainCommandTest.object(parts.resolve("environment.json")).get("device"));
  }

  private static Object[] with(Object[] first, Object... more) {
    return java.util.stream.Stream.concat(java.util.Arrays.stream(first), java.util.Arrays.stream(more)).toArray();
  }

  private static void assertSame(Path a, Path b, String... files) throws IOException {
    for (String file : files) {
      assertArrayEquals(Files.readAllBytes(a.resolve(file)), Files.readAllBytes(b.resolve(file)), file);
    }
  }

  @Test
  void rowsBehindTheCheckpointAreCut() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Cli.trainRing(whole, "--steps", 6).exits(0);
    Cli.trainRing(parts, "--steps", 3).exits(0);
    Files.writeString(parts.resolve("metrics.csv"), "4,1,0,0,0,0,0,0,0,0\n5,1,0.", StandardOpenOption.APPEND);
    Cli.resume(parts, "--steps", 6).exits(0);
    assertSame(whole, parts, "metrics.csv", CHECKPOINT);
  }

  @Test
  void aFinishedRunStaysAsItIs() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 3).exits(0);
    byte[] before = Files.readAllBytes(folder.resolve(CHECKPOINT));
    Cli.resume(folder).exits(0);
    assertArrayEquals(before, Files.readAllBytes(folder.resolve(CHECKPOINT)));
    assertEquals(4, Files.readAllLines(folder.resolve("metrics.csv")).size());
    Cli.resume(folder, "--steps", 2).fails(2, "3 steps already", "more --steps");
  }

  @Test
  void optionsOfTheRunAreKept() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 2).exits(0);
    Cli.resume(folder, "--batch-size", 32).fails(2, "--batch-size is 32 but the run was started with 16");
    Cli.resume(folder, "--objective", "saturating").fails(2, "--objective");
    Cli.resume(folder, "--data", "grid").fails(2, "--data");
    Cli.resume(folder, "--seed", 1, "--batch-size", 16, "--steps", 3).exits(0);
    Cli.resume(folder, "--epochs", 1, "--steps", 3).fails(2, "exclude each other");
    assertEquals(3L, TrainCommandTest.object(folder.resolve("options.json")).get("steps"));
  }

  @Test
  void whatCannotBeContinued() throws IOException {
    Cli.run("train", "--resume").fails(2, "--out");
    Cli.resume(temp.resolve("nothing")).fails(2, "no run to resume");
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 2).exits(0);
    Path options = folder.resolve("options.json");
    String good = Files.readString(options);
    for (String bad : List.of("{", "[]", "{\"hidden\": \"eight\"}", "{\"no-such-option\": 1}",
        "{\"batch-size\": -1}")) {
      Files.writeString(options, bad);
      Cli.resume(folder).fails(4, "options.json");
    }
    Files.writeString(options, good.replace("\"hidden\": 8", "\"hidden\": 9"));
    Cli.resume(folder).fails(4, "hidden");
    Files.writeString(options, good.replace("\"adam\"", "\"sgd\""));
    Cli.resume(folder).fails(4, "optimiser");
    Files.writeString(options, good);
    Files.writeString(folder.resolve("metrics.csv"), "another file\n");
    Cli.resume(folder, "--steps", 3).fails(4, "metrics.csv");
    Files.delete(folder.resolve("metrics.csv"));
    Path checkpoint = folder.resolve(CHECKPOINT);
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length - 5));
    Cli.resume(folder, "--steps", 3).fails(4, "last.safetensors");
    Files.delete(checkpoint);
    Cli.resume(folder, "--steps", 3).fails(4, "no such file");
  }
}
