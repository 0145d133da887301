package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.tensor.Rectifier;

/**
 * Where a contraction's result goes: element (i, j) to {@code data[offset + rows[i] + columns[j]]}, plus a bias, rectified.
 *
 * @param bias added per row or per column after the sum, or null
 * @param biasOffset of the bias of row or column 0
 */
record Output(float[] data, int offset, int[] rows, int[] columns, float[] bias, int biasOffset, boolean biasPerRow,
    Rectifier rectifier) {
  /** The same with the roles of rows and columns exchanged. */
  Output transposed() {
    return new Output(data, offset, columns, rows, bias, biasOffset, !biasPerRow, rectifier);
  }

  /**
   * Stores a block of sums, to which the bias is added in place first.
   *
   * @param c sums, element (i, j) of the block at {@code at + i · stride + j}
   */
  void store(float[] c, int at, int stride, int firstRow, int rowCount, int firstColumn, int columnCount) {
    boolean scattered = runs(firstColumn, columnCount) * 4 > columnCount;
    for (int i = 0; i < rowCount; i++) {
      int from = at + i * stride;
      finish(c, from, firstRow + i, firstColumn, columnCount);
      int to = offset + rows[firstRow + i];
      if (scattered) {
        scatter(c, from, data, to, columns, firstColumn, columnCount);
      } else {
        copyRuns(c, from, to, firstColumn, columnCount);
      }
    }
  }

  /** Adds the bias to a block of sums that lies in the output, rows {@code line} apart, and rectifies it. */
  void finish(int at, int line, int firstRow, int rowCount, int firstColumn, int columnCount) {
    if (bias == null && rectifier.isNone()) {
      return;
    }
    for (int i = 0; i < rowCount; i++) {
      finish(data, at + i * line, firstRow + i, firstColumn, columnCount);
    }
  }

  /** Adds the bias to a row of sums and rectifies it, in one pass. */
  private void finish(float[] c, int at, int row, int firstColumn, int count) {
    if (bias != null && !biasPerRow) {
      addVector(c, at, count, bias, biasOffset + firstColumn);
      if (!rectifier.isNone()) {
        VectorRectifier.apply(rectifier, c, at, count);
      }
    } else if (bias == null) {
      VectorRectifier.apply(rectifier, c, at, count);
    } else if (rectifier.isNone()) {
      addScalar(c, at, count, bias[biasOffset + row]);
    } else {
      addAndRectify(c, at, count, bias[biasOffset + row], rectifier);
    }
  }

  private int runs(int first, int count) {
    int runs = 1;
    for (int j = first + 1; j < first + count; j++) {
      if (columns[j] != columns[j - 1] + 1) {
        runs++;
      }
    }
    return runs;
  }

  private void copyRuns(float[] c, int from, int to, int first, int count) {
    int j = 0;
    while (j < count) {
      int begin = j++;
      while (j < count && columns[first + j] == columns[first + j - 1] + 1) {
        j++;
      }
      System.arraycopy(c, from + begin, data, to + columns[first + begin], j - begin);
    }
  }

  private static void scatter(float[] c, int from, float[] data, int to, int[] columns, int first, int count) {
    for (int j = 0; j < count; j++) {
      data[to + columns[first + j]] = c[from + j];
    }
  }

  /** Adds a term to neighbouring sums and rectifies them, in one pass. */
  static void addAndRectify(float[] c, int at, int count, float term, Rectifier rectifier) {
    FloatVector terms = FloatVector.broadcast(SPECIES, term);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      VectorRectifier.apply(rectifier, FloatVector.fromArray(SPECIES, c, at + j).add(terms)).intoArray(c, at + j);
    }
    for (; j < count; j++) {
      c[at + j] = rectifier.apply(c[at + j] + term);
    }
  }

  private static void addScalar(float[] c, int at, int count, float term) {
    FloatVector terms = FloatVector.broadcast(SPECIES, term);
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      FloatVector.fromArray(SPECIES, c, at + j).add(terms).intoArray(c, at + j);
    }
    for (; j < count; j++) {
      c[at + j] += term;
    }
  }

  private static void addVector(float[] c, int at, int count, float[] terms, int first) {
    int j = 0;
    for (; j <= count - LANES; j += LANES) {
      FloatVector.fromArray(SPECIES, c, at + j).add(FloatVector.fromArray(SPECIES, terms, first + j))
          .intoArray(c, at + j);
    }
    for (; j < count; j++) {
      c[at + j] += terms[first + j];
    }
  }
}
