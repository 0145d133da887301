package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LossOps.ClassifierLoss;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The fused loss of a classifier. */
interface ClassifierContract extends BackendUnderTest {
  /** N and C. */
  int[][] LOGITS = {{1, 1}, {1, 7}, {64, 10}, {33, 2}, {257, 13}, {5, 1001}, {65_537, 2}};

  private static float[] classes(int rows, int columns) {
    float[] classes = new float[rows];
    for (int n = 0; n < rows; n++) {
      classes[n] = n * 7 % columns;
    }
    return classes;
  }

  private static List<Tensor> fused(Backend on, int rows, int columns, float[] logits) {
    ClassifierLoss loss = on.softmaxCrossEntropy(on.tensor(Shape.of(rows, columns), logits),
        on.tensor(Shape.of(rows), classes(rows, columns)));
    return List.of(loss.values(), loss.gradient());
  }

  @Test
  default void classifierLossesMatchScalar() {
    for (int[] size : LOGITS) {
      float[] logits = Samples.random(3, size[0] * size[1]);
      matchesScalar("softmaxCrossEntropy of " + size[0] + ", " + size[1], backend -> fused(backend, size[0], size[1], logits));
    }
    float[] special = Samples.special();
    matchesScalarOrNaN("special logits in a row", backend -> fused(backend, 1, special.length, special));
    matchesScalarOrNaN("special logits in rows", backend -> fused(backend, special.length, 1, special));
    matchesScalarOrNaN("special logits after another", backend -> {
      float[] pairs = new float[2 * special.length];
      for (int i = 0; i < special.length; i++) {
        pairs[2 * i] = 1;
        pairs[2 * i + 1] = special[i];
      }
      return fused(backend, special.length, 2, pairs);
    });
  }

  @Test
  default void classifierLossesAreTheirFormulas() {
    for (int[] size : LOGITS) {
      int rows = size[0];
      int columns = size[1];
      float[] logits = Samples.random(3, rows * columns);
      float[] classes = classes(rows, columns);
      double[] values = new double[2];
      double[] gradient = new double[rows * columns];
      for (int n = 0; n < rows; n++) {
        int y = (int) classes[n];
        double sum = 0;
        boolean hit = true;
        for (int c = 0; c < columns; c++) {
          sum += Math.exp(logits[n * columns + c]);
          hit &= logits[n * columns + c] <= logits[n * columns + y];
        }
        values[0] += (Math.log(sum) - logits[n * columns + y]) / rows;
        values[1] += hit ? 1. / rows : 0;
        for (int c = 0; c < columns; c++) {
          gradient[n * columns + c] = (Math.exp(logits[n * columns + c]) / sum - (c == y ? 1 : 0)) / rows;
        }
      }
      try (Scope _ = backend().openScope()) {
        List<Tensor> results = fused(backend(), rows, columns, logits);
        FloatAssert.assertClose("values of " + rows + ", " + columns, values, results.get(0).toArray(), 2e-6);
        FloatAssert.assertClose("gradient of " + rows + ", " + columns, gradient, results.get(1).toArray(), 2e-7);
      }
    }
  }

  @Test
  default void classifierLossesHaveTheirClosedValues() {
    try (Scope _ = backend().openScope()) {
      Tensor equal = backend().full(Shape.of(3, 10), 5);
      float[] values = backend().softmaxCrossEntropy(equal, backend().tensor(Shape.of(3), 0, 1, 9)).values().toArray();
      assertEquals(Math.log(10), values[0], 1e-6);
      assertEquals(1 / 3f, values[1], "the first of equal logits is the guess");
      Tensor sure = backend().tensor(Shape.of(2, 3), 1e4f, -1e4f, 0, -1e4f, 1e4f, 0);
      ClassifierLoss right = backend().softmaxCrossEntropy(sure, backend().tensor(Shape.of(2), 0, 1));
      FloatAssert.assertSameBits("right", new float[] {0, 1}, right.values().toArray());
      FloatAssert.assertSameBits("right", new float[6], right.gradient().toArray());
      ClassifierLoss wrong = backend().softmaxCrossEntropy(sure, backend().tensor(Shape.of(2), 1, 0));
      FloatAssert.assertSameBits("wrong", new float[] {2e4f, 0}, wrong.values().toArray());
      FloatAssert.assertSameBits("wrong", new float[] {0.5f, -0.5f, 0, -0.5f, 0.5f, 0}, wrong.gradient().toArray());
      for (float none : new float[] {3, -1, 0.5f, Float.NaN}) {
        Tensor classes = backend().tensor(Shape.of(2), 0, none);
        assertTrue(Float.isNaN(backend().softmaxCrossEntropy(sure, classes).values().toArray()[0]), none + " is no class");
      }
    }
  }
}
