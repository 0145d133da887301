package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/** {@link Tile6x2} with four rows, so that every even number of rows from four on is made of whole tiles. */
final class Tile4x2 {
  static final int ROWS = 4;

  private Tile4x2() {}

  /** As {@link Tile6x2#run}. */
  static void run(int depth, float[] a, int aAt, int stride, float[] b, int bAt, float[] t, int tAt, int tStride) {
    FloatVector x0 = FloatVector.zero(SPECIES);
    FloatVector y0 = FloatVector.zero(SPECIES);
    FloatVector x1 = FloatVector.zero(SPECIES);
    FloatVector y1 = FloatVector.zero(SPECIES);
    FloatVector x2 = FloatVector.zero(SPECIES);
    FloatVector y2 = FloatVector.zero(SPECIES);
    FloatVector x3 = FloatVector.zero(SPECIES);
    FloatVector y3 = FloatVector.zero(SPECIES);
    int row1 = aAt + stride;
    int row2 = aAt + 2 * stride;
    int row3 = aAt + 3 * stride;
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
    }
    x0.intoArray(t, tAt);
    y0.intoArray(t, tAt + LANES);
    x1.intoArray(t, tAt + tStride);
    y1.intoArray(t, tAt + tStride + LANES);
    x2.intoArray(t, tAt + 2 * tStride);
    y2.intoArray(t, tAt + 2 * tStride + LANES);
    x3.intoArray(t, tAt + 3 * tStride);
    y3.intoArray(t, tAt + 3 * tStride + LANES);
  }
}
