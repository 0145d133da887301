package org.zerosum.gan;

import java.util.List;
import java.util.function.UnaryOperator;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/**
 * Penalties on ‖∇ₓD(x)‖ as differentiable functions of D's parameters: the gradient is itself recorded, so that the tape can
 * differentiate it once more.
 */
public final class GradientPenalties {
  /** Added to ‖∇‖² under the root, whose derivative at 0 would be infinite. */
  private static final float BELOW_ROOT = 1e-12f;

  private GradientPenalties() {}

  /**
   * γ/2 · 1/B Σ ‖∇ₓD(x)‖², B the number of logits.
   *
   * @param critic from samples to D's logits, [B, 1], on x's tape
   * @param x [N, sample], a leaf
   * @return of shape []
   */
  public static Variable zeroCentered(UnaryOperator<Variable> critic, Variable x, double gamma) {
    Variable logits = critic.apply(x);
    Variable gradient = inputGradient(logits, x);
    return Pointwise.scale(Reduction.sum(Pointwise.multiply(gradient, gradient)), (float) (gamma / (2 * logits.value().count())));
  }

  /**
   * λ · 1/B Σ (‖∇ₓD(x)‖ − 1)², or of max(0, ‖∇ₓD(x)‖ − 1)² if one-sided; one norm per logit, B the number of them.
   *
   * @param critic from samples to D's logits, [B, 1], on x's tape
   * @param x [N, sample], a leaf
   * @return of shape []
   */
  public static Variable oneCentered(UnaryOperator<Variable> critic, Variable x, double lambda, boolean oneSided) {
    Variable logits = critic.apply(x);
    int count = logits.value().count();
    Variable gradient = Shaping.reshape(inputGradient(logits, x), Shape.of(count, x.value().count() / count));
    Variable squares = Reduction.sumTo(Pointwise.multiply(gradient, gradient), Shape.of(count, 1));
    Variable excess = Pointwise.addScalar(Pointwise.sqrt(Pointwise.addScalar(squares, BELOW_ROOT)), -1);
    Variable counted = oneSided ? Pointwise.relu(excess) : excess;
    return Pointwise.scale(Reduction.sum(Pointwise.multiply(counted, counted)), (float) (lambda / count));
  }

  /**
   * ∇ₓD(x) of each sample: where samples of a batch do not see each other, the gradient of the logits' sum has them all. Where they do
   * (minibatch standard deviation), it is the gradient of that sum.
   */
  private static Variable inputGradient(Variable logits, Variable x) {
    Tape tape = x.tape();
    Variable ones = tape.constant(tape.backend().full(logits.shape(), 1));
    return tape.gradients(logits, ones, List.of(x), true).getFirst();
  }
}
