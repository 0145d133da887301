package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.MatmulContract.Case;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Matmul;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Matrices times vectors: sums by lanes from 256 summands on, by chunks below. */
interface MatmulVectorContract extends BackendUnderTest {
  /** Around vectors, lanes, chunks and blocks. */
  int[] LENGTHS = {255, 256, 257, 260, 271, 272, 511, 512, 513, 1000, 4096, 65_535, 65_536, 65_537, 131_073};

  /** One, an even number, a prime, a batch; of long ones three at most. */
  private static int[] rows(int k) {
    return k > 4096 ? new int[] {1, 3} : new int[] {1, 2, 7, 64};
  }

  /** M rows of K, with both forms of the vector, without and with a bias. */
  private static List<Case> cases(int m, int k) {
    return List.of(new Case(m, 1, k, false, false, false), new Case(m, 1, k, false, true, true));
  }

  @Test
  default void timesVectorMatchesScalar() {
    for (int k : LENGTHS) {
      for (int m : rows(k)) {
        for (Case c : cases(m, k)) {
          float[] a = Samples.random(k, m * k);
          float[] b = Samples.random(2, k);
          float[] bias = Samples.random(3, 1);
          matchesScalar(c.toString(), backend -> List.of(c.run(backend, a, b, bias)));
        }
      }
    }
  }

  @Test
  default void timesVectorOfIntegersIsExact() {
    for (int k : LENGTHS) {
      for (int m : rows(k)) {
        for (Case c : cases(m, k)) {
          float[] a = Samples.integers(4, m * k, 9);
          float[] b = Samples.integers(5, k, 9);
          float[] bias = Samples.integers(6, 1, 1000);
          try (Scope _ = backend().openScope()) {
            FloatAssert.assertSameBits(c.toString(), c.exact(a, b, bias), c.run(backend(), a, b, bias).toArray());
          }
        }
      }
    }
  }

  @Test
  default void timesVectorFollowsTheWrittenOrder() {
    for (int k : LENGTHS) {
      float[] a = Samples.random(7, 2 * k);
      float[] b = Samples.random(8, k);
      float[] expected = new float[2];
      for (int i = 0; i < 2; i++) {
        expected[i] = k < 256 ? chain(a, i * k, b) : inOrder(a, i * k, b);
      }
      try (Scope _ = backend().openScope()) {
        Case c = new Case(2, 1, k, false, false, false);
        FloatAssert.assertSameBits(c.toString(), expected, c.run(backend(), a, b, null).toArray());
      }
    }
  }

  private static float chain(float[] a, int at, float[] b) {
    float t = 0;
    for (int e = 0; e < b.length; e++) {
      t = Math.fma(a[at + e], b[e], t);
    }
    return t;
  }

  /** Section 2.2 of the arithmetic, a lane at a time. */
  private static float inOrder(float[] a, int at, float[] b) {
    Float total = null;
    for (int start = 0; start < b.length; start += 65_536) {
      float[] lanes = new float[256];
      for (int l = 0; l < 256; l++) {
        for (int e = start + l; e < Math.min(b.length, start + 65_536); e += 256) {
          lanes[l] = Math.fma(a[at + e], b[e], lanes[l]);
        }
      }
      float s = halved(lanes, 0, 256);
      total = total == null ? s : total + s;
    }
    return total;
  }

  /** The sum of the lanes l, l + 256 / count, … of which there are count, as a tree. */
  private static float halved(float[] lanes, int l, int count) {
    int stride = 256 / count;
    return count == 1 ? lanes[l] : halved(lanes, l, count / 2) + halved(lanes, l + stride, count / 2);
  }

  /** A sample's result does not depend on the batch that it is in. */
  @Test
  default void aRowDoesNotDependOnTheOthers() {
    int k = 515;
    float[] a = Samples.random(9, 13 * k);
    float[] b = Samples.random(10, k);
    try (Scope _ = backend().openScope()) {
      float[] together = new Case(13, 1, k, false, true, false).run(backend(), a, b, null).toArray();
      for (int i = 0; i < 13; i++) {
        float[] row = Arrays.copyOfRange(a, i * k, (i + 1) * k);
        float[] alone = new Case(1, 1, k, false, true, false).run(backend(), row, b, null).toArray();
        FloatAssert.assertSameBits("row " + i, alone, new float[] {together[i]});
      }
    }
  }

  @Test
  default void timesVectorKeepsInfinitiesAndNaN() {
    float[] special = Samples.special();
    for (int k : new int[] {256, 300, 512}) {
      float[] a = Samples.random(11, special.length * k);
      float[] b = Samples.random(12, k);
      for (int i = 0; i < special.length; i++) {
        a[i * k + i * 7] = special[i];
      }
      b[k - 1] = Float.MAX_VALUE;
      matchesScalarOrNaN("special values in rows of " + k, backend -> List.of(
          backend.matmul(backend.tensor(Shape.of(special.length, k), a), backend.tensor(Shape.of(k, 1), b), false, false)));
      float[] infinite = b.clone();
      infinite[k - 2] = Float.NEGATIVE_INFINITY;
      matchesScalarOrNaN("an infinity in a vector of " + k, backend -> List.of(
          backend.matmul(backend.tensor(Shape.of(special.length, k), a), backend.tensor(Shape.of(k, 1), infinite), false, false)));
    }
  }

  /** A lane that has no product at the end must stay −0: adding a product of zeros would make it +0. */
  @Test
  default void timesVectorThatUnderflowsFromBelowIsMinusZero() {
    for (int k : new int[] {256, 257, 300, 511, 65_536, 65_537}) {
      float[] a = new float[3 * k];
      float[] b = new float[k];
      Arrays.fill(a, 0x1p-100f);
      Arrays.fill(b, -0x1p-100f);
      // The second block has one product, and +0 in its other lanes.
      float[] expected = new float[3];
      Arrays.fill(expected, k <= 65_536 ? -0f : 0f);
      try (Scope _ = backend().openScope()) {
        Case c = new Case(3, 1, k, false, false, false);
        FloatAssert.assertSameBits("tiny products, " + c, expected, c.run(backend(), a, b, null).toArray());
      }
    }
  }

  @Test
  default void timesVectorReadsViews() {
    int k = 517;
    float[] a = Samples.random(13, Backend.VIEW_ALIGNMENT + 5 * k);
    float[] b = Samples.random(14, Backend.VIEW_ALIGNMENT + k);
    matchesScalar("views", backend -> {
      Tensor left = backend.view(backend.tensor(Shape.of(a.length), a), Backend.VIEW_ALIGNMENT, Shape.of(5, k));
      Tensor right = backend.view(backend.tensor(Shape.of(b.length), b), Backend.VIEW_ALIGNMENT, Shape.of(k, 1));
      return List.of(backend.matmul(left, right, false, false));
    });
  }

  @Test
  default void theChoiceDependsOnTheShapesAlone() {
    Shape column = Shape.of(256, 1);
    assertEquals(true, Matmul.of(Shape.of(3, 256), column, false, false).isTimesVector());
    assertEquals(true, Matmul.of(Shape.of(1, 256), Shape.of(1, 256), false, true).isTimesVector());
    assertEquals(false, Matmul.of(Shape.of(3, 255), Shape.of(255, 1), false, false).isTimesVector());
    assertEquals(false, Matmul.of(Shape.of(256, 3), column, true, false).isTimesVector());
    assertEquals(false, Matmul.of(Shape.of(3, 256), Shape.of(256, 2), false, false).isTimesVector());
    assertEquals(false, Matmul.of(Shape.of(1, 256), Shape.of(5, 256), false, true).isTimesVector());
  }
}
