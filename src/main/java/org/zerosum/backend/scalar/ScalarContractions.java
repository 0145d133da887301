package org.zerosum.backend.scalar;

import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Matmul;
import org.zerosum.tensor.Tensor;

/** docs/arithmetic.md, section 2. */
final class ScalarContractions {
  /** Indices in one fma chain. */
  static final int CHUNK = 512;

  private ScalarContractions() {}

  /** One element's running sum. */
  static final class Chain {
    private float s;
    private float t;
    private int index;

    void begin() {
      s = 0;
      t = 0;
      index = 0;
    }

    void add(float a, float b) {
      if (index > 0 && index % CHUNK == 0) {
        endChunk();
      }
      t = Math.fma(a, b, t);
      index++;
    }

    private void endChunk() {
      s = index <= CHUNK ? t : s + t;
      t = 0;
    }

    float end() {
      endChunk();
      return s;
    }
  }

  static void matmul(Tensor out, Tensor left, Tensor right, Tensor bias, Matmul p) {
    HostStorage a = HostStorage.of(left);
    HostStorage b = HostStorage.of(right);
    if (p.isTimesVector()) {
      matmulVector(HostStorage.of(out), a, b, bias, p);
      return;
    }
    Chain chain = new Chain();
    for (int i = 0; i < p.m(); i++) {
      for (int j = 0; j < p.n(); j++) {
        chain.begin();
        for (int l = 0; l < p.k(); l++) {
          chain.add(a.get(p.transposeA() ? l * p.m() + i : i * p.k() + l), b.get(p.transposeB() ? j * p.k() + l : l * p.n() + j));
        }
        HostStorage.of(out).set(i * p.n() + j, withBias(chain.end(), bias, j));
      }
    }
  }

  /** Section 2.2: the lanes of section 3, each a chain of fma. */
  private static void matmulVector(HostStorage out, HostStorage a, HostStorage b, Tensor bias, Matmul p) {
    for (int i = 0; i < p.m(); i++) {
      int row = i * p.k();
      float sum = ScalarReduction.sumByLanes(p.k(), (lane, e) -> Math.fma(a.get(row + e), b.get(e), lane));
      out.set(i, withBias(sum, bias, 0));
    }
  }

  static void conv2d(Tensor out, Tensor input, Tensor weight, Tensor bias, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      ScalarWinograd.conv2d(out, input, weight, bias, g);
      return;
    }
    HostStorage x = HostStorage.of(input);
    HostStorage v = HostStorage.of(weight);
    Conv2d o = g.parameters();
    Chain chain = new Chain();
    for (int element = 0; element < g.output().count(); element++) {
      int q = element % g.q();
      int p = element / g.q() % g.p();
      int k = element / (g.q() * g.p()) % g.k();
      int n = element / (g.q() * g.p() * g.k());
      chain.begin();
      for (int c = 0; c < g.c(); c++) {
        for (int r = 0; r < g.r(); r++) {
          for (int s = 0; s < g.s(); s++) {
            float pixel = pixel(x, n * g.c() + c, g.h(), g.w(), p * o.strideH() - o.paddingH() + r, q * o.strideW() - o.paddingW() + s);
            chain.add(pixel, v.get(((k * g.c() + c) * g.r() + r) * g.s() + s));
          }
        }
      }
      HostStorage.of(out).set(element, withBias(chain.end(), bias, k));
    }
  }

  static void conv2dBackwardWeight(Tensor weightGradient, Tensor input, Tensor outGradient, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      ScalarWinograd.conv2dBackwardWeight(weightGradient, input, outGradient, g);
      return;
    }
    HostStorage x = HostStorage.of(input);
    HostStorage dy = HostStorage.of(outGradient);
    Conv2d o = g.parameters();
    Chain chain = new Chain();
    for (int element = 0; element < g.weight().count(); element++) {
      int s = element % g.s();
      int r = element / g.s() % g.r();
      int c = element / (g.s() * g.r()) % g.c();
      int k = element / (g.s() * g.r() * g.c());
      chain.begin();
      for (int n = 0; n < g.n(); n++) {
        for (int p = 0; p < g.p(); p++) {
          for (int q = 0; q < g.q(); q++) {
            float pixel = pixel(x, n * g.c() + c, g.h(), g.w(), p * o.strideH() - o.paddingH() + r, q * o.strideW() - o.paddingW() + s);
            chain.add(dy.get(((n * g.k() + k) * g.p() + p) * g.q() + q), pixel);
          }
        }
      }
      HostStorage.of(weightGradient).set(element, chain.end());
    }
  }

  static void convTranspose2d(Tensor out, Tensor input, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    if (g.isWinograd()) {
      ScalarWinograd.convTranspose2d(out, input, weight, bias, g);
      return;
    }
    HostStorage x = HostStorage.of(input);
    HostStorage v = HostStorage.of(weight);
    ConvTranspose2d o = g.parameters();
    Chain chain = new Chain();
    for (int element = 0; element < g.output().count(); element++) {
      int q = element % g.q();
      int p = element / g.q() % g.p();
      int k = element / (g.q() * g.p()) % g.k();
      int n = element / (g.q() * g.p() * g.k());
      chain.begin();
      for (int c = 0; c < g.c(); c++) {
        for (int r = (p + o.paddingH()) % o.strideH(); r < g.r(); r += o.strideH()) {
          for (int s = (q + o.paddingW()) % o.strideW(); s < g.s(); s += o.strideW()) {
            int h = Math.floorDiv(p + o.paddingH() - r, o.strideH());
            int w = Math.floorDiv(q + o.paddingW() - s, o.strideW());
            chain.add(pixel(x, n * g.c() + c, g.h(), g.w(), h, w), v.get(((c * g.k() + k) * g.r() + r) * g.s() + s));
          }
        }
      }
      HostStorage.of(out).set(element, withBias(chain.end(), bias, k));
    }
  }

  static float pixel(HostStorage x, int plane, int height, int width, int h, int w) {
    return h >= 0 && h < height && w >= 0 && w < width ? x.get((plane * height + h) * width + w) : 0;
  }

  static float withBias(float sum, Tensor bias, int channel) {
    return bias == null ? sum : sum + HostStorage.of(bias).get(channel);
  }
}
