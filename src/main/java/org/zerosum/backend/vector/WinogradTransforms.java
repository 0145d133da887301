package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.tensor.Rectifier;

/**
 * The three transforms of F(2×2, 2×2), docs/arithmetic.md, section 2.1, for many channels at once. Point (a, b) of a transformed
 * tile is number 3a + b; the points of a channel lie {@code step} apart.
 */
final class WinogradTransforms {
  /** Elements of a transformed tile. */
  static final int POINTS = 9;
  /** Odd number of cache lines, in elements: between areas that are used together, which else fall into the same cache sets. */
  private static final int SKEW = 5 * 16;

  private WinogradTransforms() {}

  /** How far apart the points of so many elements should lie. */
  static int step(int count) {
    return count + SKEW;
  }

  /**
   * Transforms a data tile: element (a, b) of channel c is {@code x[at + a · rowStep + b · columnStep + c]}. Writes up to LANES − 1
   * channels beyond count.
   */
  static void data(float[] x, int at, int rowStep, int columnStep, int count, float[] v, int to, int step) {
    for (int c = 0; c < count; c += LANES) {
      int p = at + c;
      int q = p + rowStep;
      int r = q + rowStep;
      FloatVector d00 = FloatVector.fromArray(SPECIES, x, p);
      FloatVector d01 = FloatVector.fromArray(SPECIES, x, p + columnStep);
      FloatVector d02 = FloatVector.fromArray(SPECIES, x, p + 2 * columnStep);
      FloatVector d10 = FloatVector.fromArray(SPECIES, x, q);
      FloatVector d11 = FloatVector.fromArray(SPECIES, x, q + columnStep);
      FloatVector d12 = FloatVector.fromArray(SPECIES, x, q + 2 * columnStep);
      row(d00.sub(d10), d01.sub(d11), d02.sub(d12), v, to + c, step);
      row(d10, d11, d12, v, to + c + 3 * step, step);
      FloatVector d20 = FloatVector.fromArray(SPECIES, x, r);
      FloatVector d21 = FloatVector.fromArray(SPECIES, x, r + columnStep);
      FloatVector d22 = FloatVector.fromArray(SPECIES, x, r + 2 * columnStep);
      row(d20.sub(d10), d21.sub(d11), d22.sub(d12), v, to + c + 6 * step, step);
    }
  }

  private static void row(FloatVector e0, FloatVector e1, FloatVector e2, float[] v, int to, int step) {
    e0.sub(e1).intoArray(v, to);
    e1.intoArray(v, to + step);
    e2.sub(e1).intoArray(v, to + 2 * step);
  }

  /** Transforms the filter tile of LANES channels whose tap (e, f) is at {@code at + e · rowStep + f · columnStep}. */
  static void filter(float[] g, int at, int rowStep, int columnStep, float[] u, int to, int step) {
    FloatVector g00 = FloatVector.fromArray(SPECIES, g, at);
    FloatVector g01 = FloatVector.fromArray(SPECIES, g, at + columnStep);
    FloatVector g10 = FloatVector.fromArray(SPECIES, g, at + rowStep);
    FloatVector g11 = FloatVector.fromArray(SPECIES, g, at + rowStep + columnStep);
    filterRow(g00, g01, u, to, step);
    filterRow(g00.add(g10), g01.add(g11), u, to + 3 * step, step);
    filterRow(g10, g11, u, to + 6 * step, step);
  }

  private static void filterRow(FloatVector f0, FloatVector f1, float[] u, int to, int step) {
    f0.intoArray(u, to);
    f0.add(f1).intoArray(u, to + step);
    f1.intoArray(u, to + 2 * step);
  }

  /**
   * Transforms sums back: result (e, f) of channel c goes to {@code y[to + e · rowStep + f · columnStep + c]}, plus a bias, rectified.
   *
   * @param count a multiple of LANES
   * @param bias of channel c at {@code bias[c]}; −0 for none, which changes no number. A case of its own would make objects of vectors.
   */
  static void back(float[] m, int at, int step, int count, float[] bias, Rectifier rectifier, float[] y, int to, int rowStep,
      int columnStep) {
    float slope = rectifier.slope();
    int kept = VectorRectifier.kept(rectifier);
    for (int e = 0; e < 2; e++) {
      for (int f = 0; f < 2; f++) {
        back(m, at + (3 * e + f) * step, step, count, bias, slope, kept, y, to + e * rowStep + f * columnStep);
      }
    }
  }

  /** One (e, f): small enough for the compiler to keep all vectors in registers, as it does not with a second result. */
  private static void back(float[] m, int at, int step, int count, float[] bias, float slope, int kept, float[] y, int to) {
    for (int c = 0; c < count; c += LANES) {
      int p = at + c;
      FloatVector left = FloatVector.fromArray(SPECIES, m, p).add(FloatVector.fromArray(SPECIES, m, p + 3 * step));
      FloatVector right = FloatVector.fromArray(SPECIES, m, p + step).add(FloatVector.fromArray(SPECIES, m, p + 4 * step));
      FloatVector sum = left.add(right).add(FloatVector.fromArray(SPECIES, bias, c));
      VectorRectifier.gate(sum, sum, slope, kept).intoArray(y, to + c);
    }
  }
}
