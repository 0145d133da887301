package org.zerosum.gan;

import org.zerosum.autograd.Tape;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/** D: from samples to logits [N, 1]; sigmoid(logit) is the probability that a sample is real. */
public final class Discriminator {
  private final Network network;

  Discriminator(Network network) {
    this.network = network;
  }

  /** The network, for its parameters and passes. */
  public Network network() {
    return network;
  }

  /**
   * The probabilities D(x).
   *
   * @param x [N, sample]
   * @return a new tensor [N, 1] of the innermost scope
   */
  public Tensor probabilities(Tensor x) {
    Backend backend = network.backend();
    try (Scope scope = backend.openScope()) {
      Tape tape = new Tape(backend);
      return scope.keep(backend.sigmoid(network.inference(tape).apply(tape.constant(x)).value()));
    }
  }
}
