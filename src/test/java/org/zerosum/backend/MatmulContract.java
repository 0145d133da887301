package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Matrix products. */
interface MatmulContract extends BackendUnderTest {
  /** M, N, K: ones, primes, around tiles and vectors, around chunks, layers of real models. */
  int[][] SIZES = {{1, 1, 1}, {1, 1, 7}, {7, 1, 1}, {1, 13, 5}, {17, 1, 19}, {11, 12, 13}, {12, 31, 32}, {13, 33, 31}, {24, 32, 8}, {25, 65, 3},
    {5, 37, 511}, {6, 16, 512}, {12, 33, 513}, {3, 17, 1024}, {13, 31, 1025}, {2, 5, 1537}, {3, 1, 4096}, {2, 4096, 100}, {64, 128, 2}};

  @Test
  default void matmulMatchesScalarInAllTranspositions() {
    for (int[] size : SIZES) {
      for (int form = 0; form < 8; form++) {
        Case c = new Case(size[0], size[1], size[2], (form & 1) != 0, (form & 2) != 0, (form & 4) != 0);
        float[] a = Samples.random(1, c.m * c.k);
        float[] b = Samples.random(2, c.k * c.n);
        float[] bias = Samples.random(3, c.n);
        matchesScalar(c.toString(), backend -> List.of(c.run(backend, a, b, bias)));
      }
    }
  }

  @Test
  default void matmulOfIntegersIsExact() {
    for (int[] size : SIZES) {
      for (int form = 0; form < 8; form++) {
        Case c = new Case(size[0], size[1], size[2], (form & 1) != 0, (form & 2) != 0, (form & 4) != 0);
        float[] a = Samples.integers(4, c.m * c.k, 30);
        float[] b = Samples.integers(5, c.k * c.n, 30);
        float[] bias = Samples.integers(6, c.n, 1000);
        try (Scope _ = backend().openScope()) {
          FloatAssert.assertSameBits(c.toString(), c.exact(a, b, bias), c.run(backend(), a, b, bias).toArray());
        }
      }
    }
  }

  @Test
  default void matmulAddsInOrderWithinAChunkAndThenTheChunks() {
    for (int k : new int[] {1, 2, 511, 512, 513, 1023, 1024, 1025, 1600}) {
      float[] a = Samples.random(7, k);
      float[] b = Samples.random(8, k);
      float s = 0;
      for (int start = 0; start < k; start += 512) {
        float t = 0;
        for (int l = start; l < Math.min(k, start + 512); l++) {
          t = Math.fma(a[l], b[l], t);
        }
        s = start == 0 ? t : s + t;
      }
      try (Scope _ = backend().openScope()) {
        // A matrix that lies transposed, as a vector times one in rows is summed by lanes.
        float[] product = backend().matmul(backend().tensor(Shape.of(k, 1), a), backend().tensor(Shape.of(k, 1), b), true, false).toArray();
        FloatAssert.assertSameBits("inner product of length " + k, new float[] {s}, product);
      }
    }
  }

  @Test
  default void matmulKeepsInfinitiesNaNAndSignsOfZero() {
    float[] special = Samples.special();
    float[] others = Samples.random(9, special.length);
    matchesScalarOrNaN("column · row of special values", backend -> List.of(
        backend.matmul(backend.tensor(Shape.of(special.length, 1), special), backend.tensor(Shape.of(1, special.length), special), false,
            false),
        backend.matmul(backend.tensor(Shape.of(1, special.length), special), backend.tensor(Shape.of(special.length, 1), others), false,
            false)));
    try (Scope _ = backend().openScope()) {
      Tensor minus = backend().tensor(Shape.of(1, 1), -1);
      Tensor zero = backend().tensor(Shape.of(1, 1), 0);
      float product = backend().matmul(minus, zero, false, false).toArray()[0];
      assertEquals(0, Float.floatToRawIntBits(product), "fma(-1, 0, +0) is +0");
    }
  }

  @Test
  default void aSumThatUnderflowsFromBelowIsMinusZeroUnlessMoreIsAdded() {
    for (int k : new int[] {1, 2, 3, 512, 513, 600}) {
      float[] a = new float[13 * k];
      float[] b = new float[k * 35];
      for (int i = 0; i < 13; i++) {
        a[i * k + k - 1] = 0x1p-100f;
      }
      java.util.Arrays.fill(b, (k - 1) * 35, k * 35, -0x1p-100f);
      matchesScalar("tiny products at the end of " + k, backend -> List.of(
          backend.matmul(backend.tensor(Shape.of(13, k), a), backend.tensor(Shape.of(k, 35), b), false, false)));
      float[] expected = new float[13 * 35];
      // A further chunk is added to the +0 of the first.
      java.util.Arrays.fill(expected, k <= 512 ? -0f : 0f);
      try (Scope _ = backend().openScope()) {
        FloatAssert.assertSameBits("tiny products at the end of " + k, expected,
            backend().matmul(backend().tensor(Shape.of(13, k), a), backend().tensor(Shape.of(k, 35), b), false, false).toArray());
      }
    }
  }

  /** One product. */
  record Case(int m, int n, int k, boolean transposeA, boolean transposeB, boolean withBias) {
    Tensor run(Backend backend, float[] a, float[] b, float[] bias) {
      Tensor left = backend.tensor(transposeA ? Shape.of(k, m) : Shape.of(m, k), a);
      Tensor right = backend.tensor(transposeB ? Shape.of(n, k) : Shape.of(k, n), b);
      return backend.matmul(left, right, transposeA, transposeB, withBias ? backend.tensor(Shape.of(n), bias) : null);
    }

    float[] exact(float[] a, float[] b, float[] bias) {
      float[] out = new float[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          long sum = withBias ? (long) bias[j] : 0;
          for (int l = 0; l < k; l++) {
            sum += (long) a[transposeA ? l * m + i : i * k + l] * (long) b[transposeB ? j * k + l : l * n + j];
          }
          out[i * n + j] = sum;
        }
      }
      return out;
    }

    @Override
    public String toString() {
      return "matmul " + m + "x" + n + "x" + k + (transposeA ? " Aᵀ" : "") + (transposeB ? " Bᵀ" : "") + (withBias ? " + bias" : "");
    }
  }
}
