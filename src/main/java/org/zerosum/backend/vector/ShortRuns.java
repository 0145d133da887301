package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Copies short rows of images, for which a call of {@link System#arraycopy} each costs more than the copy. */
final class ShortRuns {
  private ShortRuns() {}

  /** Copies rows of {@code count} elements; a last vector that is not whole begins earlier. */
  static void copy(float[] source, int from, int fromStep, float[] target, int to, int toStep, int rows, int count) {
    if (count < LANES) {
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < count; j++) {
          target[to + row * toStep + j] = source[from + row * fromStep + j];
        }
      }
      return;
    }
    for (int j = 0; j < count; j += LANES) {
      int first = Math.min(j, count - LANES);
      vectors(source, from + first, fromStep, target, to + first, toStep, rows);
    }
  }

  private static void vectors(float[] source, int from, int fromStep, float[] target, int to, int toStep, int rows) {
    for (int row = 0; row < rows; row++) {
      FloatVector.fromArray(SPECIES, source, from + row * fromStep).intoArray(target, to + row * toStep);
    }
  }
}
