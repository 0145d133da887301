package org.zerosum.gan;

import org.zerosum.autograd.Classification;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;

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
}
