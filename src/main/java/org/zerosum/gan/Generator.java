package org.zerosum.gan;

import org.zerosum.autograd.Tape;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** G: from latent vectors [N, latent] to samples. */
public final class Generator {
  private final Network network;
  private final int latent;
  private final LatentDistribution distribution;

  Generator(Network network, int latent, LatentDistribution distribution) {
    this.network = network;
    this.latent = latent;
    this.distribution = distribution;
  }

  /** The network, for its parameters and passes. */
  public Network network() {
    return network;
  }

  /** Components of a latent vector. */
  public int latent() {
    return latent;
  }

  /** The distribution of latent vectors. */
  public LatentDistribution distribution() {
    return distribution;
  }

  /**
   * Draws latent vectors.
   *
   * @return a new tensor [count, latent] of the innermost scope
   */
  public Tensor draw(int count, Noise noise) {
    return distribution.draw(network.backend(), count, latent, noise);
  }

  /**
   * Draws the latent vectors that belong to a seed; those of a smaller count are the first ones of a larger.
   *
   * @return a new tensor [count, latent] of the innermost scope
   */
  public Tensor drawForSeed(int count, long seed) {
    return draw(count, new Noise(seed, NoiseStreams.SAMPLES, 0));
  }

  /**
   * G(z) with the running statistics: each sample depends on its own z alone.
   *
   * @param z [N, latent]
   * @return a new tensor [N, sample] of the innermost scope
   * @throws ShapeException if z has another shape
   */
  public Tensor generate(Tensor z) {
    Backend backend = network.backend();
    if (z.shape().rank() != 2 || z.shape().extent(1) != latent) {
      throw new ShapeException("generate: z has shape " + z.shape() + " but must be [N, " + latent + "]");
    }
    try (Scope scope = backend.openScope()) {
      Tape tape = new Tape(backend);
      return scope.keep(network.inference(tape).apply(tape.constant(z)).value());
    }
  }

  /**
   * Samples for people: G of the latent vectors that belong to a seed.
   *
   * @return a new tensor [count, sample] of the innermost scope, images in [−1, 1]
   */
  public Tensor sample(int count, long seed) {
    Backend backend = network.backend();
    try (Scope scope = backend.openScope()) {
      return scope.keep(generate(drawForSeed(count, seed)));
    }
  }
}
