package org.zerosum.backend.vector;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Arrays for intermediate values that grow to the largest size asked for and are used again, so that a training step
 * allocates none after the first. Contents are undefined. Not safe for use by several threads at once.
 */
final class Scratch {
  /** Uses of float arrays; each has an array of its own. */
  enum Floats { PANELS_A, PANELS_B, TILE, SUMS, IMAGE, PARTIALS, STAGE, LANES, SECOND }

  /** Uses of int arrays. */
  enum Ints { ROWS_A, DEPTH_A, COLUMNS_B, DEPTH_B, ROWS_OUT, COLUMNS_OUT, PACKED_ROWS }

  /** {@code values()} makes a new array each time. */
  private static final int INTS = Ints.values().length;
  private static final float[] NOTHING = {};

  private final float[][] floats = new float[Floats.values().length][0];
  private int[][] ints = new int[INTS][];
  private boolean givesAway;
  /** Elements that were asked for while they are only measured; else null. */
  private Map<Floats, Long> measured;

  /**
   * Whether int arrays are new ones from now on, for whoever asks to keep: recorded runs read their tables again and again, while
   * float arrays are written by the runs themselves.
   */
  void giveAwayInts(boolean away) {
    givesAway = away;
  }

  /**
   * The array of a use, with at least {@code count} elements.
   *
   * @throws OutOfMemoryError if it would need more than an array can have
   */
  float[] floats(Floats use, long count) {
    if (measured != null) {
      measured.merge(use, count, Math::max);
      return NOTHING;
    }
    float[] array = floats[use.ordinal()];
    if (array.length < count) {
      array = new float[size(count)];
      floats[use.ordinal()] = array;
    }
    return array;
  }

  /** How many bytes of float arrays calls would need beside those that there are; they get arrays that must not be used. */
  long measure(Runnable calls) {
    measured = new EnumMap<>(Floats.class);
    try {
      calls.run();
      return Float.BYTES * measured.entrySet().stream()
          .mapToLong(entry -> Math.max(0, entry.getValue() - floats[entry.getKey().ordinal()].length)).sum();
    } finally {
      measured = null;
    }
  }

  /**
   * As {@link #floats}, with an array per use and part.
   *
   * @param part of an operation that needs several arrays of the same use at a time
   */
  int[] ints(Ints use, int part, long count) {
    if (givesAway) {
      return new int[size(count)];
    }
    int slot = part * INTS + use.ordinal();
    if (slot >= ints.length) {
      ints = Arrays.copyOf(ints, Math.max(slot + 1, 2 * ints.length));
    }
    int[] array = ints[slot];
    if (array == null || array.length < count) {
      array = new int[size(count)];
      ints[slot] = array;
    }
    return array;
  }

  private static int size(long count) {
    if (count > Integer.MAX_VALUE - 64) {
      throw new OutOfMemoryError("vector backend: an intermediate of " + count
          + " elements is too large; use a smaller batch");
    }
    return (int) count;
  }
}
