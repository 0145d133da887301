package org.zerosum.gan;

import java.util.Arrays;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Class labels as one-hot rows [N, classes]. */
final class Labels {
  private Labels() {}

  /**
   * The rows of given classes.
   *
   * @return a new tensor [N, classes] of the innermost scope
   * @throws DataException if a label is no class
   */
  static Tensor oneHot(Backend backend, int[] labels, int classes) {
    float[] rows = new float[Math.multiplyExact(labels.length, classes)];
    fill(rows, labels, classes);
    return backend.tensor(Shape.of(labels.length, classes), rows);
  }

  /**
   * Fills the rows of given classes.
   *
   * @param rows [labels.length, classes]
   * @throws DataException if a label is no class
   */
  static void fill(float[] rows, int[] labels, int classes) {
    Arrays.fill(rows, 0);
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        throw new DataException("sample " + n + " of a batch has the label " + labels[n] + " but a conditional network of " + classes
            + " classes needs one of 0 to " + (classes - 1) + " for each; label all data or train without classes");
      }
      rows[n * classes + labels[n]] = 1;
    }
  }

  /**
   * Draws a class for each sample, all equally likely: with u uniform in [0, classes), class c where c ≤ u &lt; c + 1. Computed on the
   * device, without a wait for it; comparisons are gradient gates of relu.
   *
   * @return a new tensor [count, classes] of the innermost scope
   */
  static Tensor draw(Backend backend, int count, int classes, Noise noise) {
    float[] places = new float[classes];
    for (int c = 0; c < classes; c++) {
      places[c] = c;
    }
    try (Scope scope = backend.openScope()) {
      Shape shape = Shape.of(count, classes);
      Tensor one = backend.full(shape, 1);
      Tensor u = backend.expand(backend.uniform(Shape.of(count, 1), noise, 0, classes), shape);
      Tensor beyond = backend.subtract(u, backend.tensor(Shape.of(classes), places));
      Tensor before = backend.binary(BinaryOp.RELU_BACKWARD, one, backend.negate(beyond), 0);
      Tensor notBehind = backend.binary(BinaryOp.RELU_BACKWARD, one, backend.subtract(one, beyond), 0);
      return scope.keep(backend.multiply(notBehind, backend.subtract(one, before)));
    }
  }
}
