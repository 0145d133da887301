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
   * One chunk of one tile: t = Σ over k of a[k][i] · b[k][j], one chain of fma from +0; c = t, or c = c + t.
   *
   * @param depth length of the chunk
   * @param a panel [depth][12] at aAt
   * @param b panel [depth][2 · LANES] at bAt
   * @param c tile of 12 rows at cAt, stride apart
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
    store(l0, r0, c, cAt, add);
    store(l1, r1, c, cAt + stride, add);
    store(l2, r2, c, cAt + 2 * stride, add);
    store(l3, r3, c, cAt + 3 * stride, add);
    store(l4, r4, c, cAt + 4 * stride, add);
    store(l5, r5, c, cAt + 5 * stride, add);
    store(l6, r6, c, cAt + 6 * stride, add);
    store(l7, r7, c, cAt + 7 * stride, add);
    store(l8, r8, c, cAt + 8 * stride, add);
    store(l9, r9, c, cAt + 9 * stride, add);
    store(l10, r10, c, cAt + 10 * stride, add);
    store(l11, r11, c, cAt + 11 * stride, add);
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
