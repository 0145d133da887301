package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.MemoryUse;
import org.zerosum.tensor.Scope;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class MemoryPlanTest {
  @TempDir
  private Path temp;

  @Test
  void aDryRunMakesNothing() {
    Path folder = temp.resolve("run");
    String out = Cli.run("train", "--data", "digits", "--image-size", "16", "--base-channels", "8", "--device", "scalar", "--dry-run",
        "--out", folder).exits(0).out();
    assertFalse(Files.exists(folder));
    assertTrue(out.contains("device scalar: named outright") && out.contains("MB  in all") && out.contains("sharing memory by lifetime"), out);
    Cli.run("train", "--data", "digits", "--image-size", "17", "--dry-run", "--out", folder).exits(2);
  }

  @Test
  void scratchMemoryOfADeviceIsPartOfThePlan() {
    String out = Cli.run("train", "--data", "digits", "--image-size", "16", "--base-channels", "32", "--device", "vector", "--dry-run",
        "--out", temp.resolve("run")).exits(0).out();
    assertTrue(out.lines().anyMatch(line -> line.matches(" *[1-9][0-9]*\\.[0-9] MB  scratch memory of the device's kernels")), out);
  }

  /** The plan is what the same run holds after its first step and picture, to the byte. */
  @Test
  void thePlanIsWhatARunTakes() {
    TrainOptions options = new TrainOptions();
    CommandLine line = new CommandLine(CommandSpec.create().addMixin("train", CommandSpec.forAnnotatedObject(options)));
    Main.configure(line);
    line.parseArgs("--data", "digits", "--image-size", "16", "--batch-size", "6", "--average-decay", "0.9",
        "--r1", "1", "--device", "scalar");
    options.check(Set.of("--image-size", "--batch-size", "--average-decay", "--r1"));
    Architecture architecture = new Architecture.Dcgan(16, 1, 4, 9);
    MemoryPlan plan = MemoryPlan.of(options, architecture, new ScalarKernels());
    try (Backend backend = new Backend(new ScalarKernels())) {
      GanTrainer trainer = new GanTrainer(new Gan(backend, architecture, options.latentDistribution, 1), options.trainingOptions());
      trainer.advance(samples -> { });
      MemoryUse use = backend.memory();
      try (Scope _ = backend.openScope()) {
        SampleSheet.generate(trainer.sampler(), options.samples, 1);
      }
      List<Long> parts = new ArrayList<>(plan.parts().values());
      assertEquals(use.bytesInUse(), parts.get(0) + parts.get(1));
      assertEquals(use.bytesOfPrograms(), parts.get(2) + parts.get(3));
      assertEquals(0, parts.get(4), "the scalar backend has no scratch memory");
      assertEquals(backend.memory().bytesPooled(), parts.get(5));
      assertEquals(use.bytesInUse() + use.bytesOfPrograms() + backend.memory().bytesPooled(), plan.bytes());
    }
  }
}
