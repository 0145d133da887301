package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 6 rows by 2 vectors: 12 sums, two vectors of B and one of A fit into 16 registers.
 *
 * <p>Written out, because only local variables stay in registers.
 */
final class Tile6x2 {
  static final int ROWS = 6;

  private Tile6x2() {}

  /**
   * One chunk of one tile: t[i][j] = Σ over k of a[k][i] · b[k][j], one chain of fma from +0.
   *
   * @param depth length of the chunk
   * @param a panel [depth][6] at aAt
   * @param b panel [depth][2 · LANES] at bAt
   * @param t [6][2 · LANES]; a further step adds it to the tile's sum, as code for that here would exceed the compiler's
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
  }
}
