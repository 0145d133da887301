package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.io.Checkpoints;

/** What only a process of its own can show: signals and full disks. */
@DisabledOnOs(OS.WINDOWS)
final class ProcessTest {
  private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir
  private Path temp;

  /** Starts the command line with signals as a terminal would leave them, also where the tests run with SIGINT ignored. */
  private Process start(String prefix, Object... args) throws IOException {
    String launch = "env --default-signal=INT true 2>/dev/null && exec env --default-signal=INT \"$@\"; exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("bash", "-c", prefix + launch, "bash", JAVA, "-XX:-UsePerfData",
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), "org.zerosum.cli.Main"));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command).redirectOutput(temp.resolve("out.txt").toFile())
        .redirectError(temp.resolve("err.txt").toFile()).start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process did not end");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalWritesTheCheckpoint(String signal) throws Exception {
    Path folder = temp.resolve("run");
    Process process = start("", "train", "--data", "ring", "--device", "scalar", "--hidden", 8, "--batch-size", 16,
        "--steps", 10_000_000, "--out",
        folder);
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (rows(folder) < 20 && process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    assertTrue(process.isAlive(), () -> read("err.txt"));
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
    assertEquals(130, exitCode(process), () -> read("err.txt"));
    assertTrue(read("out.txt").contains("interrupted at step"), () -> read("out.txt"));
    long steps = Long.parseLong(Checkpoints.metadata(folder.resolve("checkpoints/last.safetensors")).get("steps"));
    assertTrue(steps >= 20, "the checkpoint holds step " + steps);
    assertEquals(steps, rows(folder));
    Cli.resume(folder, "--steps", steps + 3).exits(0);
    assertEquals(steps + 3, rows(folder));
  }

  private static long rows(Path folder) throws IOException {
    Path metrics = folder.resolve("metrics.csv");
    return Files.exists(metrics) ? Files.readAllLines(metrics).size() - 1 : 0;
  }

  private String read(String name) {
    try {
      return Files.readString(temp.resolve(name));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aReportDuringTrainingKeepsTheFoldersLock() throws Exception {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    RunFolder files = new RunFolder(folder);
    try (RunLog log = new RunLog(files.log())) {
      assertTrue(new ReportFile(files, log).write());
      Process other = start("", "train", "--resume", "--steps", 2, "--out", folder);
      assertEquals(2, exitCode(other), () -> read("err.txt"));
      assertTrue(read("err.txt").contains("in use by another process"), () -> read("err.txt"));
    }
  }

  @Test
  void aFullDiskKeepsTheGoodCheckpoint() throws Exception {
    Path folder = temp.resolve("run");
    Cli.run("train", "--data", "ring", "--device", "scalar", "--hidden", 64, "--batch-size", 4, "--steps", 2, "--out",
        folder).exits(0);
    Path checkpoint = folder.resolve("checkpoints/last.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);
    assertTrue(before.length > 100_000);
    // A limit on file sizes fails a write in the middle, as a full disk does.
    Process process = start("ulimit -f 64; ", "train", "--resume", "--out", folder, "--steps", 4);
    assertEquals(1, exitCode(process), () -> read("err.txt"));
    String error = read("err.txt").lines().filter(line -> !line.startsWith("WARNING: Using incubator"))
        .reduce("", String::concat);
    assertTrue(error.startsWith("zerosum: ") && error.contains("last.safetensors: cannot be written"), error);
    assertArrayEquals(before, Files.readAllBytes(checkpoint));
    assertEquals(List.of("last.safetensors"), TrainCommandTest.names(folder.resolve("checkpoints")));
  }
}
