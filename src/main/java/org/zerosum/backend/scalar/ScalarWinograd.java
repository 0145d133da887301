package org.zerosum.backend.scalar;

import static org.zerosum.backend.scalar.ScalarContractions.pixel;
import static org.zerosum.backend.scalar.ScalarContractions.withBias;

import org.zerosum.backend.scalar.ScalarContractions.Chain;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Tensor;

/** docs/arithmetic.md, section 2.1: 4 × 4 kernels of stride 2 by Winograd's F(2×2, 2×2). */
final class ScalarWinograd {
  /** Elements of a transformed tile. */
  private static final int POINTS = 9;

  private ScalarWinograd() {}

  static void conv2d(Tensor out, Tensor input, Tensor weight, Tensor bias, Conv2d.Geometry g) {
    HostStorage x = HostStorage.of(input);
    int depth = 4 * g.c();
    float[] filters = filters(weight, g.k(), g.c(), false);
    float[] data = new float[depth * POINTS];
    for (int n = 0; n < g.n(); n++) {
      for (int i = 0; 2 * i < g.p(); i++) {
        for (int j = 0; 2 * j < g.q(); j++) {
          for (int l = 0; l < depth; l++) {
            transformData(phase(x, g, n, l, i, j), data, l * POINTS);
          }
          for (int k = 0; k < g.k(); k++) {
            float[] y = transformBack(products(data, filters, k * depth * POINTS, depth));
            for (int e = 0; e < 4; e++) {
              set(out, n * g.k() + k, g.p(), g.q(), 2 * i + e / 2, 2 * j + e % 2, y[e], bias, k);
            }
          }
        }
      }
    }
  }

  /** Tile (i, j), 3 × 3, of summand l = (ρ, σ, c): every second row and column of x from row ρ and column σ on. */
  private static float[] phase(HostStorage x, Conv2d.Geometry g, int n, int l, int i, int j) {
    int c = l % g.c();
    int row = 4 * i + l / g.c() / 2 - g.parameters().paddingH();
    int column = 4 * j + l / g.c() % 2 - g.parameters().paddingW();
    float[] d = new float[POINTS];
    for (int e = 0; e < POINTS; e++) {
      d[e] = pixel(x, n * g.c() + c, g.h(), g.w(), row + 2 * (e / 3), column + 2 * (e % 3));
    }
    return d;
  }

  static void convTranspose2d(Tensor out, Tensor input, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    HostStorage x = HostStorage.of(input);
    ConvTranspose2d o = g.parameters();
    float[] filters = filters(weight, g.k(), g.c(), true);
    float[] data = new float[g.c() * POINTS];
    for (int place = 0; place < g.n() * g.p() * g.q(); place++) {
      int q = place % g.q();
      int p = place / g.q() % g.p();
      int n = place / g.q() / g.p();
      // The first of the four outputs of a tile; (p + padding, q + padding) mod 2 is its class.
      if (p % 4 > 1 || q % 4 > 1) {
        continue;
      }
      int row = (p + o.paddingH()) / 2 - 1;
      int column = (q + o.paddingW()) / 2 - 1;
      for (int c = 0; c < g.c(); c++) {
        float[] d = new float[POINTS];
        for (int e = 0; e < POINTS; e++) {
          d[e] = pixel(x, n * g.c() + c, g.h(), g.w(), row + e / 3, column + e % 3);
        }
        transformData(d, data, c * POINTS);
      }
      int residues = (p + o.paddingH()) % 2 * 2 + (q + o.paddingW()) % 2;
      for (int k = 0; k < g.k(); k++) {
        float[] y = transformBack(products(data, filters, (k * 4 + residues) * g.c() * POINTS, g.c()));
        for (int e = 0; e < 4; e++) {
          set(out, n * g.k() + k, g.p(), g.q(), p + 2 * (e / 2), q + 2 * (e % 2), y[e], bias, k);
        }
      }
    }
  }

