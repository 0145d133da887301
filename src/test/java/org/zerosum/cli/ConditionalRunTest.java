package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.io.Checkpoints;

/** Conditional runs and the other options of the networks, from the command line. */
final class ConditionalRunTest {
  private static final String CHECKPOINT = "checkpoints/last.safetensors";

  @TempDir
  private Path temp;

  private static Cli trainDigits(Path folder, Object... more) {
    Object[] args = {"train", "--device", "scalar", "--image-size", 16, "--base-channels", 2, "--latent", 5, "--batch-size", 4,
        "--samples", 20, "--out", folder};
    return Cli.run(Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray());
  }

  private static void assertSame(Path a, Path b, String file) throws IOException {
    assertArrayEquals(Files.readAllBytes(a.resolve(file)), Files.readAllBytes(b.resolve(file)), file);
  }

  @Test
  void imagesContinueExactlyAndTheirPicturesHaveARowPerClass() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Object[] options = {"--conditional", "--spectral-norm", "--minibatch-stddev", "--steps"};
    trainDigits(whole, with(options, 3)).exits(0);
    trainDigits(parts, with(options, 1)).exits(0);
    Cli.resume(parts, "--steps", 3, "--device", "vector").exits(0);
    for (String file : new String[] {CHECKPOINT, "metrics.csv", "samples/step-000003.png"}) {
      assertSame(whole, parts, file);
    }
    Map<String, String> metadata = Checkpoints.metadata(whole.resolve(CHECKPOINT));
    assertEquals("[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]", metadata.get(ClassNames.KEY).replace(" ", ""));
    assertEquals("batch_norm", metadata.get("class_input"), "the default of images");
    BufferedImage picture = ImageIO.read(whole.resolve("samples/step-000003.png").toFile());
    assertEquals(2 + 2 * 66, picture.getWidth(), "20 samples of 10 classes are two of each");
    assertEquals(2 + 10 * 66, picture.getHeight());

    Path grid = temp.resolve("grid.png");
    Cli.run("sample", whole, "--count", 19, "--seed", 1, "--device", "scalar", "--out", grid).exits(0);
    assertArrayEquals(Files.readAllBytes(whole.resolve("samples/step-000003.png")), Files.readAllBytes(grid), "the training picture");
    assertRow(picture, 7, sample(whole, "7", 2));
    assertRow(picture, 0, sample(whole, "0", 2));

    Path strip = temp.resolve("strip.png");
    Cli.run("interpolate", whole, "--frames", 3, "--device", "scalar", "--out", strip).exits(0);
    BufferedImage all = ImageIO.read(strip.toFile());
    assertEquals(2 + 10 * 66, all.getHeight());
    Cli.run("interpolate", whole, "--frames", 3, "--class", 7, "--device", "scalar", "--out", strip).exits(0);
    assertRow(all, 7, ImageIO.read(strip.toFile()));

