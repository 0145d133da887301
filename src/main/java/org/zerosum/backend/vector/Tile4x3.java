package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 4 rows by 3 vectors: 12 sums, three vectors of B and one of A fit into 16 registers.
 *
 * <p>Written out, because only local variables stay in registers.
 */
final class Tile4x3 {
  static final int ROWS = 4;

  private Tile4x3() {}

  /**
   * One chunk of one tile: t[i][j] = Σ over k of a[k][i] · b[k][j], one chain of fma from +0.
   *
   * @param depth length of the chunk
   * @param a panel [depth][4] at aAt
   * @param b panel [depth][3 · LANES] at bAt
   * @param t [4][3 · LANES]; a further step adds it to the tile's sum, as code for that here would exceed the
   *     compiler's limit for inlining
   */
  static void run(int depth, float[] a, int aAt, float[] b, int bAt, float[] t) {
    FloatVector x0 = FloatVector.zero(SPECIES);
    FloatVector y0 = FloatVector.zero(SPECIES);
    FloatVector z0 = FloatVector.zero(SPECIES);
    FloatVector x1 = FloatVector.zero(SPECIES);
    FloatVector y1 = FloatVector.zero(SPECIES);
    FloatVector z1 = FloatVector.zero(SPECIES);
    FloatVector x2 = FloatVector.zero(SPECIES);
    FloatVector y2 = FloatVector.zero(SPECIES);
    FloatVector z2 = FloatVector.zero(SPECIES);
    FloatVector x3 = FloatVector.zero(SPECIES);
    FloatVector y3 = FloatVector.zero(SPECIES);
    FloatVector z3 = FloatVector.zero(SPECIES);
    for (int k = 0; k < depth; k++) {
      FloatVector x = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES));
      FloatVector y = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES) + LANES);
      FloatVector z = FloatVector.fromArray(SPECIES, b, bAt + k * (3 * LANES) + 2 * LANES);
      int at = aAt + k * ROWS;
      FloatVector a0 = FloatVector.broadcast(SPECIES, a[at]);
      x0 = a0.fma(x, x0);
      y0 = a0.fma(y, y0);
      z0 = a0.fma(z, z0);
      FloatVector a1 = FloatVector.broadcast(SPECIES, a[at + 1]);
      x1 = a1.fma(x, x1);
      y1 = a1.fma(y, y1);
      z1 = a1.fma(z, z1);
      FloatVector a2 = FloatVector.broadcast(SPECIES, a[at + 2]);
      x2 = a2.fma(x, x2);
      y2 = a2.fma(y, y2);
      z2 = a2.fma(z, z2);
      FloatVector a3 = FloatVector.broadcast(SPECIES, a[at + 3]);
      x3 = a3.fma(x, x3);
      y3 = a3.fma(y, y3);
      z3 = a3.fma(z, z3);
    }
    x0.intoArray(t, 0);
    y0.intoArray(t, LANES);
    z0.intoArray(t, 2 * LANES);
    x1.intoArray(t, 3 * LANES);
    y1.intoArray(t, 4 * LANES);
    z1.intoArray(t, 5 * LANES);
    x2.intoArray(t, 6 * LANES);
    y2.intoArray(t, 7 * LANES);
    z2.intoArray(t, 8 * LANES);
    x3.intoArray(t, 9 * LANES);
    y3.intoArray(t, 10 * LANES);
    z3.intoArray(t, 11 * LANES);
  }
}
