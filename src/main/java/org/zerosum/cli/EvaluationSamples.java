package org.zerosum.cli;

import java.util.SplittableRandom;
import org.zerosum.gan.Gan;
import org.zerosum.metrics.Observations;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/** Samples that are made when they are asked for. */
final class EvaluationSamples {
  private EvaluationSamples() {}

  /**
   * G of latent vectors, those of {@code zerosum sample} for the seed they were drawn with.
   *
   * @param z [N, latent]
   */
  static Observations.Samples generated(Gan gan, Tensor z) {
    return (from, count, out) -> {
      Backend backend = gan.backend();
      try (Scope _ = backend.openScope()) {
        backend.read(gan.generator().generate(backend.slice(z, 0, from, from + count)), out, 0);
      }
    };
  }

  /** Independent uniform numbers in [−1, 1): what no generator should fall behind. Sample i depends on seed and i alone. */
  static Observations.Samples noise(int elements, long seed) {
    return (from, count, out) -> {
      for (int i = 0; i < count; i++) {
        SplittableRandom random = new SplittableRandom(seed + from + i);
        for (int e = 0; e < elements; e++) {
          out[i * elements + e] = (float) (2 * random.nextDouble() - 1);
        }
      }
    };
  }
}