    Cli.run("evaluate", whole, "--count", 40, "--extractor-steps", 1, "--probe-steps", 1, "--device", "vector").exits(0);
    String evaluation = Files.readString(whole.resolve("evaluation.json"));
    assertTrue(evaluation.contains("fid[zerosum-digits16-cnn-") && evaluation.contains("jsd_lower_bound[probe-1]"), evaluation);
  }

  private BufferedImage sample(Path run, String label, int count) throws IOException {
    Path out = temp.resolve("class.png");
    Cli.run("sample", run, "--class", label, "--count", count, "--columns", count, "--device", "vector", "--out", out).exits(0);
    return ImageIO.read(out.toFile());
  }

  private static void assertRow(BufferedImage all, int row, BufferedImage one) {
    for (int y = 0; y < 66; y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        assertEquals(one.getRGB(x, y), all.getRGB(x, row * 66 + y), "row " + row + " is the class's own picture, " + x + ", " + y);
      }
    }
  }

  private static Object[] with(Object[] first, Object... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray();
  }

  @Test
  void pointsLearnTheirModesByNameOrNumber() throws IOException {
    Path run = temp.resolve("ring");
    Cli.trainRing(run, "--conditional=auxiliary", "--auxiliary-weight", "0.5", "--steps", 2).exits(0);
    assertEquals("0.5", Checkpoints.metadata(run.resolve(CHECKPOINT)).get("auxiliary_weight"));
    assertEquals("embedding", Checkpoints.metadata(run.resolve(CHECKPOINT)).get("class_input"), "the default of points");
    Path name = temp.resolve("name.png");
    Path number = temp.resolve("number.png");
    Cli.run("sample", run, "--class", "mode-3", "--device", "scalar", "--out", name).exits(0);
    Cli.run("sample", run, "--class", "3", "--device", "scalar", "--out", number).exits(0);
    assertArrayEquals(Files.readAllBytes(name), Files.readAllBytes(number));
    Cli.run("sample", run, "--class", "mode-4", "--device", "scalar", "--out", number).exits(0);
    assertFalse(Arrays.equals(Files.readAllBytes(name), Files.readAllBytes(number)));
    Cli.run("sample", run, "--class", "8", "--device", "scalar").fails(2, "--class is '8'", "mode-0", "0 to 7");
    Cli.run("sample", run, "--count", 20, "--device", "scalar", "--out", number).exits(0);
    Cli.run("sample", run, "--columns", 3, "--device", "scalar").fails(2, "--columns", "--class");
    Cli.resume(run, "--steps", 3).exits(0);
    Cli.resume(run, "--conditional", "--steps", 4).fails(2, "--conditional is projection but the run was started with auxiliary");
    Cli.resume(run, "--pack", 2, "--steps", 4).fails(2, "--pack");
  }

  @Test
  void packsAreTrainedAndResumed() throws IOException {
    Path whole = temp.resolve("whole");
    Path parts = temp.resolve("parts");
    Cli.trainRing(whole, "--pack", 2, "--spectral-norm", "--steps", 6).exits(0);
    Cli.trainRing(parts, "--pack", 2, "--spectral-norm", "--steps", 2).exits(0);
    Cli.resume(parts, "--steps", 6).exits(0);
    assertSame(whole, parts, CHECKPOINT);
    Cli.run("sample", whole, "--class", "1", "--device", "scalar").fails(2, "--class", "no classes");
    Cli.run("interpolate", whole, "--class", "1", "--device", "scalar").fails(2, "--class", "no classes");
  }

  @Test
  void contradictionsAreRefusedBeforeAnythingIsMade() {
    Path run = temp.resolve("run");
    Cli.trainRing(run, "--class-input", "embedding").fails(2, "--class-input belongs to --conditional");
    Cli.trainRing(run, "--conditional", "--auxiliary-weight", "2").fails(2, "--auxiliary-weight belongs to --conditional=auxiliary");
    Cli.trainRing(run, "--conditional=auxiliary", "--auxiliary-weight", "0").fails(2, "weight", "0.0");
    Cli.trainRing(run, "--conditional=both").fails(2, "projection, auxiliary");
    Cli.trainRing(run, "--conditional", "--pack", 2).fails(2, "--pack 2 and --conditional exclude each other");
    Cli.trainRing(run, "--conditional", "--class-input", "batch-norm").fails(2, "no batch norm");
    Cli.trainRing(run, "--pack", 3).fails(2, "--batch-size is 16", "a multiple of 3");
    Cli.trainRing(run, "--pack", 2, "--minibatch-stddev", "--fake-batch-size", 12).fails(2, "--fake-batch-size is 12", "a multiple of 8");
    Cli.trainRing(run, "--pack", 65).fails(2, "--pack is 65");
    assertFalse(Files.exists(run));
  }

  @Test
  void dataWithoutLabelsCannotBeConditional() throws IOException {
    Path images = temp.resolve("images");
    for (String name : new String[] {"a.png", "b.png", "c.png", "d.png"}) {
      write(images.resolve(name));
    }
    Cli without = trainDigits(temp.resolve("run"), "--data", images, "--conditional", "--steps", 1);
    without.fails(4, "no labels", "--conditional", "folder per class");
    write(images.resolve("one/e.png"));
    trainDigits(temp.resolve("run"), "--data", images, "--conditional", "--steps", 1).fails(4, "a single class");
    write(images.resolve("two/f.png"));
    trainDigits(temp.resolve("run"), "--data", images, "--conditional", "--steps", 1).fails(4, "4 of 6 samples have no label");
    assertFalse(Files.exists(temp.resolve("run")));
  }

  @Test
  void classesThatChangedCannotBeContinued() throws IOException {
    Path images = temp.resolve("images");
    for (String name : new String[] {"cat/a.png", "cat/b.png", "dog/c.png", "dog/d.png"}) {
      write(images.resolve(name));
    }
    Path run = temp.resolve("run");
    trainDigits(run, "--data", images, "--conditional", "--steps", 1).exits(0);
    Cli.run("sample", run, "--class", "bird", "--device", "scalar").fails(2, "cat, dog");
    Files.move(images.resolve("dog"), images.resolve("bird"));
    Cli.resume(run, "--steps", 2).fails(4, "[\"bird\", \"cat\"]".replace(", ", ","), "cat", "dog");
    Files.move(images.resolve("bird"), images.resolve("dog"));
    Cli.resume(run, "--steps", 2).exits(0);
    assertTrue(Files.exists(run.resolve("samples/step-000002.png")));
  }

  private static void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    image.setRGB(3, file.getFileName().toString().charAt(0) % 16, 0xffffff);
    ImageIO.write(image, "png", file.toFile());
  }
}
