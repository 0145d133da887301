package org.zerosum.gan;

import java.util.List;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Pass;
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
   * γ/2 · 1/B Σ ‖∇ₓD(x)‖².
   *
   * @param pass a training pass of D
   * @param x [B, sample], a leaf of the pass's tape
   * @return of shape []
   */
  public static Variable zeroCentered(Pass pass, Variable x, double gamma) {
    Variable gradient = inputGradient(pass, x);
    int batch = x.shape().extent(0);
    return Pointwise.scale(Reduction.sum(Pointwise.multiply(gradient, gradient)), (float) (gamma / (2 * batch)));
  }

  /**
   * λ · 1/B Σ (‖∇ₓD(x)‖ − 1)², or of max(0, ‖∇ₓD(x)‖ − 1)² if one-sided; one norm per sample.
   *
   * @param pass a training pass of D
   * @param x [B, sample], a leaf of the pass's tape
   * @return of shape []
   */
  public static Variable oneCentered(Pass pass, Variable x, double lambda, boolean oneSided) {
    Variable gradient = inputGradient(pass, x);
    int batch = x.shape().extent(0);
    int[] perSample = new int[x.shape().rank()];
    java.util.Arrays.fill(perSample, 1);
    perSample[0] = batch;
    Variable squares = Reduction.sumTo(Pointwise.multiply(gradient, gradient), Shape.of(perSample));
    Variable excess = Pointwise.addScalar(Pointwise.sqrt(Pointwise.addScalar(squares, BELOW_ROOT)), -1);
    Variable counted = oneSided ? Pointwise.relu(excess) : excess;
    return Pointwise.scale(Reduction.sum(Pointwise.multiply(counted, counted)), (float) (lambda / batch));
  }

  /** ∇ₓD(x) of each sample; samples of a batch do not see each other, so the gradient of the sum has them all. */
  private static Variable inputGradient(Pass pass, Variable x) {
    Tape tape = pass.tape();
    Variable logits = pass.apply(x);
    Variable ones = tape.constant(tape.backend().full(logits.shape(), 1));
    return tape.gradients(logits, ones, List.of(x), true).getFirst();
  }
}
