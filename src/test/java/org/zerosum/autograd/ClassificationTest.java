package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** The cross entropy of a softmax: its value, also of huge scores, and its gradients. */
final class ClassificationTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private Tensor labels(int count, int classes) {
    float[] rows = new float[count * classes];
    for (int n = 0; n < count; n++) {
      rows[n * classes + (n * 7 + 2) % classes] = 1;
    }
    return backend.tensor(Shape.of(count, classes), rows);
  }

  private static double expected(float[] scores, float[] labels, int classes) {
    double sum = 0;
    for (int n = 0; n < scores.length / classes; n++) {
      double largest = Double.NEGATIVE_INFINITY;
      double own = 0;
      for (int c = 0; c < classes; c++) {
        largest = Math.max(largest, scores[n * classes + c]);
        own += scores[n * classes + c] * labels[n * classes + c];
      }
      double exponentials = 0;
      for (int c = 0; c < classes; c++) {
        exponentials += Math.exp(scores[n * classes + c] - largest);
      }
      sum += largest + Math.log(exponentials) - own;
    }
    return sum / (scores.length / classes);
  }

  @Test
  void theValueIsTheFormulasForEveryNumberOfClasses() {
    for (int classes : new int[] {1, 2, 3, 5, 7, 8, 10, 33}) {
      for (int count : new int[] {1, 6}) {
        Tensor scores = backend.normal(Shape.of(count, classes), new Noise(classes, 0, count), 0, 3);
        Tensor labels = labels(count, classes);
        Tape tape = new Tape(backend);
        Variable loss = Classification.softmaxCrossEntropy(tape.constant(scores), tape.constant(labels));
        assertEquals(Shape.of(), loss.shape());
        assertEquals(expected(scores.toArray(), labels.toArray(), classes), loss.value().toArray()[0], 1e-5, classes + " classes");
      }
    }
  }

  @Test
  void hugeScoresOverflowNowhere() {
    float[] scores = {3e4f, -3e4f, 0, -1e30f, 500, 0};
    Tensor labels = backend.tensor(Shape.of(2, 3), 0, 1, 0, 0, 1, 0);
    Tape tape = new Tape(backend);
    Variable leaf = tape.leaf(backend.tensor(Shape.of(2, 3), scores));
    Variable loss = Classification.softmaxCrossEntropy(leaf, tape.constant(labels));
    assertEquals(3e4f, loss.value().toArray()[0]);
    float[] gradient = tape.gradients(loss, tape.scalar(1), List.of(leaf), false).getFirst().value().toArray();
    FloatAssert.assertClose("(softmax − y) / N", new double[] {0.5, -0.5, 0, 0, 0, 0}, gradient, 1e-6);
  }

  @Test
  void gradientsAreRight() {
    for (int[] extents : new int[][] {{1, 2}, {1, 5}, {3, 3}, {4, 10}}) {
      Tensor labels = labels(extents[0], extents[1]);
      GradientCheck check = new GradientCheck(backend,
          inputs -> Classification.softmaxCrossEntropy(inputs.getFirst(), inputs.getFirst().tape().constant(labels)),
          List.of(Input.random(3, extents)), 2e-3);
      assertTrue(check.firstOrder().passed(), () -> check.firstOrder().toString());
      assertTrue(check.secondOrder().passed(), () -> check.secondOrder().toString());
    }
  }

  @Test
  void shapesMustBeEqual() {
    Tape tape = new Tape(backend);
    Variable scores = tape.constant(backend.zeros(Shape.of(2, 3)));
    ShapeException e = assertThrows(ShapeException.class,
        () -> Classification.softmaxCrossEntropy(scores, tape.constant(backend.zeros(Shape.of(2, 4)))));
    assertTrue(e.getMessage().contains("[2, 3]") && e.getMessage().contains("[2, 4]"), e.getMessage());
  }

  @Test
  void numbersOfClassesAreTheirRowsAndWrongOnesAreRefused() {
    Tape tape = new Tape(backend);
    Variable scores = tape.constant(backend.tensor(Shape.of(2, 3), 0.3f, -1.2f, 2, 100, 101, 99));
    Variable rows = tape.constant(backend.tensor(Shape.of(2, 3), 0, 0, 1, 1, 0, 0));
    assertEquals(Classification.softmaxCrossEntropy(scores, rows).value().toArray()[0],
        Classification.softmaxCrossEntropy(scores, new int[] {2, 0}).value().toArray()[0]);
    assertThrows(IllegalArgumentException.class, () -> Classification.softmaxCrossEntropy(scores, new int[] {0, 3}));
    assertThrows(IllegalArgumentException.class, () -> Classification.softmaxCrossEntropy(scores, new int[] {0, -1}));
    assertThrows(ShapeException.class, () -> Classification.softmaxCrossEntropy(scores, new int[] {1}));
  }
}
