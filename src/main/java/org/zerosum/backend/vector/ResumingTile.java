package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Micro-kernels for few columns that go on with sums: t[i][j] = fma(a[i][k], b[k][j], t[i][j]) for each k in turn, from +0 unless
 * {@code resume}. Rows of A lie {@code stride} apart, those of t {@code tStride}; b is a panel as wide as the tile.
 */
final class ResumingTile {
  private ResumingTile() {}

  /** Four rows, three vectors. */
  static void fourByThree(int depth, float[] a, int aAt, int stride, float[] b, int bAt, float[] t, int tAt, int tStride, boolean resume) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    if (resume) {
      s00 = FloatVector.fromArray(SPECIES, t, tAt);
      s01 = FloatVector.fromArray(SPECIES, t, tAt + LANES);
      s02 = FloatVector.fromArray(SPECIES, t, tAt + 2 * LANES);
      s10 = FloatVector.fromArray(SPECIES, t, tAt + tStride);
      s11 = FloatVector.fromArray(SPECIES, t, tAt + tStride + LANES);
      s12 = FloatVector.fromArray(SPECIES, t, tAt + tStride + 2 * LANES);
      s20 = FloatVector.fromArray(SPECIES, t, tAt + 2 * tStride);
      s21 = FloatVector.fromArray(SPECIES, t, tAt + 2 * tStride + LANES);
      s22 = FloatVector.fromArray(SPECIES, t, tAt + 2 * tStride + 2 * LANES);
      s30 = FloatVector.fromArray(SPECIES, t, tAt + 3 * tStride);
      s31 = FloatVector.fromArray(SPECIES, t, tAt + 3 * tStride + LANES);
      s32 = FloatVector.fromArray(SPECIES, t, tAt + 3 * tStride + 2 * LANES);
    }
    int row1 = aAt + stride;
    int row2 = aAt + 2 * stride;
    int row3 = aAt + 3 * stride;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES));
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES) + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES) + 2 * LANES);
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[aAt + k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[row1 + k]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[row2 + k]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[row3 + k]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
    }
    s00.intoArray(t, tAt);
    s01.intoArray(t, tAt + LANES);
    s02.intoArray(t, tAt + 2 * LANES);
    s10.intoArray(t, tAt + tStride);
    s11.intoArray(t, tAt + tStride + LANES);
    s12.intoArray(t, tAt + tStride + 2 * LANES);
    s20.intoArray(t, tAt + 2 * tStride);
    s21.intoArray(t, tAt + 2 * tStride + LANES);
    s22.intoArray(t, tAt + 2 * tStride + 2 * LANES);
    s30.intoArray(t, tAt + 3 * tStride);
    s31.intoArray(t, tAt + 3 * tStride + LANES);
    s32.intoArray(t, tAt + 3 * tStride + 2 * LANES);
  }

  /** Eight rows, one vector. */
  static void eightByOne(int depth, float[] a, int aAt, int stride, float[] b, int bAt, float[] t, int tAt, int tStride, boolean resume) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s60 = FloatVector.zero(SPECIES);
    FloatVector s70 = FloatVector.zero(SPECIES);
    if (resume) {
      s00 = FloatVector.fromArray(SPECIES, t, tAt);
      s10 = FloatVector.fromArray(SPECIES, t, tAt + tStride);
      s20 = FloatVector.fromArray(SPECIES, t, tAt + 2 * tStride);
      s30 = FloatVector.fromArray(SPECIES, t, tAt + 3 * tStride);
      s40 = FloatVector.fromArray(SPECIES, t, tAt + 4 * tStride);
      s50 = FloatVector.fromArray(SPECIES, t, tAt + 5 * tStride);
      s60 = FloatVector.fromArray(SPECIES, t, tAt + 6 * tStride);
      s70 = FloatVector.fromArray(SPECIES, t, tAt + 7 * tStride);
    }
    int row1 = aAt + stride;
    int row2 = aAt + 2 * stride;
    int row3 = aAt + 3 * stride;
    int row4 = aAt + 4 * stride;
    int row5 = aAt + 5 * stride;
    int row6 = aAt + 6 * stride;
    int row7 = aAt + 7 * stride;
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * LANES);
      s00 = b0.fma(FloatVector.broadcast(SPECIES, a[aAt + k]), s00);
      s10 = b0.fma(FloatVector.broadcast(SPECIES, a[row1 + k]), s10);
      s20 = b0.fma(FloatVector.broadcast(SPECIES, a[row2 + k]), s20);
      s30 = b0.fma(FloatVector.broadcast(SPECIES, a[row3 + k]), s30);
      s40 = b0.fma(FloatVector.broadcast(SPECIES, a[row4 + k]), s40);
      s50 = b0.fma(FloatVector.broadcast(SPECIES, a[row5 + k]), s50);
      s60 = b0.fma(FloatVector.broadcast(SPECIES, a[row6 + k]), s60);
      s70 = b0.fma(FloatVector.broadcast(SPECIES, a[row7 + k]), s70);
    }
    s00.intoArray(t, tAt);
    s10.intoArray(t, tAt + tStride);
    s20.intoArray(t, tAt + 2 * tStride);
    s30.intoArray(t, tAt + 3 * tStride);
    s40.intoArray(t, tAt + 4 * tStride);
    s50.intoArray(t, tAt + 5 * tStride);
    s60.intoArray(t, tAt + 6 * tStride);
    s70.intoArray(t, tAt + 7 * tStride);
  }

  /** One row, one vector, for what is left. */
  static void oneByOne(int depth, float[] a, int aAt, int stride, float[] b, int bAt, float[] t, int tAt, int tStride, boolean resume) {
    FloatVector s00 = FloatVector.zero(SPECIES);
    if (resume) {
      s00 = FloatVector.fromArray(SPECIES, t, tAt);
    }
    for (int k = 0; k < depth; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + k * LANES);
      s00 = b0.fma(FloatVector.broadcast(SPECIES, a[aAt + k]), s00);
    }
    s00.intoArray(t, tAt);
  }
}
