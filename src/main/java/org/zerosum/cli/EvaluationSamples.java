package org.zerosum.cli;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.zerosum.gan.Batch;
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
   * <p>A conditional generator makes its classes in turn, each as often as the others.
   *
   * @param z [N, latent]
   */
  static Observations.Samples generated(Gan gan, Tensor z) {
    int classes = gan.generator().classes();
    return (from, count, out) -> {
      Backend backend = gan.backend();
      try (Scope _ = backend.openScope()) {
        Tensor labels = classes == 0 ? null : gan.generator().labels(IntStream.range(from, from + count).map(n -> n % classes).toArray());
        backend.read(gan.generator().generate(new Batch(backend.slice(z, 0, from, from + count), labels)), out, 0);
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
