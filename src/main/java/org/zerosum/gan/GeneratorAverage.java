package org.zerosum.gan;

import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;

/**
 * The moving average of a generator's parameters, avg ← avg + (1 − β)(θ − avg), with G's running statistics. In the beginning, when
 * the average would still be its starting value, β is at most (1 + t) / (10 + t) after t updates.
 */
final class GeneratorAverage {
  private final Backend backend;
  private final Network source;
  private final Generator average;
  private final double decay;

  /** Starts as G is now. Its memory belongs to the innermost scope. */
  GeneratorAverage(Gan gan, double decay) {
    this.backend = gan.backend();
    this.source = gan.generator().network();
    this.decay = decay;
    Network network = new Network(backend, source.layer(), gan.seed(), NoiseStreams.GENERATOR_PARAMETERS);
    backend.copyInto(network.parameters(), source.parameters());
    network.copyBuffers(source);
    this.average = new Generator(network, gan.generator().latent(), gan.generator().classes(),
        gan.generator().distribution());
  }

  Generator generator() {
    return average;
  }

  /**
   * Follows an update of G.
   *
   * @param updates of G before it
   */
  void follow(long updates) {
    double beta = Math.min(decay, (1.0 + updates) / (10.0 + updates));
    backend.movingAverage(average.network().parameters(), source.parameters(), (float) beta);
    average.network().copyBuffers(source);
  }
}
