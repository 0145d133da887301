package org.zerosum.autograd;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Differentiable losses of classifiers. */
public final class Classification {
  private Classification() {}

  /**
   * The mean over n of log Σ exp x[n][c] − x[n][y[n]], of shape []: what the fused
   * {@link org.zerosum.tensor.LossOps#softmaxCrossEntropy} equals, but for roundings, and differentiable as often as one likes. For
   * second derivatives and for checks: it fetches the logits to find each row's largest.
   *
   * @param logits x, [N, C]
   * @param classes y, N whole numbers from 0 to C − 1
   */
  public static Variable softmaxCrossEntropy(Variable logits, int[] classes) {
    int rows = logits.shape().extent(0);
    int columns = logits.shape().extent(1);
    float[] values = logits.value().toArray();
    float[] largest = new float[rows];
    float[] chosen = new float[rows * columns];
    for (int n = 0; n < rows; n++) {
      largest[n] = values[n * columns];
      for (int c = 1; c < columns; c++) {
        largest[n] = Math.max(largest[n], values[n * columns + c]);
      }
      chosen[n * columns + classes[n]] = 1;
    }
    Tape tape = logits.tape();
    Backend backend = tape.backend();
    Tensor shifts = backend.expand(backend.tensor(Shape.of(rows, 1), largest), logits.shape());
    // A constant shift changes neither the loss nor any of its derivatives.
    Variable shifted = Pointwise.subtract(logits, tape.constant(shifts));
    Variable logSum = Pointwise.log(Reduction.sumTo(Pointwise.exp(shifted), Shape.of(rows, 1)));
    Variable picked = Pointwise.multiply(shifted, tape.constant(backend.tensor(logits.shape(), chosen)));
    return Pointwise.divide(Pointwise.subtract(Reduction.sum(logSum), Reduction.sum(picked)), tape.scalar(rows));
  }
}
