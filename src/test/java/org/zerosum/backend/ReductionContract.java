package org.zerosum.backend;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Sums. */
interface ReductionContract extends BackendUnderTest {
  int[] LENGTHS = {1, 2, 31, 32, 33, 255, 256, 257, 511, 512, 513, 1025, 65_535, 65_536, 65_537, 131_073, 200_000};
  /** Outer, middle, inner. */
  int[][] PARTS = {{3, 5, 7}, {1, 300, 2}, {2, 3, 33_000}, {1, 4096, 1}, {64, 4096, 1}, {70_000, 2, 1}, {64, 16, 64}, {5, 13, 1}, {1, 64, 3072},
    {257, 1, 257}, {300, 17, 1}};

  @Test
  default void sumsMatchScalar() {
    for (int length : LENGTHS) {
      float[] x = Samples.random(length, length);
      matchesScalar("sum of " + length, backend -> {
        Tensor tensor = backend.tensor(Shape.of(length), x);
        return List.of(backend.sum(tensor), backend.sumOfSquares(tensor), backend.sumTo(tensor, Shape.of(1)));
      });
    }
  }

  @Test
  default void sumsFollowTheWrittenOrder() {
    for (int length : LENGTHS) {
      float[] x = Samples.random(length, length);
      float[] squares = new float[length];
      for (int i = 0; i < length; i++) {
        squares[i] = x[i] * x[i];
      }
      try (Scope _ = backend().openScope()) {
        Tensor tensor = backend().tensor(Shape.of(length), x);
        FloatAssert.assertSameBits("sum of " + length, new float[] {inOrder(x)}, backend().sum(tensor).toArray());
        FloatAssert.assertSameBits("squares of " + length, new float[] {inOrder(squares)}, backend().sumOfSquares(tensor).toArray());
      }
    }
  }

  /** Section 3 of the arithmetic, a block at a time: columns of 256, halved. */
  private static float inOrder(float[] x) {
    Float total = null;
    for (int start = 0; start < x.length; start += 65_536) {
      int end = Math.min(x.length, start + 65_536);
      float[] lanes = new float[256];
      for (int row = start; row < end; row += 256) {
        for (int l = 0; l < 256 && row + l < end; l++) {
          lanes[l] = lanes[l] + x[row + l];
        }
      }
      float s = halved(lanes, 0, 256);
      total = total == null ? s : total + s;
    }
    return total;
  }

  /** Lane from, after the lanes from, from + 1, … with a stride of 256 / width were added as a tree. */
  private static float halved(float[] lanes, int from, int width) {
    if (width == 1) {
      return lanes[from];
    }
    int stride = 256 / width;
    return halved(lanes, from, width / 2) + halved(lanes, from + stride, width / 2);
  }

  @Test
  default void sumsOfPartsMatchScalar() {
    for (int[] part : PARTS) {
      Shape large = Shape.of(part[0], part[1], part[2]);
      float[] x = Samples.random(1, large.count());
      matchesScalar("sum of " + large, backend -> {
        Tensor tensor = backend.tensor(large, x);
        return List.of(backend.sumTo(tensor, Shape.of(part[1], 1)), backend.channelSum(tensor), backend.sum(tensor),
            backend.sumTo(tensor, Shape.of(part[0], 1, 1)), backend.sumTo(tensor, Shape.of(part[2])),
            backend.sumTo(tensor, Shape.of(part[1], part[2])), backend.sumTo(tensor, large));
      });
    }
  }

  @Test
  default void sumsOfIntegersAreExact() {
    for (int[] part : PARTS) {
      Shape large = Shape.of(part[0], part[1], part[2]);
      float[] x = Samples.integers(2, large.count(), 9);
      float[] channels = new float[part[1]];
      float[] total = new float[2];
      for (int e = 0; e < x.length; e++) {
        channels[e / part[2] % part[1]] += x[e];
        total[0] += x[e];
        total[1] += x[e] * x[e];
      }
      try (Scope _ = backend().openScope()) {
        Tensor tensor = backend().tensor(large, x);
        FloatAssert.assertSameBits("channels of " + large, channels, backend().channelSum(tensor).toArray());
        FloatAssert.assertSameBits("sum of " + large, new float[] {total[0]}, backend().sum(tensor).toArray());
        FloatAssert.assertSameBits("squares of " + large, new float[] {total[1]}, backend().sumOfSquares(tensor).toArray());
      }
    }
  }

  @Test
  default void specialValuesGoThroughSums() {
    float[] special = Samples.special();
    matchesScalarOrNaN("sum with special values", backend -> List.of(
        backend.sumTo(backend.tensor(Shape.of(special.length, 1), special), Shape.of(special.length, 1)),
        backend.channelSum(backend.tensor(Shape.of(1, special.length), special)),
        backend.sum(backend.tensor(Shape.of(special.length), special)),
        backend.sumOfSquares(backend.tensor(Shape.of(special.length), special))));
  }
}
