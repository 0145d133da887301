package org.zerosum.metrics;

import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The loss of a classifier with one right answer per sample, composed of differentiable operations. */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * −(1/N) Σ_n (x_n − m_n − ln Σ_k e^(x_nk − m_n))[label_n] with m_n = max_k x_nk, which changes no value but keeps every
   * exponential in [0, 1]; being subtracted from both terms, m_n counts as a constant in the gradient, softmax(x)/N − onehot/N.
   *
   * <p><b>Shapes</b>: logits [N, classes], result []. Waits for the device: the largest logits are found on the host.
   *
   * @param labels N classes, counted from 0
   * @throws IllegalArgumentException if a label is no class or their number is not N
   */
  public static Variable mean(Variable logits, int[] labels) {
    int n = logits.shape().extent(0);
    int classes = logits.shape().extent(1);
    Backend backend = logits.tape().backend();
    Variable right = logits.tape().constant(oneHot(backend, labels, n, classes));
    Variable largest = logits.tape().constant(largest(backend, logits.value(), n, classes));
    Variable shifted = Pointwise.subtract(logits, largest);
    Variable logSum = Pointwise.log(Reduction.sumTo(Pointwise.exp(shifted), Shape.of(n, 1)));
    Variable logOfRight = Reduction.sum(Pointwise.multiply(Pointwise.subtract(shifted, logSum), right));
    return Pointwise.divide(Pointwise.negate(logOfRight), logits.tape().scalar(n));
  }

  private static Tensor oneHot(Backend backend, int[] labels, int n, int classes) {
    if (labels.length != n) {
      throw new IllegalArgumentException("cross entropy: " + labels.length + " labels for " + n + " samples");
    }
    float[] right = new float[n * classes];
    for (int i = 0; i < n; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException("cross entropy: label " + labels[i] + " of sample " + i + " is none of " + classes + " classes");
      }
      right[i * classes + labels[i]] = 1;
    }
    return backend.tensor(Shape.of(n, classes), right);
  }

  private static Tensor largest(Backend backend, Tensor logits, int n, int classes) {
    float[] x = logits.toArray();
    float[] largest = new float[n];
    for (int i = 0; i < n; i++) {
      largest[i] = x[i * classes];
      for (int k = 1; k < classes; k++) {
        largest[i] = Math.max(largest[i], x[i * classes + k]);
      }
    }
    return backend.tensor(Shape.of(n, 1), largest);
  }
}
