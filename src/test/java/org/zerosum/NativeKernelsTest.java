package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Builds native-test with CMake and runs it: every kernel without a JVM, on the machine's first OpenCL device in both
 * device classes, and once more on Oclgrind's simulated device.
 *
 * <p>Without CMake, a C compiler, OpenCL or Oclgrind the tests are skipped; with {@code require.opencl} what OpenCL
 * needs must be there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class NativeKernelsTest {
  private static final Path SOURCE = Path.of("native-test").toAbsolutePath();
  private static final Path BUILD = Path.of("target", "native-test").toAbsolutePath();
  private static final Path PROGRAM = BUILD.resolve("native-test");
  private static final int SKIPPED = 77;
  private static final long LIMIT_SECONDS = 600;

  /** What a command left: its exit status and all it wrote. */
  private record Outcome(int status, String output) {}

  @Test
  @Order(1)
  void everyKernelMatchesPlainC() throws IOException, InterruptedException {
    build();
    Outcome probe = run(List.of(PROGRAM.toString(), "--only", "optimizer"));
    if (probe.status() == SKIPPED) {
      skip("there is no OpenCL device: " + probe.output());
    }
    Outcome tests = run(List.of("ctest", "--test-dir", BUILD.toString(), "--output-on-failure", "-j", "2"));
    assertEquals(0, tests.status(), tests.output());
  }

  @Test
  @Order(2)
  void theSimulatorFindsNothing() throws IOException, InterruptedException {
    build();
    Outcome outcome = run(List.of("sh", SOURCE.resolve("oclgrind.sh").toString(), PROGRAM.toString()));
    Assumptions.assumeTrue(outcome.status() != SKIPPED, outcome.output());
    assertEquals(0, outcome.status(), outcome.output());
  }

  private static void build() throws IOException, InterruptedException {
    for (List<String> tool : List.of(List.of("cmake", "--version"), List.of("cc", "--version"))) {
      if (!exists(tool)) {
        skip("there is no " + tool.getFirst() + " (Debian: apt install cmake gcc ocl-icd-opencl-dev)");
      }
    }
    Outcome configured = run(List.of("cmake", "-S", SOURCE.toString(), "-B", BUILD.toString()));
    if (configured.status() != 0 && configured.output().contains("Could NOT find OpenCL")) {
      skip("OpenCL's headers or its loader are not installed (Debian: apt install ocl-icd-opencl-dev)");
    }
    assertEquals(0, configured.status(), configured.output());
    Outcome built = run(List.of("cmake", "--build", BUILD.toString(), "--parallel", "2"));
    assertEquals(0, built.status(), built.output());
  }

  private static void skip(String reason) {
    if (Boolean.getBoolean("require.opencl")) {
      fail("require.opencl is true, but the native kernel tests cannot run: " + reason);
    }
    Assumptions.abort(reason);
  }

  private static boolean exists(List<String> command) throws InterruptedException {
    try {
      return run(command).status() == 0;
    } catch (IOException e) {
      // The operating system has no such program.
      return false;
    }
  }

  private static Outcome run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("zerosum-native", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(command)).redirectErrorStream(true).redirectOutput(log.toFile());
      // Another test's choice of a simulator or a cache must not reach this one.
      builder.environment().keySet().removeIf(name -> name.startsWith("OCLGRIND_"));
      Process process = builder.start();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        return new Outcome(-1, command + " ran for more than " + LIMIT_SECONDS + " s:\n" + Files.readString(log));
      }
      return new Outcome(process.exitValue(), command + "\n" + Files.readString(log));
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
