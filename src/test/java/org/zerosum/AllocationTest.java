package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.backend.Devices;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.Practice;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.Regularizer;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;

/**
 * A recorded step allocates nothing: not on the device from the second step on, and not on the Java heap once the compiler has seen it
 * often enough. How often that is, is the compiler's business: steps are repeated until a round of them allocates nothing.
 */
final class AllocationTest {
  private static final int ROUND = 100;
  private static final int MOST_ROUNDS = 400;

  /**
   * In a process of its own: what the compiler keeps in registers depends on all that it has seen, and in a process with other tests
   * that is more than a program that trains ever does. The order in which it compiles differs from process to process, and one in some
   * two hundred kept vectors on the heap for good, so there are three tries: what allocates by itself does so in all of them.
   */
  @Test
  void aStepOnTheVectorBackendAllocatesNothing(@TempDir Path temp) throws Exception {
    Path log = temp.resolve("log");
    int status = 1;
    for (int i = 0; i < 3 && status != 0; i++) {
      status = runAlone(log);
    }
    assertEquals(0, status, () -> read(log));
  }

  private static int runAlone(Path log) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
        "jdk.incubator.vector", "-XX:+UseSerialGC", "-cp", System.getProperty("surefire.test.class.path",
        System.getProperty("java.class.path")), AllocationTest.class.getName()).redirectErrorStream(true)
        .redirectOutput(log.toFile()).start();
    return process.waitFor();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The process. */
  public static void main(String[] args) {
    check("vector", Practice.PLAIN);
  }

  @Test
  void aStepOnOpenClAllocatesNothing() {
    OpenClTestDevice.get();
    check("opencl", Practice.PLAIN);
    check("opencl", Practice.PLAIN.withAverage(0.9).withClipNorm(1).with(new Regularizer.InstanceNoise(0.1, 1_000_000))
        .with(new Regularizer.R1(1)));
  }

  private static void check(String device, Practice practice) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Backend backend = Devices.open(device, 1)) {
      GanTrainer trainer = new GanTrainer(Gan.dcgan(backend, 16, 1, 2, 3, 1),
          TrainingOptions.defaults().withBatches(2, 2).withPractice(practice));
      RealSamples samples = target -> { };
      trainer.advance(samples);
      long allocations = backend.memory().allocations();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && least > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < ROUND; step++) {
          trainer.advance(samples);
        }
        backend.synchronize();
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertEquals(allocations, backend.memory().allocations(), "allocations on the device");
      assertTrue(least == 0, device + ": " + ROUND + " steps allocate at least " + least + " bytes on the heap");
    }
  }
}
