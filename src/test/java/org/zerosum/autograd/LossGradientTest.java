package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.ClassifierLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The gradients of the fused losses are those that the tape finds for the composed ones. */
class LossGradientTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private Variable leaf(Tape tape, long seed, int count) {
    return tape.leaf(backend.tensor(Shape.of(count, 1), Input.random(seed, count, 1).values()));
  }

  private void same(String what, Variable loss, Tensor values, List<Variable> inputs, List<Tensor> gradients) {
    assertEquals(values.toArray()[0], loss.value().toArray()[0], 1e-6, what);
    List<Variable> found = loss.tape().gradients(loss, loss.tape().scalar(1), inputs, false);
    for (int i = 0; i < gradients.size(); i++) {
      float[] fused = gradients.get(i).toArray();
      double[] expected = new double[fused.length];
      float[] composed = found.get(i).value().toArray();
      for (int e = 0; e < fused.length; e++) {
        expected[e] = composed[e];
      }
      FloatAssert.assertClose(what + ", gradient " + i, expected, fused, 1e-7);
    }
  }

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (GanLoss loss : GanLoss.values()) {
      for (int[] batch : new int[][] {{1, 1}, {13, 7}, {1, 5}, {64, 33}}) {
        for (float label : loss.takesLabel() ? new float[] {1, 0.9f, 0.5f, 0} : new float[] {1}) {
          cases.add(Arguments.of(loss, batch[0], batch[1], label));
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fusedGradientsAreTheTapes(GanLoss loss, int b1, int b2, float label) {
    Tape tape = new Tape(backend);
    Variable real = leaf(tape, 1, b1);
    Variable fake = leaf(tape, 2, b2);
    DiscriminatorLoss d = backend.discriminatorLoss(loss, real.value(), fake.value(), label);
    same(loss + ", label " + label, GanLosses.discriminatorLoss(loss, real, fake, label), d.values(), List.of(real, fake),
        List.of(d.realGradient(), d.fakeGradient()));
    GeneratorLoss g = backend.generatorLoss(loss, fake.value(), loss.needsReal() ? real.value() : null);
    same(loss + ", generator", GanLosses.generatorLoss(loss, fake, real), g.values(), List.of(fake), List.of(g.gradient()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void compositesHaveTheRightDerivativesOfBothOrders(GanLoss loss, int b1, int b2, float label) {
    // Magnitudes of at most 0.9 or at least 1.1 stay clear of the hinge's kinks at ±1.
    List<Input> inputs = List.of(awayFromOne(Input.random(3, b1, 1)), awayFromOne(Input.random(4, b2, 1)));
    passes(loss + ", discriminator", v -> GanLosses.discriminatorLoss(loss, v.get(0), v.get(1), label), inputs);
    passes(loss + ", generator", v -> GanLosses.generatorLoss(loss, v.get(1), v.get(0)), inputs);
  }

  private static Input awayFromOne(Input input) {
    float[] values = input.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) < 0.9f ? values[i] : values[i] * 1.25f;
    }
    return input;
  }

  private void passes(String what, Function<List<Variable>, Variable> function, List<Input> inputs) {
    GradientCheck check = new GradientCheck(backend, function, inputs, 2e-3);
    GradientCheck.Report first = check.firstOrder();
    assertTrue(first.passed(), what + ", first order: " + first.detail());
    GradientCheck.Report second = check.secondOrder();
    assertTrue(second.passed(), what + ", second order: " + second.detail());
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 5", "7, 3", "33, 10"})
  void softmaxCrossEntropy(int rows, int columns) {
    Tape tape = new Tape(backend);
    Variable logits = tape.leaf(backend.tensor(Shape.of(rows, columns), Input.random(5, rows, columns).values()));
    int[] classes = new int[rows];
    float[] asFloats = new float[rows];
    for (int n = 0; n < rows; n++) {
      classes[n] = n * 3 % columns;
      asFloats[n] = classes[n];
    }
    ClassifierLoss fused = backend.softmaxCrossEntropy(logits.value(), backend.tensor(Shape.of(rows), asFloats));
    same("softmax of " + rows + ", " + columns, Classification.softmaxCrossEntropy(logits, classes), fused.values(), List.of(logits),
        List.of(fused.gradient()));
    passes("softmax", v -> Classification.softmaxCrossEntropy(v.get(0), classes), List.of(Input.random(6, rows, columns)));
  }
}