  static void conv2dBackwardWeight(Tensor weightGradient, Tensor input, Tensor outGradient, Conv2d.Geometry g) {
    HostStorage x = HostStorage.of(input);
    HostStorage dy = HostStorage.of(outGradient);
    int rows = (g.p() + 1) / 2;
    int columns = (g.q() + 1) / 2;
    int tiles = g.n() * rows * columns;
    float[] filters = new float[g.k() * tiles * POINTS];
    float[] data = new float[4 * g.c() * tiles * POINTS];
    for (int tile = 0; tile < tiles; tile++) {
      int j = tile % columns;
      int i = tile / columns % rows;
      int n = tile / columns / rows;
      for (int k = 0; k < g.k(); k++) {
        float[] d = new float[4];
        for (int e = 0; e < 4; e++) {
          d[e] = pixel(dy, n * g.k() + k, g.p(), g.q(), 2 * i + e / 2, 2 * j + e % 2);
        }
        transformFilter(d, filters, (k * tiles + tile) * POINTS);
      }
      for (int l = 0; l < 4 * g.c(); l++) {
        transformData(phase(x, g, n, l, i, j), data, (l * tiles + tile) * POINTS);
      }
    }
    for (int k = 0; k < g.k(); k++) {
      for (int l = 0; l < 4 * g.c(); l++) {
        float[] m = new float[POINTS];
        for (int e = 0; e < POINTS; e++) {
          m[e] = chain(filters, k * tiles * POINTS + e, data, l * tiles * POINTS + e, tiles);
        }
        float[] y = transformBack(m);
        for (int e = 0; e < 4; e++) {
          int r = 2 * (e / 2) + l / g.c() / 2;
          int s = 2 * (e % 2) + l / g.c() % 2;
          HostStorage.of(weightGradient).set(((k * g.c() + l % g.c()) * 4 + r) * 4 + s, y[e]);
        }
      }
    }
  }

  /**
   * The transformed 2 × 2 filters, [K][ρ][σ][C][9]: taps ρ, ρ + 2 of the rows, σ, σ + 2 of the columns.
   *
   * @param transposed weight is [C, K, 4, 4] and taps descend, as a transposed convolution's later taps read earlier
   *     inputs; else it is [K, C, 4, 4]
   */
  private static float[] filters(Tensor weight, int channelsOut, int channelsIn, boolean transposed) {
    HostStorage v = HostStorage.of(weight);
    float[] filters = new float[channelsOut * 4 * channelsIn * POINTS];
    for (int k = 0; k < channelsOut; k++) {
      for (int l = 0; l < 4 * channelsIn; l++) {
        int c = l % channelsIn;
        int plane = transposed ? c * channelsOut + k : k * channelsIn + c;
        float[] taps = new float[4];
        for (int e = 0; e < 4; e++) {
          int tap = transposed ? 3 - e : e;
          int r = l / channelsIn / 2 + 2 * (tap / 2);
          int s = l / channelsIn % 2 + 2 * (tap % 2);
          taps[e] = v.get((plane * 4 + r) * 4 + s);
        }
        transformFilter(taps, filters, (k * 4 * channelsIn + l) * POINTS);
      }
    }
    return filters;
  }

  private static float[] products(float[] data, float[] filters, int filter, int depth) {
    float[] m = new float[POINTS];
    for (int e = 0; e < POINTS; e++) {
      m[e] = chain(data, e, filters, filter + e, depth);
    }
    return m;
  }

  private static float chain(float[] a, int aAt, float[] b, int bAt, int depth) {
    Chain chain = new Chain();
    chain.begin();
    for (int l = 0; l < depth; l++) {
      chain.add(a[aAt + l * POINTS], b[bAt + l * POINTS]);
    }
    return chain.end();
  }

  /** v = Bᵀ d B, rows first: (d0 − d1, d1, d2 − d1). */
  private static void transformData(float[] d, float[] v, int at) {
    float[] e = new float[POINTS];
    for (int b = 0; b < 3; b++) {
      e[b] = d[b] - d[3 + b];
      e[3 + b] = d[3 + b];
      e[6 + b] = d[6 + b] - d[3 + b];
    }
    for (int a = 0; a < 3; a++) {
      v[at + 3 * a] = e[3 * a] - e[3 * a + 1];
      v[at + 3 * a + 1] = e[3 * a + 1];
      v[at + 3 * a + 2] = e[3 * a + 2] - e[3 * a + 1];
    }
  }

  /** u = G g Gᵀ, rows first: (g0, g0 + g1, g1). */
  private static void transformFilter(float[] g, float[] u, int at) {
    float[] f = {g[0], g[1], g[0] + g[2], g[1] + g[3], g[2], g[3]};
    for (int a = 0; a < 3; a++) {
      u[at + 3 * a] = f[2 * a];
      u[at + 3 * a + 1] = f[2 * a] + f[2 * a + 1];
      u[at + 3 * a + 2] = f[2 * a + 1];
    }
  }

  /** y = Aᵀ m A, rows first: (m0 + m1, m1 + m2). */
  private static float[] transformBack(float[] m) {
    float[] y = new float[4];
    for (int a = 0; a < 2; a++) {
      float z0 = m[3 * a] + m[3 * a + 3];
      float z1 = m[3 * a + 1] + m[3 * a + 4];
      float z2 = m[3 * a + 2] + m[3 * a + 5];
      y[2 * a] = z0 + z1;
      y[2 * a + 1] = z1 + z2;
    }
    return y;
  }

  private static void set(Tensor out, int plane, int height, int width, int h, int w, float sum, Tensor bias, int channel) {
    if (h < height && w < width) {
      HostStorage.of(out).set((plane * height + h) * width + w, withBias(sum, bias, channel));
    }
  }
}
