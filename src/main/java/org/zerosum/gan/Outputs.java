package org.zerosum.gan;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.tensor.Tensor;

/** What an update descends: the loss on D's logits, given by its gradient there, and terms of shape [] that are added to it. */
final class Outputs {
  private final Tape tape;
  private final List<Variable> outputs = new ArrayList<>();
  private final List<Variable> seeds = new ArrayList<>();

  /**
   * The loss on the logits, and the class loss of an auxiliary classifier if there is one.
   *
   * @param seed ∂loss/∂logits
   */
  Outputs(Judgement judgement, Tensor seed) {
    tape = judgement.logits().tape();
    outputs.add(judgement.logits());
    seeds.add(tape.constant(seed));
    if (judgement.classLoss() != null) {
      add(judgement.classLoss());
    }
  }

  /** Adds a term. */
  void add(Variable term) {
    outputs.add(term);
    seeds.add(tape.scalar(1));
  }

  /** Finds a network's gradients of the sum, in one way back. */
  void backward(Network network, Pass pass) {
    network.backward(pass, outputs, seeds);
  }
}
