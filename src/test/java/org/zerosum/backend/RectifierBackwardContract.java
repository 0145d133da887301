package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.ReductionOps.RectifierGradients;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The gradients in front of a rectifier in one pass: the bits of the scalar backend, and of two operations. */
interface RectifierBackwardContract extends BackendUnderTest {
  /**
   * Whole vectors of every width, parts of 256 elements, images that hold none or end anywhere; one channel, fewer than there are
   * threads, more than a task takes; one block, exactly one, several, also ones that end within an image.
   */
  List<Shape> SHAPES = List.of(Shape.of(1, 1), Shape.of(33, 7), Shape.of(64, 40), Shape.of(5, 3, 2, 2), Shape.of(5, 3, 4, 4),
      Shape.of(17, 5, 1, 16), Shape.of(3, 17, 5, 7), Shape.of(9, 6, 4, 8), Shape.of(7, 5, 8, 8), Shape.of(3, 4, 8, 16),
      Shape.of(2, 9, 16, 16), Shape.of(2, 4, 16, 24), Shape.of(3, 4, 16, 32), Shape.of(5, 33, 3, 17), Shape.of(1, 4, 257),
      Shape.of(37, 3, 15), Shape.of(1, 1, 33, 32), Shape.of(3, 200, 4, 4), Shape.of(256, 3, 16, 16), Shape.of(257, 3, 16, 16),
      Shape.of(4100, 3, 16), Shape.of(130, 4, 24, 32), Shape.of(2, 5, 181, 182), Shape.of(3, 1, 256, 256), Shape.of(2, 2, 65_537),
      Shape.of(1, 4, 65_536), Shape.of(66_000, 2));

  @Test
  default void gatesAndSumsInOnePass() {
    for (Shape shape : SHAPES) {
      float[] gradient = Samples.random(1, shape.count());
      float[] result = Samples.random(2, shape.count());
      for (Rectifier rectifier : RectifierContract.RECTIFIERS) {
        String what = "rectifierBackward of " + shape + " by " + rectifier;
        matchesScalar(what, on -> rectifierBackward(on, gradient, result, shape, rectifier));
        matchesTwoOperations(what, gradient, result, shape, rectifier);
      }
    }
  }

  @Test
  default void gatesAndSumsKnowZerosAndNaN() {
    float[] special = Samples.special();
    int pairs = special.length * special.length;
    for (Shape shape : List.of(Shape.of(2, pairs, 4, 4), Shape.of(2, pairs, 3), Shape.of(2, pairs, 3, 7), Shape.of(3, pairs))) {
      int inner = shape.product(2, shape.rank());
      float[] gradient = new float[shape.count()];
      float[] result = new float[shape.count()];
      for (int e = 0; e < gradient.length; e++) {
        gradient[e] = special[e / inner % pairs % special.length];
        result[e] = special[e / inner % pairs / special.length];
      }
      for (Rectifier rectifier : RectifierContract.RECTIFIERS) {
        String what = "rectifierBackward of special values of " + shape + " by " + rectifier;
        matchesScalarOrNaN(what, on -> rectifierBackward(on, gradient, result, shape, rectifier));
        matchesTwoOperations(what, gradient, result, shape, rectifier);
      }
    }
  }

  /** A channel of ones after 2²⁴, which the partial sum it stands in cannot tell from more, and the others can. */
  @Test
  default void sumsFollowTheWrittenOrderOfWhatWasGated() {
    Shape shape = Shape.of(3, 4, 16, 32);
    float[] gradient = new float[shape.count()];
    float[] result = new float[shape.count()];
    for (int e = 0; e < gradient.length; e++) {
      gradient[e] = e / 512 < 4 && e % 512 == 0 ? 0x1p24f : 1;
      result[e] = 1;
    }
    try (Scope _ = backend().openScope()) {
      // The first lane, of 6 elements, stays at 2²⁴; the other 255 give 6 each.
      FloatAssert.assertSameBits("sums", new float[] {0x1p24f + 1530, 0x1p24f + 1530, 0x1p24f + 1530, 0x1p24f + 1530},
          rectifierBackward(backend(), gradient, result, shape, Rectifier.RELU).get(1).toArray());
    }
  }

  @Test
  default void doesOnlyWhatIsAskedFor() {
    Shape shape = Shape.of(3, 5, 4, 4);
    float[] gradient = Samples.random(1, shape.count());
    float[] result = Samples.random(2, shape.count());
    try (Scope _ = backend().openScope()) {
      Tensor arrived = backend().tensor(shape, gradient);
      RectifierGradients gated = backend().rectifierBackward(arrived, backend().tensor(shape, result), Rectifier.RELU, false);
      assertNull(gated.bias());
      FloatAssert.assertSameBits("gated", rectifierBackward(backend(), gradient, result, shape, Rectifier.RELU).getFirst().toArray(),
          gated.input().toArray());
      RectifierGradients summed = backend().rectifierBackward(arrived, null, Rectifier.NONE, true);
      assertSame(arrived, summed.input());
      FloatAssert.assertSameBits("summed", backend().channelSum(arrived).toArray(), summed.bias().toArray());
      assertNull(backend().rectifierBackward(arrived, null, Rectifier.NONE, false).bias());
    }
  }

  private void matchesTwoOperations(String what, float[] gradient, float[] result, Shape shape, Rectifier rectifier) {
    try (Scope _ = backend().openScope()) {
      Tensor arrived = backend().tensor(shape, gradient);
      Tensor out = backend().tensor(shape, result);
      Tensor gated = switch (rectifier.kind()) {
        case NONE -> arrived;
        case RELU -> backend().binary(BinaryOp.RELU_BACKWARD, arrived, out, 0);
        case LEAKY_RELU -> backend().binary(BinaryOp.LEAKY_RELU_BACKWARD, arrived, out, rectifier.slope());
      };
      List<Tensor> one = rectifierBackward(backend(), gradient, result, shape, rectifier);
      FloatAssert.assertSameBitsOrNaN(what + ", gated, two operations", gated.toArray(), one.get(0).toArray());
      FloatAssert.assertSameBitsOrNaN(what + ", summed, two operations", backend().channelSum(gated).toArray(), one.get(1).toArray());
    }
  }

  private static List<Tensor> rectifierBackward(Backend on, float[] gradient, float[] result, Shape shape, Rectifier rectifier) {
    RectifierGradients d =
        on.rectifierBackward(on.tensor(shape, gradient), rectifier.isNone() ? null : on.tensor(shape, result), rectifier, true);
    return List.of(d.input(), d.bias());
  }
}
