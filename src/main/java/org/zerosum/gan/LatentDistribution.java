package org.zerosum.gan;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The distribution p_z of the generator's input. */
public enum LatentDistribution {
  /** Independent standard normal components. */
  GAUSSIAN,
  /** Independent components, uniform in [−1, 1). */
  UNIFORM;

  /**
   * Draws a batch of latent vectors.
   *
   * @return a new tensor [count, latent] of the innermost scope
   */
  public Tensor draw(Backend backend, int count, int latent, Noise noise) {
    Shape shape = Shape.of(count, latent);
    return this == GAUSSIAN ? backend.normal(shape, noise, 0, 1) : backend.uniform(shape, noise, -1, 1);
  }
}
