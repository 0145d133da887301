package org.zerosum.gan;

import java.util.List;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/** D: from samples to logits [N, 1]; sigmoid(logit) is the probability that a sample is real. Packs of m samples have one logit. */
public final class Discriminator {
  private final Network network;
  private final NetworkOptions options;

  Discriminator(Network network, NetworkOptions options) {
    this.network = network;
    this.options = options;
  }

  /** The network, for its parameters and passes. */
  public Network network() {
    return network;
  }

  /** Applies D to a batch, on one of its passes. */
  Judgement judge(Pass pass, Variable x, Variable labels) {
    return Judgement.of(pass.apply(x, labels), labels, options.conditioning());
  }

  /**
   * Applies D to real and generated samples, whose judgements stand one behind the other. Unless D couples its samples, the two are one
   * batch: the results are the same, in fewer launches.
   *
   * @param fake detached from G
   */
  Judgement judge(Pass pass, Batch real, Batch fake) {
    Tape tape = pass.tape();
    Variable labels = real.labels() == null ? null : tape.constant(joined(real.labels(), fake.labels()));
    if (!network.layer().couplesSamples()) {
      return judge(pass, tape.constant(joined(real.values(), fake.values())), labels);
    }
    Variable onReal = pass.apply(tape.constant(real.values()), real.labelsOn(tape));
    Variable onFake = pass.apply(tape.constant(fake.values()), fake.labelsOn(tape));
    return Judgement.of(Shaping.concatenate(List.of(onReal, onFake), 0), labels, options.conditioning());
  }

  private Tensor joined(Tensor real, Tensor fake) {
    return network.backend().concatenate(List.of(real, fake), 0);
  }

  /** How many logits a batch has. */
  int logits(int samples) {
    return samples / options.packing();
  }

  /**
   * The probabilities D(x).
   *
   * @param x [N, sample]
   * @return a new tensor [N, 1], or [N / m, 1] of packs, of the innermost scope
   */
  public Tensor probabilities(Tensor x) {
    return probabilities(new Batch(x, null));
  }

  /**
   * The probabilities D(x, y).
   *
   * @param batch samples [N, sample], with labels if D is conditional
   * @return a new tensor [N, 1], or [N / m, 1] of packs, of the innermost scope
   */
  public Tensor probabilities(Batch batch) {
    Backend backend = network.backend();
    try (Scope scope = backend.openScope()) {
      Tape tape = new Tape(backend);
      Tensor result = network.inference(tape).apply(tape.constant(batch.values()), batch.labelsOn(tape)).value();
      return scope.keep(backend.sigmoid(result.shape().extent(1) == 1 ? result : backend.slice(result, 1, 0, 1)));
    }
  }
}
