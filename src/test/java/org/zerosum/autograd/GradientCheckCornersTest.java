package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** What the check does next to corners, with functions that are none, and with gradients written by hand. */
final class GradientCheckCornersTest {
  private static final double TOLERANCE = GradientCheck.TOLERANCE;
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    assertEquals(0, backend.memory().tensors());
    backend.close();
  }

  private GradientCheck check(Function<List<Variable>, Variable> function, float... x) {
    return new GradientCheck(backend, function, List.of(new Input("x", Shape.of(x.length), x)), TOLERANCE);
  }

  @Test
  void derivativesNextToACornerAreLeftOutWhereverItLies() {
    float h = (float) GradientCheck.STEP;
    for (int part = -20; part <= 20; part++) {
      float near = part * h / 20;
      for (Report report : List.of(check(v -> Pointwise.relu(v.getFirst()), 1, -1, near, 0.5f).firstOrder(),
          check(v -> Pointwise.multiply(v.getFirst(), Pointwise.leakyRelu(v.getFirst(), 0.2f)), 1, -1, near, 0.5f).secondOrder())) {
        assertTrue(report.passed(), near + ": " + report);
        assertTrue(report.bent() <= 1 && report.compared() + report.bent() == 4, report.toString());
        assertEquals(Math.abs(part) <= 1 ? 1 : 0, report.bent(), near + ": " + report);
      }
    }
  }

  @Test
  void aWrongRuleIsFoundBesideCorners() {
    // leakyRelu forward with another slope than backward: wrong wherever x < 0.
    GradientCheck check = check(v -> {
      Variable x = v.getFirst();
      Variable wrong = Pointwise.leakyRelu(x, 0.2f);
      Tensor forward = backend.leakyRelu(x.value(), 0.3f);
      return Pointwise.add(wrong, x.tape().constant(backend.subtract(forward, wrong.value())));
    }, 0.01f, 1, -1, 0.002f);
    Report report = check.firstOrder();
    assertFalse(report.passed());
    assertEquals(2, report.at().element());
    assertEquals("x [4], element 2: tape", report.detail().substring(0, 22));
  }

  @Test
  void manyCornersWithinReachAreResolvedAtASmallerDistance() {
    float[] offsets = new float[40];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (i % 2 == 0 ? 1 : -1) * (0.002f + 0.0004f * i);
    }
    Report report = check(v -> {
      Variable corners = v.getFirst().tape().constant(backend.tensor(Shape.of(offsets.length), offsets));
      return Pointwise.relu(Pointwise.add(Reduction.expand(v.getFirst(), Shape.of(offsets.length)), corners));
    }, 0).firstOrder();
    assertTrue(report.passed(), report.toString());
    assertEquals(1, report.compared());
  }

  @Test
  void aFunctionOfCornersAloneFails() {
    Report report = check(v -> Pointwise.relu(v.getFirst()), 0.0001f, 0.0002f, -0.0001f, 1).firstOrder();
    assertFalse(report.passed());
    assertTrue(report.detail().startsWith("3 of 4 derivatives could not be compared"), report.detail());
  }

  @Test
  void aFunctionThatIsNoFunctionFails() {
    int[] calls = {0};
    Report report = check(v -> Pointwise.scale(v.getFirst(), 1 + calls[0]++), 1, 2).firstOrder();
    assertFalse(report.passed());
    assertNull(report.at());
    assertTrue(report.detail().startsWith("the function gives different results at the same point"), report.detail());
  }

  @ParameterizedTest
  @EnumSource(GanLoss.class)
  void fusedGradientsAreTheDifferencesOfTheirLoss(GanLoss loss) {
    float label = loss.takesLabel() ? 0.9f : 1;
    List<Input> inputs = List.of(Input.random(61, 5, 1).named("real"), Input.random(62, 3, 1).named("fake"));
    Function<List<Tensor>, Tensor> value = in -> {
      DiscriminatorLoss result = backend.discriminatorLoss(loss, in.get(0), in.get(1), label);
      return backend.slice(result.values(), 0, 0, 1);
    };
    Report right = GradientCheck.fused(backend, value, in -> {
      DiscriminatorLoss result = backend.discriminatorLoss(loss, in.get(0), in.get(1), label);
      return List.of(result.realGradient(), result.fakeGradient());
    }, inputs, TOLERANCE);
    assertTrue(right.passed(), right.toString());
    Report wrong = GradientCheck.fused(backend, value, in -> {
      DiscriminatorLoss result = backend.discriminatorLoss(loss, in.get(0), in.get(1), label);
      return List.of(result.realGradient(), backend.scale(result.fakeGradient(), 1.01f));
    }, inputs, TOLERANCE);
    assertFalse(wrong.passed());
    assertEquals("fake", wrong.at().input());
    assertThrows(IllegalArgumentException.class, () -> GradientCheck.fused(backend, List::getFirst, in -> in, inputs, TOLERANCE));
  }
}
