package org.zerosum.autograd;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** Losses of classifiers, composed of the other operations. */
public final class Classification {
  private Classification() {}

  /**
   * The cross entropy of softmax probabilities, 1/N Σ_n (ln Σ_c e^s_nc − Σ_c y_nc s_nc).
   *
   * <p>Each row's largest score is taken off before the exponentials and added again behind the logarithm, so scores of any size are
   * fine. The gradient is (softmax(s) − y) / N.
   *
   * @param scores s, [N, classes]
   * @param labels y, one-hot rows [N, classes]
   * @return a scalar, at least 0 up to rounding
   * @throws ShapeException if the shapes are not one matrix's
   */
  public static Variable softmaxCrossEntropy(Variable scores, Variable labels) {
    if (scores.shape().rank() != 2 || !scores.shape().equals(labels.shape())) {
      throw new ShapeException("softmaxCrossEntropy: scores have shape " + scores.shape() + " and labels " + labels.shape()
          + " but both must be [N, classes]");
    }
    Variable own = Reduction.sumTo(Pointwise.multiply(scores, labels), Shape.of(scores.shape().extent(0), 1));
    return Reduction.mean(Pointwise.subtract(logSumExp(scores), own));
  }

  /**
   * As {@link #softmaxCrossEntropy(Variable, Variable)}: what the fused {@link org.zerosum.tensor.LossOps#softmaxCrossEntropy} equals,
   * but for roundings, and differentiable as often as one likes.
   *
   * @param classes N whole numbers from 0 to classes − 1
   * @throws ShapeException if the scores are not [N, classes]
   * @throws IllegalArgumentException if a number is no class
   */
  public static Variable softmaxCrossEntropy(Variable scores, int[] classes) {
    if (scores.shape().rank() != 2 || scores.shape().extent(0) != classes.length) {
      throw new ShapeException("softmaxCrossEntropy: scores have shape " + scores.shape() + " but must have one row for each of "
          + classes.length + " classes");
    }
    float[] rows = new float[scores.value.count()];
    int columns = scores.shape().extent(1);
    for (int n = 0; n < classes.length; n++) {
      if (classes[n] < 0 || classes[n] >= columns) {
        throw new IllegalArgumentException("softmaxCrossEntropy: class " + classes[n] + " of sample " + n + " is none of " + columns);
      }
      rows[n * columns + classes[n]] = 1;
    }
    return softmaxCrossEntropy(scores, scores.tape.constant(scores.tape.backend().tensor(scores.shape(), rows)));
  }

  /** ln Σ_c e^s_nc, [N, 1]. */
  private static Variable logSumExp(Variable scores) {
    Variable largest = scores.tape.constant(rowMaxima(scores.tape.backend(), scores.value));
    Variable sums = Reduction.sumTo(Pointwise.exp(Pointwise.subtract(scores, largest)), largest.shape());
    return Pointwise.add(Pointwise.log(sums), largest);
  }

  /** The largest entry of each row of [N, classes], exactly, by halving the columns. */
  private static Tensor rowMaxima(Backend backend, Tensor x) {
    Tensor rest = x;
    for (int columns = rest.shape().extent(1); columns > 1; columns = rest.shape().extent(1)) {
      // Of an odd number the middle column is in both halves.
      int half = (columns + 1) / 2;
      Tensor a = backend.slice(rest, 1, 0, half);
      Tensor b = backend.slice(rest, 1, columns - half, columns);
      Tensor difference = backend.subtract(a, b);
      // a where a > b, plus b where it is not: the gates of relu's gradient choose.
      Tensor fromA = backend.binary(BinaryOp.RELU_BACKWARD, a, difference, 0);
      Tensor fromB = backend.subtract(b, backend.binary(BinaryOp.RELU_BACKWARD, b, difference, 0));
      rest = backend.add(fromA, fromB);
    }
    return rest;
  }
}
