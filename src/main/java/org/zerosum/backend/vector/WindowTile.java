package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels of {@link Tile6x2}'s form whose columns are read where they lie in an image: t[i][place v …] = Σ over k of
 * a[i][k] · image[column v + offsets[k] …], one chain of fma from +0. Rows of a lie {@code stride} apart, those of t
 * {@code tStride}.
 */
final class WindowTile {
  static final int COLUMNS = 2 * LANES;

  private WindowTile() {}

  /** Six rows, two vectors. */
  static void sixRows(int depth, float[] a, int aAt, int stride, float[] image, int[] offsets, int column0, int column1, float[] t,
      int tAt, int tStride, int place0, int place1) {
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
      int offset = offsets[k];
      FloatVector x = FloatVector.fromArray(SPECIES, image, column0 + offset);
      FloatVector y = FloatVector.fromArray(SPECIES, image, column1 + offset);
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
    x0.intoArray(t, tAt + place0);
    y0.intoArray(t, tAt + place1);
    x1.intoArray(t, tAt + tStride + place0);
    y1.intoArray(t, tAt + tStride + place1);
    x2.intoArray(t, tAt + 2 * tStride + place0);
    y2.intoArray(t, tAt + 2 * tStride + place1);
    x3.intoArray(t, tAt + 3 * tStride + place0);
    y3.intoArray(t, tAt + 3 * tStride + place1);
    x4.intoArray(t, tAt + 4 * tStride + place0);
    y4.intoArray(t, tAt + 4 * tStride + place1);
    x5.intoArray(t, tAt + 5 * tStride + place0);
    y5.intoArray(t, tAt + 5 * tStride + place1);
  }

  /** Four rows, two vectors. */
  static void fourRows(int depth, float[] a, int aAt, int stride, float[] image, int[] offsets, int column0, int column1, float[] t,
      int tAt, int tStride, int place0, int place1) {
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
      int offset = offsets[k];
      FloatVector x = FloatVector.fromArray(SPECIES, image, column0 + offset);
      FloatVector y = FloatVector.fromArray(SPECIES, image, column1 + offset);
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
    x0.intoArray(t, tAt + place0);
    y0.intoArray(t, tAt + place1);
    x1.intoArray(t, tAt + tStride + place0);
    y1.intoArray(t, tAt + tStride + place1);
    x2.intoArray(t, tAt + 2 * tStride + place0);
    y2.intoArray(t, tAt + 2 * tStride + place1);
    x3.intoArray(t, tAt + 3 * tStride + place0);
    y3.intoArray(t, tAt + 3 * tStride + place1);
  }
}
