package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * The rounding error of dot products by lanes beside that of chains in chunks, which the same product takes where the matrix
 * lies transposed: root mean squares over normal inputs, relative to the results'.
 */
class MatmulVectorErrorTest {
  private static final int M = 256;
  private static final int K = 4096;

  @Test
  void theErrorIsLessThanHalfOfThatOfChains() {
    try (Backend backend = new Backend(new ScalarKernels())) {
      float[] a = backend.normal(Shape.of(M, K), new Noise(1, 0, 0), 0, 1).toArray();
      float[] b = backend.normal(Shape.of(K), new Noise(1, 1, 0), 0, 0.02f).toArray();
      float[] transposed = new float[a.length];
      double[] exact = new double[M];
      for (int i = 0; i < M; i++) {
        for (int k = 0; k < K; k++) {
          transposed[k * M + i] = a[i * K + k];
          exact[i] += (double) a[i * K + k] * b[k];
        }
      }
      Tensor vector = backend.tensor(Shape.of(K, 1), b);
      double lanes = error(exact, backend.matmul(backend.tensor(Shape.of(M, K), a), vector, false, false).toArray());
      double chains = error(exact, backend.matmul(backend.tensor(Shape.of(K, M), transposed), vector, true, false).toArray());
      String figures = "by lanes " + lanes + ", in chains " + chains;
      assertTrue(lanes < 1.5e-7, figures);
      assertTrue(2 * lanes < chains, figures);
    }
  }

  private static double error(double[] exact, float[] found) {
    double squares = 0;
    double all = 0;
    for (int i = 0; i < exact.length; i++) {
      squares += (found[i] - exact[i]) * (found[i] - exact[i]);
      all += exact[i] * exact[i];
    }
    return Math.sqrt(squares / all);
  }
}
