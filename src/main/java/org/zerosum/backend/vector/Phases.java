package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Lays the columns of a row of an image apart by their residue modulo a stride, so that those of neighbouring windows are neighbours. */
final class Phases {
  private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
  private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> (2 * i + 1) % LANES);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(SPECIES, -1L << LANES / 2 & (1L << LANES) - 1);

  private Phases() {}

  /**
   * Column j of the source becomes column (j + left) / phases of phase (j + left) % phases.
   *
   * @param columns how many
   * @param to where the first phase begins
   * @param distance of one phase from the next
   * @param left columns before the first
   */
  static void split(float[] source, int from, int columns, float[] target, int to, int distance, int phases, int left) {
    if (phases == 1) {
      System.arraycopy(source, from, target, to + left, columns);
      return;
    }
    int done = phases == 2 ? pairs(source, from, columns, target, to + left % 2 * distance + left / 2,
        to + (left + 1) % 2 * distance + (left + 1) / 2) : 0;
    for (int phase = 0; phase < phases; phase++) {
      int first = done + Math.floorMod(phase - left - done, phases);
      gather(source, from + first, phases, columns - first, target, to + phase * distance + (first + left) / phases);
    }
  }

  /** Two phases by whole vectors; returns how many columns are done. */
  private static int pairs(float[] source, int from, int columns, float[] target, int even, int odd) {
    int j = 0;
    for (; j <= columns - 2 * LANES; j += 2 * LANES) {
      FloatVector a = FloatVector.fromArray(SPECIES, source, from + j);
      FloatVector b = FloatVector.fromArray(SPECIES, source, from + j + LANES);
      a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoArray(target, even + j / 2);
      a.rearrange(ODD).blend(b.rearrange(ODD), UPPER).intoArray(target, odd + j / 2);
    }
    return j;
  }

  private static void gather(float[] source, int from, int step, int span, float[] target, int to) {
    for (int i = 0, j = 0; j < span; i++, j += step) {
      target[to + i] = source[from + j];
    }
  }
}
