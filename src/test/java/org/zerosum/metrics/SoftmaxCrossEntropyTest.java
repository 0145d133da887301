package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;

final class SoftmaxCrossEntropyTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private float loss(float[] logits, int classes, int... labels) {
    Tape tape = new Tape(backend);
    return SoftmaxCrossEntropy.mean(tape.constant(backend.tensor(Shape.of(labels.length, classes), logits)), labels).value().toArray()[0];
  }

  @Test
  void valuesHaveClosedForms() {
    assertEquals(Math.log(5), loss(new float[10], 5, 0, 3), 1e-6);
    assertEquals(Math.log(1 + Math.exp(-2)), loss(new float[] {1, -1}, 2, 0), 1e-6);
    assertEquals(2 + Math.log(1 + Math.exp(-2)), loss(new float[] {1, -1}, 2, 1), 1e-6);
    // Far beyond what exp can take: exactly the difference, and 0 for a certain right answer.
    assertEquals(2_000, loss(new float[] {1_000, -1_000}, 2, 1), 1e-3);
    assertEquals(0, loss(new float[] {-1_000, 1_000, 500}, 3, 1), 1e-6);
  }

  @Test
  void theGradientIsSoftmaxLessTheRightAnswer() {
    float[] x = {0.3f, -1.2f, 2, 100, 101, 99};
    int[] labels = {2, 0};
    Tape tape = new Tape(backend);
    Variable logits = tape.leaf(backend.tensor(Shape.of(2, 3), x));
    Variable loss = SoftmaxCrossEntropy.mean(logits, labels);
    float[] found = tape.gradients(loss, tape.scalar(1), List.of(logits), false).getFirst().value().toArray();
    double[] expected = new double[6];
    for (int i = 0; i < 2; i++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        sum += Math.exp(x[3 * i + k] - x[3 * i]);
      }
      for (int k = 0; k < 3; k++) {
        expected[3 * i + k] = (Math.exp(x[3 * i + k] - x[3 * i]) / sum - (labels[i] == k ? 1 : 0)) / 2;
      }
    }
    FloatAssert.assertClose("gradient", expected, found, 1e-6);
  }

  @Test
  void finiteDifferencesAgree() {
    GradientCheck check = new GradientCheck(backend, in -> SoftmaxCrossEntropy.mean(in.getFirst(), new int[] {1, 0, 3, 3, 2}),
        List.of(Input.random(4, 5, 4)), 2e-3);
    assertTrue(check.firstOrder().passed(), check.firstOrder().detail());
    assertTrue(check.secondOrder().passed(), check.secondOrder().detail());
  }

  @Test
  void wrongLabelsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> loss(new float[4], 2, 0, 2));
    assertThrows(IllegalArgumentException.class, () -> loss(new float[4], 2, 0, -1));
    Tape tape = new Tape(backend);
    assertThrows(IllegalArgumentException.class,
        () -> SoftmaxCrossEntropy.mean(tape.constant(backend.zeros(Shape.of(2, 2))), new int[] {1}));
  }
}
