package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.data.Datasets;
import org.zerosum.io.Checkpoints;
import org.zerosum.io.Json;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class TrainCommandTest {
  @TempDir
  private Path temp;

  @Test
  void aRunLeavesItsFolder() throws IOException {
    Path folder = temp.resolve("a/run");
    Cli result = Cli.trainRing(folder, "--steps", 7, "--sample-every", 3, "--checkpoint-every", 4, "--samples", 9)
        .exits(0);
    assertEquals("", result.err());
    assertTrue(result.out().contains("device scalar: named outright"), result.out());
    assertTrue(result.out().contains("  7/7  "), result.out());
    assertTrue(result.out().contains("./zerosum sample " + folder), result.out());
    assertEquals(List.of("alarms.csv", "checkpoints", "environment.json", "log.txt", "metrics.csv", "options.json",
        "report.html", "samples", "watch.csv"),
        names(folder));
    assertEquals(List.of("step-000000.png", "step-000003.png", "step-000006.png", "step-000007.png"),
        names(folder.resolve("samples")));
    assertEquals(List.of("last.safetensors"), names(folder.resolve("checkpoints")));
    assertEquals(512, ImageIO.read(folder.resolve("samples/step-000007.png").toFile()).getWidth());
    assertMetrics(folder, 7);
    Map<String, String> metadata = Checkpoints.metadata(folder.resolve("checkpoints/last.safetensors"));
    assertEquals("7", metadata.get("steps"));
    assertEquals("0", metadata.get("data.epoch"));
    assertEquals("112", metadata.get("data.position"));
    assertEquals("scalar", object(folder.resolve("environment.json")).get("device"));
    Map<?, ?> options = object(folder.resolve("options.json"));
    assertEquals(7L, options.get("steps"));
    assertEquals("non-saturating", options.get("objective"));
    assertEquals(0.0, options.get("label-smoothing"));
    assertEquals(16L, options.get("fake-batch-size"));
    String log = Files.readString(folder.resolve("log.txt"));
    assertTrue(log.matches("(?s).*first step done \\d+\\.\\d\\d s after the start; building kernels took 0\\.00 s, compiling Java .*"), log);
    assertTrue(log.contains("checkpoint of step 4") && log.contains("samples of step 6")
        && log.contains("done at step 7"), log);
  }

  private static void assertMetrics(Path folder, int rows) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("metrics.csv"));
    assertEquals("step,epoch,loss_d,loss_g,value,d_real,d_fake,d_fake_after,gradient_norm_d,gradient_norm_g",
        lines.getFirst());
    assertEquals(rows + 1, lines.size());
    for (int step = 1; step <= rows; step++) {
      String[] cells = lines.get(step).split(",");
      assertEquals(10, cells.length);
      assertEquals(step, Integer.parseInt(cells[0]));
      for (int i = 2; i < cells.length; i++) {
        assertTrue(Float.isFinite(Float.parseFloat(cells[i])), lines.get(step));
      }
    }
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  static Map<?, ?> object(Path file) throws IOException {
    return (Map<?, ?>) Json.parse(Files.readString(file));
  }

  @Test
  void imagesTrainConvolutionalNetworks() throws IOException {
    Path folder = temp.resolve("images");
    Cli.run("train", "--device", "scalar", "--image-size", 16, "--base-channels", 2, "--latent", 5, "--batch-size", 4,
        "--fake-batch-size", 3,
        "--steps", 1, "--samples", 4, "--discriminator-steps", 2, "--latent-distribution", "uniform", "--optimizer",
        "sgd", "--momentum", 0.5,
        "--label-smoothing", 0.2, "--objective", "saturating", "--out", folder).exits(0);
    Map<String, String> metadata = Checkpoints.metadata(folder.resolve("checkpoints/last.safetensors"));
    assertEquals("dcgan", metadata.get("architecture"));
    assertEquals("UNIFORM", metadata.get("latent_distribution"));
    assertEquals("2", metadata.get("discriminator_updates"));
    assertEquals("8", metadata.get("data.position"));
    assertEquals(2 + 2 * 66, ImageIO.read(folder.resolve("samples/step-000001.png").toFile()).getWidth());
    Map<?, ?> options = object(folder.resolve("options.json"));
    assertEquals(16L, options.get("image-size"));
    assertEquals(1L, options.get("channels"));
    assertEquals(0.2, options.get("label-smoothing"));
  }

  @Test
  void realLabelsAreSmoothedForImagesOnly() {
    assertEquals(0.9f, realLabel("digits"));
    assertEquals(1f, realLabel("ring"));
  }

  private static float realLabel(String data) {
    TrainOptions options = new TrainOptions();
    CommandLine line = new CommandLine(CommandSpec.create().addMixin("train", CommandSpec.forAnnotatedObject(options)));
    Main.configure(line);
    line.parseArgs();
    options.architecture(Datasets.open(data, options.imageOptions()), Set.of());
    return options.trainingOptions().realLabel();
  }

  @Test
  void epochsEndWhenTheDataHaveBeenSeen() {
    TrainOptions options = StoredOptions.defaults();
    options.discriminatorSteps = 2;
    options.epochs = 3L;
    assertEquals(8, options.lastStep(5));
    options.epochs = null;
    assertEquals(2_000, options.lastStep(5));
    options.steps = 9L;
    assertEquals(9, options.lastStep(5));
  }

  @Test
  void thePlaceForARunIsANewOne() {
    assertEquals(Path.of("runs", "never-used-name-1"), RunFolder.unused("never-used-name").root());
  }

  @Test
  void anOccupiedFolderIsRefused() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    byte[] before = Files.readAllBytes(folder.resolve("checkpoints/last.safetensors"));
    Cli.trainRing(folder, "--steps", 2).fails(2, "holds a run already", "--resume");
    assertEquals(0, java.util.Arrays.compare(before,
        Files.readAllBytes(folder.resolve("checkpoints/last.safetensors"))));
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.writeString(other.resolve("thesis.txt"), "precious");
    Cli.trainRing(other, "--steps", 1).fails(2, "is not empty");
    assertEquals(List.of("thesis.txt"), names(other));
    Cli.trainRing(other.resolve("thesis.txt"), "--steps", 1).fails(2, "cannot be used as a folder");
    Cli.trainRing(other.resolve("thesis.txt/run"), "--steps", 1).fails(2, "cannot be made");
    Cli.trainRing(Files.createDirectory(temp.resolve("empty")), "--steps", 1).exits(0);
  }

  @Test
  void aFailureLeavesNoFolder() {
    Path folder = temp.resolve("run");
    Cli.run("train", "--data", temp.resolve("missing"), "--out", folder).fails(4, "no such file");
    Cli.run("train", "--device", "opencl:999:0", "--out", folder).fails(3, "opencl:999:0");
    Cli.run("train", "--base-channels", 0, "--out", folder).fails(2, "--base-channels");
    Cli.run("train", "--batch-size", 65_536, "--out", folder).fails(4, "batch");
    assertFalse(Files.exists(folder));
  }

  @Test
  void divergenceKeepsTheLastGoodCheckpoint() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 50, "--optimizer", "sgd", "--learning-rate-d", 1e25, "--learning-rate-g", 1e25)
        .fails(5, "diverged", "learning-rate", "holds step 0");
    assertEquals("0", Checkpoints.metadata(folder.resolve("checkpoints/last.safetensors")).get("steps"));
    assertTrue(Files.readString(folder.resolve("log.txt")).contains("stopped: training has diverged"));
  }

  @Test
  void aWishToStopEndsWithACheckpoint() {
    Path folder = temp.resolve("run");
    StringWriter out = new StringWriter();
    Interruption interruption = Interruption.byRequest();
    interruption.request();
    Session session = new Session(Terminal.plain(new PrintWriter(out), new PrintWriter(out)), interruption);
    String[] args = {"train", "--data", "ring", "--device", "scalar", "--hidden", "8", "--batch-size", "4", "--out",
        folder.toString()};
    assertEquals(130, Main.run(args, session));
    assertTrue(out.toString().contains("interrupted at step 0") && out.toString().contains("--resume --out"),
        out.toString());
    Cli.resume(folder, "--steps", 2).exits(0);
  }

  @Test
  void twoProcessesDoNotShareAFolder() throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    try (RunLog _ = new RunLog(folder.resolve("log.txt"))) {
      Cli.resume(folder, "--steps", 2).fails(2, "in use");
    }
    Cli.resume(folder, "--steps", 2).exits(0);
  }
}
