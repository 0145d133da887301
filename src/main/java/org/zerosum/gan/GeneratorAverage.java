package org.zerosum.gan;

import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LiveFloat;

/**
 * The moving average of a generator's parameters, avg ← avg + (1 − β)(θ − avg), with G's running statistics. In the beginning, when
 * the average would still be its starting value, β is at most (1 + t) / (10 + t) after t updates.
 */
final class GeneratorAverage {
  private final Backend backend;
  private final Network source;
  private final Generator average;
  private final double decay;
  private final LiveFloat rate = new LiveFloat(1);

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
   * Prepares to follow an update of G.
   *
   * @param updates of G before it
   */
  void moveTo(long updates) {
    float beta = (float) Math.min(decay, (1.0 + updates) / (10.0 + updates));
    rate.set((float) (1 - (double) beta));
  }

  /** Follows the update of G that was prepared last. */
  void follow() {
    backend.movingAverage(average.network().parameters(), source.parameters(), rate);
    average.network().copyBuffers(source);
  }
}
