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
   * One chunk of one tile: t = Σ over k of a[k][i] · b[k][j], one chain of fma from +0; c = t, or c = c + t.
   *
   * @param depth length of the chunk
   * @param a panel [depth][6] at aAt
   * @param b panel [depth][2 · LANES] at bAt
   * @param c tile of 6 rows at cAt, stride apart
   * @param add whether this is a further chunk
   */
  static void run(int depth, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int stride, boolean add) {
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
    store(l0, r0, c, cAt, add);
    store(l1, r1, c, cAt + stride, add);
    store(l2, r2, c, cAt + 2 * stride, add);
    store(l3, r3, c, cAt + 3 * stride, add);
    store(l4, r4, c, cAt + 4 * stride, add);
    store(l5, r5, c, cAt + 5 * stride, add);
  }

  private static void store(FloatVector left, FloatVector right, float[] c, int at, boolean add) {
    if (add) {
      FloatVector.fromArray(SPECIES, c, at).add(left).intoArray(c, at);
      FloatVector.fromArray(SPECIES, c, at + LANES).add(right).intoArray(c, at + LANES);
    } else {
      left.intoArray(c, at);
      right.intoArray(c, at + LANES);
    }
  }
}
