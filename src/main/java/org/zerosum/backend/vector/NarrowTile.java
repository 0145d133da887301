package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels for very few rows: 3 or 1 rows by 4 vectors, whose columns are read where they lie in an image. Vector v of
 * summand k is {@code x[column v + offsets[k] …]}.
 */
final class NarrowTile {
  static final int VECTORS = 4;
  static final int COLUMNS = VECTORS * LANES;

  private NarrowTile() {}

  /**
   * Three rows: t[i][j] = Σ over k of a[i][k] · x[…], one chain of fma from +0.
   *
   * @param a rows at aAt, {@code stride} apart, read from summand k0 on
   * @param columns the first element of each of the four vectors' columns
   * @param t [3][4 · LANES]
   */
  static void threeRows(int k0, int depth, float[] a, int aAt, int stride, float[] x, int[] offsets, int[] columns, float[] t) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s23 = FloatVector.zero(SPECIES);
    int row1 = aAt + stride;
    int row2 = aAt + 2 * stride;
    int column0 = columns[0];
    int column1 = columns[1];
    int column2 = columns[2];
    int column3 = columns[3];
    for (int k = k0; k < k0 + depth; k++) {
      int offset = offsets[k];
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, column0 + offset);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, column1 + offset);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, column2 + offset);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, column3 + offset);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + k]);
      s00 = a0.fma(x0, s00);
      s01 = a0.fma(x1, s01);
      s02 = a0.fma(x2, s02);
      s03 = a0.fma(x3, s03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[row1 + k]);
      s10 = a1.fma(x0, s10);
      s11 = a1.fma(x1, s11);
      s12 = a1.fma(x2, s12);
      s13 = a1.fma(x3, s13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[row2 + k]);
      s20 = a2.fma(x0, s20);
      s21 = a2.fma(x1, s21);
      s22 = a2.fma(x2, s22);
      s23 = a2.fma(x3, s23);
    }
    s00.intoArray(t, 0);
    s01.intoArray(t, LANES);
    s02.intoArray(t, 2 * LANES);
    s03.intoArray(t, 3 * LANES);
    s10.intoArray(t, 4 * LANES);
    s11.intoArray(t, 5 * LANES);
    s12.intoArray(t, 6 * LANES);
    s13.intoArray(t, 7 * LANES);
    s20.intoArray(t, 8 * LANES);
    s21.intoArray(t, 9 * LANES);
    s22.intoArray(t, 10 * LANES);
    s23.intoArray(t, 11 * LANES);
  }

  /** One row, as {@link #threeRows}; t is [4 · LANES]. */
  static void oneRow(int k0, int depth, float[] a, int aAt, float[] x, int[] offsets, int[] columns, float[] t) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = FloatVector.zero(SPECIES);
    FloatVector s2 = FloatVector.zero(SPECIES);
    FloatVector s3 = FloatVector.zero(SPECIES);
    int column0 = columns[0];
    int column1 = columns[1];
    int column2 = columns[2];
    int column3 = columns[3];
    for (int k = k0; k < k0 + depth; k++) {
      int offset = offsets[k];
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + k]);
      s0 = a0.fma(FloatVector.fromArray(SPECIES, x, column0 + offset), s0);
      s1 = a0.fma(FloatVector.fromArray(SPECIES, x, column1 + offset), s1);
      s2 = a0.fma(FloatVector.fromArray(SPECIES, x, column2 + offset), s2);
      s3 = a0.fma(FloatVector.fromArray(SPECIES, x, column3 + offset), s3);
    }
    s0.intoArray(t, 0);
    s1.intoArray(t, LANES);
    s2.intoArray(t, 2 * LANES);
    s3.intoArray(t, 3 * LANES);
  }
}
