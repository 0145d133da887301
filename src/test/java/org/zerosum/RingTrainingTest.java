package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.zerosum.backend.Devices;
import org.zerosum.data.Batches;
import org.zerosum.data.GaussianMixture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;

/** Training works: on the ring of eight Gaussians the samples come to cover all eight. The bits do not depend on the device. */
final class RingTrainingTest {
  @Test
  void theSamplesCoverAllModesOfTheRing() {
    try (Backend backend = Devices.open("vector")) {
      GaussianMixture ring = GaussianMixture.ring(GaussianMixture.DEFAULT_SIZE, 1);
      Gan gan = Gan.mlp(backend, 2, 128, 2, 16, 1);
      Optimizer adam = Optimizer.Adam.forGan(1e-3);
      GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(256, 256).withOptimizers(adam, adam));
      Batches batches = new Batches(ring, 256, 1);
      while (trainer.steps() < 4_000) {
        trainer.step(batches::next);
      }
      GaussianMixture.Coverage coverage = ring.coverage(gan.generator().sample(2_048, 7).toArray(), 3);
      assertEquals(8, coverage.modes(), coverage.toString());
      assertTrue(coverage.highQuality() > 0.3, coverage.toString());
    }
  }
}
