package org.zerosum.autograd;

import org.zerosum.tensor.GanLoss;

/**
 * The losses of {@link GanLoss} composed of differentiable operations: what the fused
 * {@link org.zerosum.tensor.LossOps#discriminatorLoss} and {@link org.zerosum.tensor.LossOps#generatorLoss} equal, but for
 * roundings, and differentiable as often as one likes. For second derivatives and for checks; a plain step takes the fused ones.
 */
public final class GanLosses {
  private GanLosses() {}

  /**
   * L_D, of shape [], over logits of any shapes.
   *
   * @param realLabel t; without a meaning for losses that {@linkplain GanLoss#takesLabel take none}
   */
  public static Variable discriminatorLoss(GanLoss loss, Variable real, Variable fake, float realLabel) {
    return switch (loss) {
      case SATURATING, NON_SATURATING -> crossEntropy(real, fake, realLabel);
      case LEAST_SQUARES -> Pointwise.add(halfSquare(real, realLabel), halfSquare(fake, 0));
      case HINGE -> Pointwise.add(Reduction.mean(Pointwise.relu(Pointwise.addScalar(Pointwise.negate(real), 1))),
          Reduction.mean(Pointwise.relu(Pointwise.addScalar(fake, 1))));
      case WASSERSTEIN -> Pointwise.subtract(Reduction.mean(fake), Reduction.mean(real));
      case RELATIVISTIC_AVERAGE -> crossEntropy(Pointwise.subtract(real, Reduction.mean(fake)),
          Pointwise.subtract(fake, Reduction.mean(real)), realLabel);
    };
  }

  /**
   * L_G, of shape [], over logits of any shapes. The fused gradient is that with respect to the fake logits; here real logits get
   * one too, unless they are a constant.
   *
   * @param real null unless the loss {@linkplain GanLoss#needsReal needs} it
   */
  public static Variable generatorLoss(GanLoss loss, Variable fake, Variable real) {
    return switch (loss) {
      case SATURATING -> Pointwise.negate(Reduction.mean(Pointwise.softplus(fake)));
      case NON_SATURATING -> Reduction.mean(Pointwise.softplus(Pointwise.negate(fake)));
      case LEAST_SQUARES -> halfSquare(fake, 1);
      case HINGE, WASSERSTEIN -> Pointwise.negate(Reduction.mean(fake));
      case RELATIVISTIC_AVERAGE -> crossEntropy(Pointwise.subtract(fake, Reduction.mean(real)),
          Pointwise.subtract(real, Reduction.mean(fake)), 1);
    };
  }

  /** E[t · softplus(−a) + (1 − t) · softplus(a)] + E softplus(b). */
  private static Variable crossEntropy(Variable a, Variable b, float t) {
    Variable onReal = Reduction.mean(Pointwise.softplus(Pointwise.negate(a)));
    if (t != 1) {
      onReal = Pointwise.add(Pointwise.scale(onReal, t), Pointwise.scale(Reduction.mean(Pointwise.softplus(a)), 1 - t));
    }
    return Pointwise.add(onReal, Reduction.mean(Pointwise.softplus(b)));
  }

  /** ½ E(x − target)². */
  private static Variable halfSquare(Variable x, float target) {
    Variable difference = Pointwise.addScalar(x, -target);
    return Pointwise.scale(Reduction.mean(Pointwise.multiply(difference, difference)), 0.5f);
  }
}
