package org.zerosum.backend;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Convolutions, transposed convolutions and all their gradients. */
interface ConvolutionContract extends BackendUnderTest {
  /** N C H W, K R S, stride H W, padding H W. */
  int[][] CONVOLUTIONS = {
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0},
    {1, 1, 5, 5, 1, 3, 3, 1, 1, 1, 1},
    {2, 3, 8, 8, 5, 4, 4, 2, 2, 1, 1},
    {3, 2, 7, 9, 4, 3, 5, 2, 3, 1, 2},
    {1, 5, 6, 6, 7, 2, 3, 3, 1, 0, 2},
    {2, 4, 5, 5, 13, 5, 5, 1, 1, 2, 2},
    {1, 3, 9, 11, 2, 3, 3, 4, 4, 0, 0},
    {1, 3, 9, 9, 2, 2, 2, 5, 3, 0, 1},
    {1, 2, 4, 4, 3, 7, 7, 1, 1, 5, 5},
    {1, 2, 3, 3, 2, 1, 1, 2, 2, 3, 3},
    {2, 33, 6, 6, 13, 4, 4, 2, 2, 1, 1},
    {1, 57, 5, 5, 12, 3, 3, 1, 1, 1, 1},
    {1, 2, 1, 511, 3, 1, 1, 1, 1, 0, 0},
    {1, 2, 1, 512, 3, 1, 3, 1, 1, 0, 1},
    {1, 1, 19, 27, 2, 1, 1, 1, 1, 0, 0},
    {3, 2, 1, 1025, 2, 1, 2, 1, 2, 0, 0},
    {5, 1, 13, 17, 31, 3, 3, 1, 1, 1, 1},
    {1, 31, 3, 3, 33, 1, 1, 1, 1, 0, 0},
    {3, 3, 32, 32, 64, 4, 4, 2, 2, 1, 1},
    {1, 64, 16, 16, 128, 4, 4, 2, 2, 1, 1},
    {1, 128, 8, 8, 64, 4, 4, 2, 2, 1, 1},
    // Winograd's sizes: odd channels and extents, paddings, more than a chunk of channels and of tiles.
    {1, 32, 4, 4, 32, 4, 4, 2, 2, 1, 1},
    {3, 33, 9, 7, 35, 4, 4, 2, 2, 1, 1},
    {2, 41, 6, 11, 32, 4, 4, 2, 2, 0, 2},
    {1, 34, 7, 8, 51, 4, 4, 2, 2, 3, 0},
    {2, 131, 6, 6, 33, 4, 4, 2, 2, 1, 1},
    {15, 32, 16, 34, 33, 4, 4, 2, 2, 1, 1},
    {5, 48, 32, 32, 40, 4, 4, 2, 2, 1, 1}};

  /** N C H W, K R S, stride H W, padding H W, output padding H W. */
  int[][] TRANSPOSED = {
    {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
    {1, 1, 4, 4, 1, 4, 4, 2, 2, 1, 1, 0, 0},
    {2, 3, 4, 5, 5, 4, 4, 2, 2, 1, 1, 0, 0},
    {3, 2, 4, 3, 4, 3, 5, 2, 3, 1, 2, 1, 2},
    {1, 4, 3, 3, 3, 3, 3, 2, 2, 1, 1, 1, 1},
    {1, 5, 3, 6, 7, 2, 3, 3, 1, 0, 2, 2, 0},
    {2, 4, 5, 5, 13, 5, 5, 1, 1, 2, 2, 0, 0},
    {1, 3, 3, 3, 2, 2, 1, 4, 3, 0, 0, 3, 1},
    {1, 2, 5, 5, 3, 7, 7, 1, 1, 5, 5, 0, 0},
    {2, 3, 1, 1, 4, 4, 4, 1, 1, 0, 0, 0, 0},
    {1, 129, 3, 3, 12, 4, 4, 2, 2, 1, 1, 0, 0},
    {2, 57, 3, 4, 13, 3, 3, 1, 1, 1, 1, 0, 0},
    {1, 513, 2, 2, 3, 2, 2, 2, 2, 0, 0, 0, 0},
    {1, 33, 1, 37, 11, 1, 4, 1, 2, 0, 1, 0, 0},
    {1, 2, 19, 27, 2, 2, 2, 2, 2, 0, 0, 0, 0},
    {1, 256, 4, 4, 128, 4, 4, 2, 2, 1, 1, 0, 0},
    {1, 128, 8, 8, 64, 4, 4, 2, 2, 1, 1, 0, 0},
    {2, 64, 16, 16, 3, 4, 4, 2, 2, 1, 1, 0, 0},
    // Winograd's sizes.
    {1, 32, 2, 2, 32, 4, 4, 2, 2, 1, 1, 0, 0},
    {3, 33, 5, 3, 37, 4, 4, 2, 2, 1, 1, 1, 0},
    {2, 40, 3, 6, 32, 4, 4, 2, 2, 0, 2, 0, 1},
    {1, 35, 5, 1, 34, 4, 4, 2, 2, 3, 0, 1, 1},
    {1, 515, 3, 3, 32, 4, 4, 2, 2, 1, 1, 0, 0},
    {6, 64, 16, 16, 48, 4, 4, 2, 2, 1, 1, 0, 0}};

  @Test
  default void convolutionAndItsGradientsMatchScalar() {
    for (int[] row : CONVOLUTIONS) {
      Case c = Case.of(row, false);
      float[][] data = c.data(false);
      matchesScalar(c.toString(), backend -> c.run(backend, data));
    }
  }

  @Test
  default void transposedConvolutionAndItsGradientsMatchScalar() {
    for (int[] row : TRANSPOSED) {
      Case c = Case.of(row, true);
      float[][] data = c.data(false);
      matchesScalar(c.toString(), backend -> c.run(backend, data));
    }
  }

  @Test
  default void convolutionOfIntegersAndItsGradientsAreExact() {
    for (int[] row : CONVOLUTIONS) {
      isExact(Case.of(row, false));
    }
  }

  @Test
  default void transposedConvolutionOfIntegersAndItsGradientsAreExact() {
    for (int[] row : TRANSPOSED) {
      isExact(Case.of(row, true));
    }
  }

  private void isExact(Case c) {
    float[][] data = c.data(true);
    List<float[]> expected = c.exact(data);
    try (Scope _ = backend().openScope()) {
      List<Tensor> results = c.run(backend(), data);
      for (int i = 0; i < expected.size(); i++) {
        FloatAssert.assertSameBits(c + ", result " + i, expected.get(i), results.get(i).toArray());
      }
    }
  }

  /**
   * One convolution, or a transposed one where {@code conv} is null. Results: with bias, without, input gradient, weight
   * gradient, bias gradient.
   */
  record Case(Shape x, Shape weight, Conv2d conv, ConvTranspose2d transposed) {
    static Case of(int[] v, boolean transposed) {
      Shape x = Shape.of(v[0], v[1], v[2], v[3]);
      return transposed
          ? new Case(x, Shape.of(v[1], v[4], v[5], v[6]), null, new ConvTranspose2d(v[7], v[8], v[9], v[10], v[11], v[12]))
          : new Case(x, Shape.of(v[4], v[1], v[5], v[6]), new Conv2d(v[7], v[8], v[9], v[10]), null);
    }

    Shape output() {
      return conv != null ? conv.geometry(x, weight).output() : transposed.geometry(x, weight).output();
    }

    /** x, weight, bias, output gradient. */
    float[][] data(boolean integers) {
      int[] counts = {x.count(), weight.count(), output().extent(1), output().count()};
      float[][] data = new float[4][];
      for (int i = 0; i < 4; i++) {
        data[i] = integers ? Samples.integers(20 + i, counts[i], 20) : Samples.random(10 + i, counts[i]);
      }
      return data;
    }

    List<Tensor> run(Backend backend, float[][] data) {
      Tensor in = backend.tensor(x, data[0]);
      Tensor kernel = backend.tensor(weight, data[1]);
      Tensor bias = backend.tensor(Shape.of(output().extent(1)), data[2]);
      Tensor gradient = backend.tensor(output(), data[3]);
      Tensor biasGradient = backend.channelSum(gradient);
      if (conv != null) {
        return List.of(backend.conv2d(in, kernel, bias, conv), backend.conv2d(in, kernel, null, conv),
            backend.conv2dBackwardInput(gradient, kernel, x, conv), backend.conv2dBackwardWeight(in, gradient, weight, conv), biasGradient);
      }
      return List.of(backend.convTranspose2d(in, kernel, bias, transposed), backend.convTranspose2d(in, kernel, null, transposed),
          backend.convTranspose2dBackwardInput(gradient, kernel, x, transposed),
          backend.convTranspose2dBackwardWeight(in, gradient, weight, transposed), biasGradient);
    }

    /** The same in whole numbers, by walking over all pairs (small pixel, tap) that meet in a large pixel. */
    List<float[]> exact(float[][] data) {
      Shape large = conv != null ? x : output();
      Shape small = conv != null ? output() : x;
      int strideH = conv != null ? conv.strideH() : transposed.strideH();
      int strideW = conv != null ? conv.strideW() : transposed.strideW();
      int paddingH = conv != null ? conv.paddingH() : transposed.paddingH();
      int paddingW = conv != null ? conv.paddingW() : transposed.paddingW();
      long[] out = new long[output().count()];
      long[] dx = new long[x.count()];
      long[] dw = new long[weight.count()];
      for (int n = 0; n < small.extent(0); n++) {
        for (int weightAt = 0; weightAt < weight.count(); weightAt++) {
          int s = weightAt % weight.extent(3);
          int r = weightAt / weight.extent(3) % weight.extent(2);
          int b = weightAt / (weight.extent(3) * weight.extent(2)) % weight.extent(1);
          int a = weightAt / (weight.extent(3) * weight.extent(2) * weight.extent(1));
          for (int i = 0; i < small.extent(2); i++) {
            for (int j = 0; j < small.extent(3); j++) {
              int h = i * strideH - paddingH + r;
              int w = j * strideW - paddingW + s;
              if (h < 0 || h >= large.extent(2) || w < 0 || w >= large.extent(3)) {
                continue;
              }
              int smallAt = ((n * small.extent(1) + a) * small.extent(2) + i) * small.extent(3) + j;
              int largeAt = ((n * large.extent(1) + b) * large.extent(2) + h) * large.extent(3) + w;
              int xAt = conv != null ? largeAt : smallAt;
              int outAt = conv != null ? smallAt : largeAt;
              out[outAt] += (long) data[0][xAt] * (long) data[1][weightAt];
              dx[xAt] += (long) data[3][outAt] * (long) data[1][weightAt];
              dw[weightAt] += (long) data[0][xAt] * (long) data[3][outAt];
            }
          }
        }
      }
      List<float[]> results = new ArrayList<>(List.of(floats(out), floats(out), floats(dx), floats(dw), new float[output().extent(1)]));
      int inner = output().product(2, 4);
      for (int e = 0; e < out.length; e++) {
        int k = e / inner % output().extent(1);
        results.get(0)[e] += data[2][k];
        results.get(4)[k] += data[3][e];
      }
      return results;
    }

    private static float[] floats(long[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = values[i];
      }
      return floats;
    }

    @Override
    public String toString() {
      return (conv != null ? conv.toString() : transposed.toString()) + " x " + x + " weight " + weight;
    }
  }
}
