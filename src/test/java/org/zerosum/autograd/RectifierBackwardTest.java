package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.CountingKernels;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** What a convolution's gradient does with its rectifier and bias: one pass, or recorded operations with the same bits. */
final class RectifierBackwardTest {
  private static final Conv2d PARAMETERS = Conv2d.of(2, 1);
  private static final List<Rectifier> RECTIFIERS = List.of(Rectifier.NONE, Rectifier.RELU, Rectifier.leakyRelu(0.2f));

  private final CountingKernels counting = new CountingKernels();
  private final Backend backend = new Backend(counting.kernels());

  @AfterEach
  void close() {
    backend.close();
  }

  private record Calls(int rectifierBackward, int binary, int sum) {}

  private Calls calls() {
    return new Calls(counting.calls("rectifierBackward"), counting.calls("binary"), counting.calls("sum"));
  }

  private Tensor normal(int stream, int... extents) {
    return backend.normal(Shape.of(extents), new Noise(9, stream, 0), 0, 1);
  }

  /** Gradients of x, weight and, unless it is a constant, the bias, and the calls that they took. */
  private Calls gradients(Rectifier rectifier, boolean biasWanted, boolean differentiable, List<float[]> found) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable x = tape.leaf(normal(1, 3, 2, 7, 9));
      Variable weight = tape.leaf(normal(2, 5, 2, 4, 4));
      Tensor values = normal(3, 5);
      Variable bias = biasWanted ? tape.leaf(values) : tape.constant(values);
      Variable out = Contraction.conv2d(x, weight, bias, rectifier, PARAMETERS);
      Variable seed = tape.constant(backend.normal(out.shape(), new Noise(9, 4, 0), 0, 1));
      Calls before = calls();
      for (Variable gradient : tape.gradients(out, seed, biasWanted ? List.of(x, weight, bias) : List.of(x, weight), differentiable)) {
        found.add(gradient.value.toArray());
      }
      Calls after = calls();
      return new Calls(after.rectifierBackward - before.rectifierBackward, after.binary - before.binary, after.sum - before.sum);
    }
  }

  @Test
  void aPlainGradientTakesOnePass() {
    for (Rectifier rectifier : RECTIFIERS) {
      int gates = rectifier.isNone() ? 0 : 1;
      assertEquals(new Calls(gates, 0, 1 - gates), gradients(rectifier, true, false, new ArrayList<>()), rectifier + " and a bias");
      assertEquals(new Calls(0, gates, 0), gradients(rectifier, false, false, new ArrayList<>()), rectifier + " and a constant bias");
    }
  }

  @Test
  void aDifferentiableGradientIsRecordedOperationByOperation() {
    for (Rectifier rectifier : RECTIFIERS) {
      int gates = rectifier.isNone() ? 0 : 1;
      assertEquals(new Calls(0, gates, 1), gradients(rectifier, true, true, new ArrayList<>()), rectifier + " and a bias");
    }
  }

  @Test
  void bothHaveTheSameBits() {
    for (Rectifier rectifier : RECTIFIERS) {
      for (boolean biasWanted : new boolean[] {true, false}) {
        List<float[]> plain = new ArrayList<>();
        List<float[]> differentiable = new ArrayList<>();
        gradients(rectifier, biasWanted, false, plain);
        gradients(rectifier, biasWanted, true, differentiable);
        for (int i = 0; i < plain.size(); i++) {
          FloatAssert.assertSameBits(rectifier + ", gradient " + i, differentiable.get(i), plain.get(i));
        }
      }
    }
  }

  @Test
  void aRectifierKnowsItsGradientsOperation() {
    assertEquals(BinaryOp.RELU_BACKWARD, Rectifier.RELU.backward());
    assertEquals(BinaryOp.LEAKY_RELU_BACKWARD, Rectifier.leakyRelu(0.2f).backward());
    assertThrows(IllegalStateException.class, Rectifier.NONE::backward);
  }
}
