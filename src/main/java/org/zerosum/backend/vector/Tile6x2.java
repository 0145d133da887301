package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 6 rows by 2 vectors over rows of A as they are: 12 sums, two vectors of B and one of A fit into 16
 * registers.
 *
 * <p>Written out, because only local variables stay in registers.
 */
final class Tile6x2 {
  static final int ROWS = 6;
  static final int COLUMNS = 2 * LANES;

  private Tile6x2() {}

  /**
   * One chunk of one tile: t[i][j] = Σ over k of a[i][k] · b[k][j], one chain of fma from +0.
   *
   * @param depth length of the chunk
   * @param a rows at aAt, {@code stride} apart
   * @param b panel [depth][2 · LANES] at bAt
   * @param t rows at tAt, {@code tStride} apart
   */
  static void run(int depth, float[] a, int aAt, int stride, float[] b, int bAt, float[] t, int tAt, int tStride) {
    FloatVector x0 = FloatVector.zero(SPECIES);
    FloatVector y0 = FloatVector.zero(SPECIES);
    FloatVector x1 = FloatVector.zero(SPECIES);
    FloatVector y1 = FloatVector.zero(SPECIES);
    FloatVector x2 = FloatVector.zero(SPECIES);
    FloatVector y2 = FloatVector.zero(SPECIES);
    FloatVector x3 = FloatVector.zero(SPECIES);
    FloatVector y3 = FloatVector.zero(SPECIES);
    FloatVector x4 = FloatVector.zero(SPECIES);
    FloatVector y4 = FloatVector.zero(SPECIES);
    FloatVector x5 = FloatVector.zero(SPECIES);
    FloatVector y5 = FloatVector.zero(SPECIES);
    int row1 = aAt + stride;
    int row2 = aAt + 2 * stride;
    int row3 = aAt + 3 * stride;
    int row4 = aAt + 4 * stride;
    int row5 = aAt + 5 * stride;
    for (int k = 0; k < depth; k++) {
      FloatVector x = FloatVector.fromArray(SPECIES, b, bAt + k * (2 * LANES));
      FloatVector y = FloatVector.fromArray(SPECIES, b, bAt + k * (2 * LANES) + LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + k]);
      x0 = a0.fma(x, x0);
      y0 = a0.fma(y, y0);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[row1 + k]);
      x1 = a1.fma(x, x1);
      y1 = a1.fma(y, y1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[row2 + k]);
      x2 = a2.fma(x, x2);
      y2 = a2.fma(y, y2);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[row3 + k]);
      x3 = a3.fma(x, x3);
      y3 = a3.fma(y, y3);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[row4 + k]);
      x4 = a4.fma(x, x4);
      y4 = a4.fma(y, y4);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[row5 + k]);
      x5 = a5.fma(x, x5);
      y5 = a5.fma(y, y5);
    }
    x0.intoArray(t, tAt);
    y0.intoArray(t, tAt + LANES);
    x1.intoArray(t, tAt + tStride);
    y1.intoArray(t, tAt + tStride + LANES);
    x2.intoArray(t, tAt + 2 * tStride);
    y2.intoArray(t, tAt + 2 * tStride + LANES);
    x3.intoArray(t, tAt + 3 * tStride);
    y3.intoArray(t, tAt + 3 * tStride + LANES);
    x4.intoArray(t, tAt + 4 * tStride);
    y4.intoArray(t, tAt + 4 * tStride + LANES);
    x5.intoArray(t, tAt + 5 * tStride);
    y5.intoArray(t, tAt + 5 * tStride + LANES);
  }
}
