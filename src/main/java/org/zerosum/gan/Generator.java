package org.zerosum.gan;

import org.zerosum.autograd.Tape;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** G: from latent vectors [N, latent], and classes if it is conditional, to samples. */
public final class Generator {
  private final Network network;
  private final int latent;
  private final int classes;
  private final LatentDistribution distribution;

  Generator(Network network, int latent, int classes, LatentDistribution distribution) {
    this.network = network;
    this.latent = latent;
    this.classes = classes;
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

  /** How many classes it can draw; 0 if it is not conditional. */
  public int classes() {
    return classes;
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
   * Draws a class for each sample, all equally likely.
   *
   * @return a new tensor of one-hot rows [count, classes] of the innermost scope, or null if G is not conditional
   */
  public Tensor drawLabels(int count, Noise noise) {
    return classes == 0 ? null : Labels.draw(network.backend(), count, classes, noise);
  }

  /**
   * Given classes as one-hot rows.
   *
   * @param labels each in 0 to {@link #classes} − 1
   * @return a new tensor [labels.length, classes] of the innermost scope
   * @throws org.zerosum.tensor.DataException if a label is no class
   */
  public Tensor labels(int... labels) {
    return Labels.oneHot(network.backend(), labels, classes);
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
   * @throws ShapeException if z has another shape, or G is conditional
   */
  public Tensor generate(Tensor z) {
    return generate(new Batch(z, null));
  }

  /**
   * G(z, y) with the running statistics: each sample depends on its own z and class alone.
   *
   * @param z [N, latent], with labels if G is conditional
   * @return a new tensor [N, sample] of the innermost scope
   * @throws ShapeException if z has another shape, or labels are missing
   */
  public Tensor generate(Batch z) {
    Backend backend = network.backend();
    Tensor values = z.values();
    if (values.shape().rank() != 2 || values.shape().extent(1) != latent) {
      throw new ShapeException("generate: z has shape " + values.shape() + " but must be [N, " + latent + "]");
    }
    try (Scope scope = backend.openScope()) {
      Tape tape = new Tape(backend);
      return scope.keep(network.inference(tape).apply(tape.constant(values), z.labelsOn(tape)).value());
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

  /**
   * Samples of given classes: sample i is G of the i-th latent vector that belongs to a seed and of the i-th class.
   *
   * @return a new tensor [labels.length, sample] of the innermost scope, images in [−1, 1]
   * @throws org.zerosum.tensor.DataException if a label is no class
   */
  public Tensor sample(int[] labels, long seed) {
    Backend backend = network.backend();
    try (Scope scope = backend.openScope()) {
      return scope.keep(generate(new Batch(drawForSeed(labels.length, seed), labels(labels))));
    }
  }
}
