package org.zerosum.backend;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Operations that rectify their result in the same pass: the bits of the scalar backend, and of two operations. */
interface RectifierContract extends BackendUnderTest {
  List<Rectifier> RECTIFIERS = List.of(Rectifier.NONE, Rectifier.RELU, Rectifier.leakyRelu(0.2f), Rectifier.leakyRelu(1.5f));
  /** N C H W, K R S, stride, padding: odd sizes, whole tiles, more than a chunk, Winograd's. */
  int[][] CONVOLUTIONS = {{2, 3, 7, 5, 5, 3, 3, 1, 1}, {3, 3, 16, 32, 64, 4, 4, 2, 1}, {1, 57, 5, 6, 13, 3, 3, 1, 1}, {5, 1, 9, 9, 1, 2, 2, 1, 0},
    {2, 33, 9, 7, 35, 4, 4, 2, 1}, {3, 48, 8, 8, 64, 4, 4, 2, 1}};

  @Test
  default void convolutionsRectifyTheirResult() {
    for (int[] v : CONVOLUTIONS) {
      Conv2d parameters = Conv2d.of(v[7], v[8]);
      Shape x = Shape.of(v[0], v[1], v[2], v[3]);
      Shape weight = Shape.of(v[4], v[1], v[5], v[6]);
      for (Rectifier rectifier : RECTIFIERS) {
        for (boolean bias : new boolean[] {true, false}) {
          String what = rectifier + " of " + x + " with " + weight + (bias ? " and a bias" : "");
          matchesScalar(what, on -> List.of(conv2d(on, x, weight, bias, rectifier, parameters)));
          try (Scope _ = backend().openScope()) {
            Tensor two = rectified(backend(), conv2d(backend(), x, weight, bias, Rectifier.NONE, parameters), rectifier);
            FloatAssert.assertSameBits(what + ", two operations", two.toArray(),
                conv2d(backend(), x, weight, bias, rectifier, parameters).toArray());
          }
        }
      }
    }
  }

  @Test
  default void batchNormRectifiesItsResult() {
    for (Shape shape : List.of(Shape.of(5, 3, 4, 4), Shape.of(33, 7), Shape.of(3, 17, 5, 7), Shape.of(2, 4, 16, 16))) {
      for (Rectifier rectifier : RECTIFIERS) {
        matchesScalar(rectifier + " of " + shape, on -> List.of(batchNorm(on, shape, rectifier)));
        try (Scope _ = backend().openScope()) {
          FloatAssert.assertSameBits(rectifier + " of " + shape + ", two operations",
              rectified(backend(), batchNorm(backend(), shape, Rectifier.NONE), rectifier).toArray(),
              batchNorm(backend(), shape, rectifier).toArray());
        }
      }
    }
  }

  @Test
  default void batchNormGatesItsGradientInTheSamePass() {
    for (Shape shape : List.of(Shape.of(5, 3, 4, 4), Shape.of(33, 7), Shape.of(3, 17, 5, 7), Shape.of(2, 9, 16, 16), Shape.of(5, 33, 4, 4),
        Shape.of(2, 10, 181, 182), Shape.of(1, 3, 33, 32))) {
      for (Rectifier rectifier : RECTIFIERS) {
        float[] gradient = Samples.random(4, shape.count());
        float[] result = Samples.random(5, shape.count());
        matchesScalar(rectifier + " of " + shape, on -> backward(on, gradient, result, shape, rectifier));
        matchesTwoOperations(rectifier + " of " + shape, gradient, result, shape, rectifier);
      }
    }
  }

  @Test
  default void gatesKnowZerosAndNaN() {
    float[] special = {0, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -Float.MIN_VALUE, Float.MIN_VALUE, -1, 1};
    Shape shape = Shape.of(2, 81, 4, 4);
    float[] gradient = new float[shape.count()];
    float[] result = new float[shape.count()];
    for (int e = 0; e < gradient.length; e++) {
      gradient[e] = special[e / 16 % 9];
      result[e] = special[e / 16 / 9 % 9];
    }
    for (Rectifier rectifier : RECTIFIERS) {
      matchesScalarOrNaN(rectifier + " of special values", on -> backward(on, gradient, result, shape, rectifier));
      matchesTwoOperations(rectifier + " of special values", gradient, result, shape, rectifier);
    }
  }

  private void matchesTwoOperations(String what, float[] gradient, float[] result, Shape shape, Rectifier rectifier) {
    try (Scope _ = backend().openScope()) {
      Tensor gated = gated(backend(), backend().tensor(shape, gradient), backend().tensor(shape, result), rectifier);
      List<Tensor> two = backward(backend(), gated.toArray(), result, shape, Rectifier.NONE);
      List<Tensor> one = backward(backend(), gradient, result, shape, rectifier);
      for (int i = 0; i < one.size(); i++) {
        FloatAssert.assertSameBitsOrNaN(what + ", two operations, result " + i, two.get(i).toArray(), one.get(i).toArray());
      }
    }
  }

  @Test
  default void rectifiersKnowZerosAndNaN() {
    float[] x = {0, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -Float.MIN_VALUE, Float.MIN_VALUE, -1, 1};
    for (Rectifier rectifier : RECTIFIERS) {
      matchesScalarOrNaN(rectifier + " of special values", on -> List.of(on.conv2d(on.tensor(Shape.of(x.length, 1, 1, 1), x),
          on.full(Shape.of(1, 1, 1, 1), 1), null, rectifier, Conv2d.of(1, 0))));
    }
  }

  private static Tensor conv2d(Backend on, Shape x, Shape weight, boolean bias, Rectifier rectifier, Conv2d parameters) {
    return on.conv2d(on.tensor(x, Samples.random(1, x.count())), on.tensor(weight, Samples.random(2, weight.count())),
        bias ? on.tensor(Shape.of(weight.extent(0)), Samples.random(3, weight.extent(0))) : null, rectifier, parameters);
  }

  private static Tensor batchNorm(Backend on, Shape x, Rectifier rectifier) {
    Shape channel = Shape.of(x.extent(1));
    return on.batchNormTraining(on.tensor(x, Samples.random(1, x.count())), on.tensor(channel, Samples.random(2, channel.count())),
        on.tensor(channel, Samples.random(3, channel.count())), null, null, 1e-5f, 0.1f, rectifier).out();
  }

  private static List<Tensor> backward(Backend on, float[] gradient, float[] result, Shape x, Rectifier rectifier) {
    Shape channel = Shape.of(x.extent(1));
    BatchNormGradients d = on.batchNormBackward(on.tensor(x, gradient), rectifier.isNone() ? null : on.tensor(x, result), rectifier,
        on.tensor(x, Samples.random(1, x.count())), on.tensor(channel, Samples.random(2, channel.count())),
        on.tensor(channel, Samples.positive(3, channel.count())), on.tensor(channel, Samples.random(6, channel.count())));
    return List.of(d.input(), d.gamma(), d.beta());
  }

  private static Tensor gated(Backend on, Tensor gradient, Tensor result, Rectifier rectifier) {
    return switch (rectifier.kind()) {
      case NONE -> gradient;
      case RELU -> on.binary(BinaryOp.RELU_BACKWARD, gradient, result, 0);
      case LEAKY_RELU -> on.binary(BinaryOp.LEAKY_RELU_BACKWARD, gradient, result, rectifier.slope());
    };
  }

  private static Tensor rectified(Backend on, Tensor x, Rectifier rectifier) {
    return switch (rectifier.kind()) {
      case NONE -> x;
      case RELU -> on.relu(x);
      case LEAKY_RELU -> on.leakyRelu(x, rectifier.slope());
    };
  }
}
