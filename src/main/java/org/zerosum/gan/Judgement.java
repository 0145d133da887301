package org.zerosum.gan;

import org.zerosum.autograd.Classification;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * What D says of a batch.
 *
 * @param logits [N, 1], or [N / m, 1] of packs of m samples
 * @param classLoss weight times the cross entropy of the auxiliary classifier, a scalar; null without one
 */
record Judgement(Variable logits, Variable classLoss) {
  /** Splits D's result, [N, 1] or, with an auxiliary classifier, [N, 1 + classes]. */
  static Judgement of(Variable result, Variable labels, Conditioning conditioning) {
    if (conditioning == null || !(conditioning.head() instanceof Conditioning.Head.Auxiliary auxiliary)) {
      return new Judgement(result, null);
    }
    Variable scores = Shaping.slice(result, 1, 1, 1 + conditioning.classes());
    Variable loss = Pointwise.scale(Classification.softmaxCrossEntropy(scores, labels), auxiliary.weight());
    return new Judgement(Shaping.slice(result, 1, 0, 1), loss);
  }

  /**
   * Finds a network's gradients, as {@link Network#backward}, of the loss whose gradient at the logits is given plus the class loss.
   *
   * @param pass the network's, of which this judgement is a function
   * @param seed of the logits' shape
   */
  void backward(Network network, Pass pass, Tensor seed) {
    Tape tape = pass.tape();
    if (classLoss == null) {
      network.backward(pass, logits, tape.constant(seed));
      return;
    }
    Variable adversarial = Reduction.sumTo(Pointwise.multiply(logits, tape.constant(seed)), Shape.of());
    network.backward(pass, Pointwise.add(adversarial, classLoss), tape.scalar(1));
  }
}
