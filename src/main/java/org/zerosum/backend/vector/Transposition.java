package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Transposes matrices whose rows lie anywhere.
 *
 * <p>Method: squares of LANES × LANES by log₂(LANES) passes of a perfect shuffle: rows i and i + LANES/2, interleaved, become
 * rows 2i and 2i + 1. Each pass rotates the bits of an element's index by one, so that after log₂(LANES) of them row and
 * column have changed places.
 */
final class Transposition {
  /** Elements of the intermediate squares that {@link #run} needs. */
  static final int SQUARES = 2 * LANES * LANES;

  private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(SPECIES, i -> i / 2);
  private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(SPECIES, i -> LANES / 2 + i / 2);
  private static final VectorMask<Float> ODD = VectorMask.fromLong(SPECIES, 0xAAAAAAAAL & (1L << LANES) - 1);

  private Transposition() {}

  /**
   * target[targetAt + targetRows[firstTarget + c] + r] = source[sourceAt + sourceRows[firstSource + r] + c] for r below rows, c
   * below columns.
   *
   * @param squares for intermediate values, {@link #SQUARES} of them
   */
  static void run(float[] source, int sourceAt, int[] sourceRows, int firstSource, int rows, float[] target, int targetAt,
      int[] targetRows, int firstTarget, int columns, float[] squares) {
    int evenRows = rows / LANES * LANES;
    int evenColumns = columns / LANES * LANES;
    for (int r = 0; r < evenRows; r += LANES) {
      for (int c = 0; c < evenColumns; c += LANES) {
        square(source, sourceAt + c, sourceRows, firstSource + r, target, targetAt + r, targetRows, firstTarget + c, squares);
      }
    }
    for (int c = 0; c < columns; c++) {
      int first = c < evenColumns ? evenRows : 0;
      single(source, sourceAt + c, sourceRows, firstSource + first, rows - first, target, targetAt + targetRows[firstTarget + c] + first);
    }
  }

  private static void single(float[] source, int at, int[] sourceRows, int first, int rows, float[] target, int to) {
    for (int r = 0; r < rows; r++) {
      target[to + r] = source[at + sourceRows[first + r]];
    }
  }

  private static void square(float[] source, int sourceAt, int[] sourceRows, int r, float[] target, int targetAt, int[] targetRows, int c,
      float[] squares) {
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, source, sourceAt + sourceRows[r + i]);
      FloatVector b = FloatVector.fromArray(SPECIES, source, sourceAt + sourceRows[r + i + LANES / 2]);
      low(a, b).intoArray(squares, 2 * i * LANES);
      high(a, b).intoArray(squares, (2 * i + 1) * LANES);
    }
    int from = 0;
    for (int size = 4; size < LANES; size *= 2) {
      pass(squares, from, LANES * LANES - from);
      from = LANES * LANES - from;
    }
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, squares, from + i * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, squares, from + (i + LANES / 2) * LANES);
      low(a, b).intoArray(target, targetAt + targetRows[c + 2 * i]);
      high(a, b).intoArray(target, targetAt + targetRows[c + 2 * i + 1]);
    }
  }

  private static void pass(float[] squares, int from, int to) {
    for (int i = 0; i < LANES / 2; i++) {
      FloatVector a = FloatVector.fromArray(SPECIES, squares, from + i * LANES);
      FloatVector b = FloatVector.fromArray(SPECIES, squares, from + (i + LANES / 2) * LANES);
      low(a, b).intoArray(squares, to + 2 * i * LANES);
      high(a, b).intoArray(squares, to + (2 * i + 1) * LANES);
    }
  }

  /** The lower halves, interleaved: a₀ b₀ a₁ b₁ … */
  static FloatVector low(FloatVector a, FloatVector b) {
    return a.rearrange(LOW).blend(b.rearrange(LOW), ODD);
  }

  /** The upper halves, interleaved. */
  static FloatVector high(FloatVector a, FloatVector b) {
    return a.rearrange(HIGH).blend(b.rearrange(HIGH), ODD);
  }
}
