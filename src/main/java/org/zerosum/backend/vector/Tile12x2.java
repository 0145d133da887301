package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 12 rows by 2 vectors: 24 sums, two vectors of B and one of A fit into 32 registers.
 *
 * <p>Written out, because only local variables stay in registers.
 */
final class Tile12x2 {
  static final int ROWS = 12;

  private Tile12x2() {}

  /**
   * One chunk of one tile: t[i][j] = Σ over k of a[k][i] · b[k][j], one chain of fma from +0.
   *
   * @param depth length of the chunk
   * @param a panel [depth][12] at aAt
   * @param b panel [depth][2 · LANES] at bAt
   * @param t [12][2 · LANES]; a further step adds it to the tile's sum, as code for that here would exceed the compiler's
   *     limit for inlining
   */
  static void run(int depth, float[] a, int aAt, float[] b, int bAt, float[] t) {
    FloatVector l0 = FloatVector.zero(SPECIES);
    FloatVector r0 = FloatVector.zero(SPECIES);
    FloatVector l1 = FloatVector.zero(SPECIES);
    FloatVector r1 = FloatVector.zero(SPECIES);
    FloatVector l2 = FloatVector.zero(SPECIES);
    FloatVector r2 = FloatVector.zero(SPECIES);
    FloatVector l3 = FloatVector.zero(SPECIES);
    FloatVector r3 = FloatVector.zero(SPECIES);
    FloatVector l4 = FloatVector.zero(SPECIES);
    FloatVector r4 = FloatVector.zero(SPECIES);
    FloatVector l5 = FloatVector.zero(SPECIES);
    FloatVector r5 = FloatVector.zero(SPECIES);
    FloatVector l6 = FloatVector.zero(SPECIES);
    FloatVector r6 = FloatVector.zero(SPECIES);
    FloatVector l7 = FloatVector.zero(SPECIES);
    FloatVector r7 = FloatVector.zero(SPECIES);
    FloatVector l8 = FloatVector.zero(SPECIES);
    FloatVector r8 = FloatVector.zero(SPECIES);
    FloatVector l9 = FloatVector.zero(SPECIES);
    FloatVector r9 = FloatVector.zero(SPECIES);
    FloatVector l10 = FloatVector.zero(SPECIES);
    FloatVector r10 = FloatVector.zero(SPECIES);
    FloatVector l11 = FloatVector.zero(SPECIES);
    FloatVector r11 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector left = FloatVector.fromArray(SPECIES, b, bAt + k * (2 * LANES));
      FloatVector right = FloatVector.fromArray(SPECIES, b, bAt + k * (2 * LANES) + LANES);
      int at = aAt + k * ROWS;
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[at]);
      l0 = a0.fma(left, l0);
      r0 = a0.fma(right, r0);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      l1 = a1.fma(left, l1);
      r1 = a1.fma(right, r1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      l2 = a2.fma(left, l2);
      r2 = a2.fma(right, r2);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      l3 = a3.fma(left, l3);
      r3 = a3.fma(right, r3);
      FloatVector a4 = FloatVector.broadcast(SPECIES, a[at + 4]);
      l4 = a4.fma(left, l4);
      r4 = a4.fma(right, r4);
      FloatVector a5 = FloatVector.broadcast(SPECIES, a[at + 5]);
      l5 = a5.fma(left, l5);
      r5 = a5.fma(right, r5);
      FloatVector a6 = FloatVector.broadcast(SPECIES, a[at + 6]);
      l6 = a6.fma(left, l6);
      r6 = a6.fma(right, r6);
      FloatVector a7 = FloatVector.broadcast(SPECIES, a[at + 7]);
      l7 = a7.fma(left, l7);
      r7 = a7.fma(right, r7);
      FloatVector a8 = FloatVector.broadcast(SPECIES, a[at + 8]);
      l8 = a8.fma(left, l8);
      r8 = a8.fma(right, r8);
      FloatVector a9 = FloatVector.broadcast(SPECIES, a[at + 9]);
      l9 = a9.fma(left, l9);
      r9 = a9.fma(right, r9);
      FloatVector a10 = FloatVector.broadcast(SPECIES, a[at + 10]);
      l10 = a10.fma(left, l10);
      r10 = a10.fma(right, r10);
      FloatVector a11 = FloatVector.broadcast(SPECIES, a[at + 11]);
      l11 = a11.fma(left, l11);
      r11 = a11.fma(right, r11);
    }
    l0.intoArray(t, 0);
    r0.intoArray(t, LANES);
    l1.intoArray(t, 2 * LANES);
    r1.intoArray(t, 3 * LANES);
    l2.intoArray(t, 4 * LANES);
    r2.intoArray(t, 5 * LANES);
    l3.intoArray(t, 6 * LANES);
    r3.intoArray(t, 7 * LANES);
    l4.intoArray(t, 8 * LANES);
    r4.intoArray(t, 9 * LANES);
    l5.intoArray(t, 10 * LANES);
    r5.intoArray(t, 11 * LANES);
    l6.intoArray(t, 12 * LANES);
    r6.intoArray(t, 13 * LANES);
    l7.intoArray(t, 14 * LANES);
    r7.intoArray(t, 15 * LANES);
    l8.intoArray(t, 16 * LANES);
    r8.intoArray(t, 17 * LANES);
    l9.intoArray(t, 18 * LANES);
    r9.intoArray(t, 19 * LANES);
    l10.intoArray(t, 20 * LANES);
    r10.intoArray(t, 21 * LANES);
    l11.intoArray(t, 22 * LANES);
    r11.intoArray(t, 23 * LANES);
  }
}
