package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleCommandTest {
  @TempDir
  private static Path temp;
  private static Path run;
  private static Path ring;

  @BeforeAll
  static void train() {
    run = temp.resolve("images");
    ring = temp.resolve("ring");
    Cli.run("train", "--device", "scalar", "--image-size", 16, "--base-channels", 2, "--latent", 5, "--batch-size", 4,
        "--steps", 1, "--samples",
        4, "--out", run).exits(0);
    Cli.trainRing(ring, "--steps", 1).exits(0);
  }

  @Test
  void aGridIsAPngOfTheSamplesAskedFor() throws IOException {
    Path out = temp.resolve("new/grid.png");
    Cli.run("sample", run, "--count", 70, "--columns", 7, "--scale", 2, "--seed", 3, "--device", "scalar", "--out", out)
        .exits(0);
    BufferedImage image = ImageIO.read(out.toFile());
    assertEquals(2 + 7 * (32 + 2), image.getWidth());
    assertEquals(2 + 10 * (32 + 2), image.getHeight());
  }

  @Test
  void theFolderAndTheFileAreTheSameRunAndTheTrainingPictureIsSeedOnes() throws IOException {
    Path a = temp.resolve("a.png");
    Path b = temp.resolve("b.png");
    Cli.run("sample", run, "--count", 4, "--device", "scalar", "--out", a).exits(0);
    Cli.run("sample", run.resolve("checkpoints/last.safetensors"), "--count", 4, "--device", "vector", "--out", b)
        .exits(0);
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    assertArrayEquals(Files.readAllBytes(run.resolve("samples/step-000001.png")), Files.readAllBytes(a));
  }

  @Test
  void anInterpolationBeginsAndEndsWithTheSeeds() throws IOException {
    Path strip = temp.resolve("strip.png");
    Cli.run("interpolate", run, "--from", 4, "--to", 9, "--frames", 5, "--scale", 1, "--device", "scalar", "--out",
        strip).exits(0);
    BufferedImage image = ImageIO.read(strip.toFile());
    assertEquals(2 + 5 * 18, image.getWidth());
    assertEquals(2 + 18, image.getHeight());
    assertSameCell(image, 0, 4);
    assertSameCell(image, 4, 9);
    Cli.run("interpolate", ring, "--device", "scalar", "--out", temp.resolve("way.png")).exits(0);
  }

  private static void assertSameCell(BufferedImage strip, int cell, int seed) throws IOException {
    Path single = temp.resolve("single.png");
    Cli.run("sample", run, "--count", 1, "--scale", 1, "--seed", seed, "--device", "scalar", "--out", single).exits(0);
    BufferedImage image = ImageIO.read(single.toFile());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        assertEquals(image.getRGB(2 + x, 2 + y), strip.getRGB(2 + 18 * cell + x, 2 + y));
      }
    }
  }

  @Test
  void badCheckpointsAreExitCode4() throws IOException {
    Path out = temp.resolve("never.png");
    Cli.run("sample", temp.resolve("missing"), "--out", out).fails(4, "no such file");
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Cli.run("sample", empty, "--out", out).fails(4, "last.safetensors");
    Path text = Files.writeString(temp.resolve("text.safetensors"), "this is not a checkpoint at all");
    Cli.run("interpolate", text, "--out", out).fails(4, "text.safetensors");
    Cli.run("sample", run, "--device", "opencl:999:9", "--out", out).fails(3, "opencl:999:9");
    assertFalse(Files.exists(out));
  }

  @Test
  void anOutputThatCannotBeWrittenIsExitCode1() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    Cli.run("sample", run, "--device", "scalar", "--out", file.resolve("grid.png")).fails(1, "cannot be written");
    Cli.run("sample", run, "--count", 10_000, "--scale", 64, "--device", "scalar", "--out", temp.resolve("huge.png"))
        .fails(2, "--scale");
    assertTrue(Files.isRegularFile(file));
  }
}
