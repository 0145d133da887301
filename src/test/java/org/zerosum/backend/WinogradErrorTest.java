package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * The rounding error of F(2×2, 2×2) beside that of the direct sum, which fewer than 32 out-channels take: root mean squares over
 * normal inputs, relative to the results'.
 */
class WinogradErrorTest {
  private static final int N = 2;
  private static final int C = 128;
  private static final int K = 64;
  private static final int SIZE = 8;
  private static final Conv2d LAYER = Conv2d.of(2, 1);

  @Test
  void theErrorIsLessThanThreeTimesThatOfTheDirectSum() {
    try (Backend backend = new Backend(new VectorKernels(1))) {
      Tensor x = backend.normal(Shape.of(N, C, SIZE, SIZE), new Noise(1, 0, 0), 0, 1);
      Tensor weight = backend.normal(Shape.of(K, C, 4, 4), new Noise(1, 1, 0), 0, 0.02f);
      double[] exact = exact(x.toArray(), weight.toArray());
      assertTrue(LAYER.geometry(x.shape(), weight.shape()).isWinograd());
      double winograd = error(exact, backend.conv2d(x, weight, null, LAYER).toArray());
      double direct = error(exact, direct(backend, x, weight).toArray());
      String figures = "Winograd " + winograd + ", direct " + direct;
      assertTrue(winograd < 1e-6, figures);
      assertTrue(winograd < 3 * direct, figures);
    }
  }

  /** By quarters of the filters, each of which is too small for Winograd's algorithm. */
  private static Tensor direct(Backend backend, Tensor x, Tensor weight) {
    Tensor[] quarters = new Tensor[4];
    for (int i = 0; i < 4; i++) {
      quarters[i] = backend.conv2d(x, backend.slice(weight, 0, i * K / 4, (i + 1) * K / 4), null, LAYER);
    }
    return backend.concatenate(List.of(quarters), 1);
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

  private static double[] exact(float[] x, float[] weight) {
    int half = SIZE / 2;
    double[] out = new double[N * K * half * half];
    for (int e = 0; e < out.length; e++) {
      int q = e % half;
      int p = e / half % half;
      int k = e / (half * half) % K;
      int n = e / (half * half * K);
      for (int c = 0; c < C; c++) {
        for (int tap = 0; tap < 16; tap++) {
          int h = 2 * p - 1 + tap / 4;
          int w = 2 * q - 1 + tap % 4;
          if (h >= 0 && h < SIZE && w >= 0 && w < SIZE) {
            out[e] += (double) x[((n * C + c) * SIZE + h) * SIZE + w] * weight[(k * C + c) * 16 + tap];
          }
        }
      }
    }
    return out;
  }
}
