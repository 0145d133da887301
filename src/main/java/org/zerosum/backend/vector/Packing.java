package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs operands for the micro-kernel: rows of A as rows [row][depth], columns of B as panels [depth][width], missing columns as
 * zeros. The way of copying follows from the index tables: vectors where neighbours in the result are neighbours in memory,
 * transposed squares where those of the other direction are, element by element otherwise.
 */
final class Packing {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final VectorSpecies<Float> OCT = FloatVector.SPECIES_256;
  private static final int WIDTH = Tile6x2.COLUMNS;
  /** Depth of a block that is copied by vectors: it stays in the first-level cache. */
  private static final int COPY = 64;
  /** Offsets of the lines of a panel. */
  private static final int[] LINES = new int[Contraction.CHUNK];

  static {
    for (int k = 0; k < LINES.length; k++) {
      LINES[k] = k * WIDTH;
    }
  }

  private Packing() {}

  /**
   * Copies a part of some rows: element k of row i to {@code out[at + targets[firstTarget + i] + k]}.
   *
   * @param first row of the operand
   * @param k0 first element
   */
  static void rows(Operand operand, int first, int count, int k0, int depth, float[] out, int at, int[] targets, int firstTarget,
      float[] squares) {
    int[] along = operand.along();
    int[] inner = operand.depth();
    if (count > 1 && along[first + count - 1] - along[first] == count - 1 && !contiguous(inner, k0, Math.min(depth, 4))) {
      Transposition.run(operand.data(), operand.offset() + along[first], inner, k0, depth, out, at, targets, firstTarget, count, squares);
      return;
    }
    boolean vectors = depth % LANES == 0 && run(inner, k0, depth) == LANES;
    for (int i = 0; i < count; i++) {
      int from = operand.offset() + along[first + i];
      if (vectors) {
        rowOfVectors(operand.data(), from, inner, k0, depth, out, at + targets[firstTarget + i]);
      } else {
        row(operand.data(), from, inner, k0, depth, out, at + targets[firstTarget + i]);
      }
    }
  }

  private static void rowOfVectors(float[] data, int base, int[] inner, int k0, int depth, float[] out, int at) {
    for (int k = 0; k < depth; k += LANES) {
      FloatVector.fromArray(SPECIES, data, base + inner[k0 + k]).intoArray(out, at + k);
    }
  }

  private static void row(float[] data, int base, int[] inner, int k0, int depth, float[] out, int at) {
    for (int k = 0; k < depth; ) {
      int run = contiguousRun(inner, k0 + k, depth - k);
      if (run >= 4) {
        System.arraycopy(data, base + inner[k0 + k], out, at + k, run);
        k += run;
      } else {
        int end = Math.min(depth, k + COPY);
        for (; k < end; k++) {
          out[at + k] = data[base + inner[k0 + k]];
        }
      }
    }
  }

  /**
   * Packs one panel of one chunk.
   *
   * @param first column of the operand where the panel begins
   * @param count how many there are, at most the width
   */
  static void panel(Operand operand, int first, int count, int k0, int depth, float[] out, int at, float[] squares) {
    float[] data = operand.data();
    int base = operand.offset();
    int[] along = operand.along();
    int[] inner = operand.depth();
    if (count < WIDTH) {
      Arrays.fill(out, at, at + depth * WIDTH, 0);
    }
    int run = count == WIDTH ? run(along, first, WIDTH) : 1;
    if (run == 1) {
      transposed(data, base, along, first, count, inner, k0, depth, out, at, squares);
      return;
    }
    for (int k = 0; k < depth; k += COPY) {
      int block = Math.min(COPY, depth - k);
      for (int j = 0; j < WIDTH; j += run) {
        copy(run, data, base + along[first + j], inner, k0 + k, block, out, at + k * WIDTH + j, WIDTH);
      }
    }
  }

  /**
   * The longest of the vector lengths for which all aligned groups of so many columns are neighbours in memory; 1 if
   * there is none.
   */
  private static int run(int[] along, int first, int width) {
    int run = width % LANES == 0 ? LANES : width % 4 == 0 ? 4 : 1;
    for (int j = 1; j < width; j++) {
      if (along[first + j] != along[first + j - 1] + 1) {
        while (j % run != 0) {
          run = run > 4 ? run / 2 : 1;
        }
      }
    }
    return run;
  }

  private static void copy(int run, float[] data, int base, int[] inner, int k0, int block, float[] out, int at,
      int width) {
    if (run == LANES) {
      vectors(data, base, inner, k0, block, out, at, width);
    } else if (run == 8) {
      octs(data, base, inner, k0, block, out, at, width);
    } else {
      quads(data, base, inner, k0, block, out, at, width);
    }
  }

  private static void vectors(float[] data, int base, int[] inner, int k0, int block, float[] out, int at, int width) {
    for (int k = 0; k < block; k++) {
      FloatVector.fromArray(SPECIES, data, base + inner[k0 + k]).intoArray(out, at + k * width);
    }
  }

  private static void octs(float[] data, int base, int[] inner, int k0, int block, float[] out, int at, int width) {
    for (int k = 0; k < block; k++) {
      FloatVector.fromArray(OCT, data, base + inner[k0 + k]).intoArray(out, at + k * width);
    }
  }

  private static void quads(float[] data, int base, int[] inner, int k0, int block, float[] out, int at, int width) {
    for (int k = 0; k < block; k++) {
      FloatVector.fromArray(QUAD, data, base + inner[k0 + k]).intoArray(out, at + k * width);
    }
  }

  /** Squares where the summation index runs over neighbours, else element by element. */
  private static void transposed(float[] data, int base, int[] along, int first, int count, int[] inner, int k0, int depth, float[] out,
      int at, float[] squares) {
    for (int k = 0; k < depth; ) {
      int run = contiguousRun(inner, k0 + k, depth - k);
      if (run >= 4) {
        Transposition.run(data, base + inner[k0 + k], along, first, count, out, at, LINES, k, run, squares);
        k += run;
      } else {
        int end = Math.min(depth, k + COPY);
        gather(data, base, along, first, count, inner, k0 + k, end - k, out, at + k * WIDTH);
        k = end;
      }
    }
  }

  private static boolean contiguous(int[] table, int first, int count) {
    return contiguousRun(table, first, count) == count;
  }

  /** How many numbers from the first on grow by one. */
  private static int contiguousRun(int[] table, int first, int most) {
    int run = 1;
    while (run < most && table[first + run] == table[first + run - 1] + 1) {
      run++;
    }
    return run;
  }

  private static void gather(float[] data, int base, int[] along, int first, int count, int[] inner, int k0, int block, float[] out,
      int at) {
    for (int k = 0; k < block; k++) {
      int from = base + inner[k0 + k];
      int to = at + k * WIDTH;
      for (int j = 0; j < count; j++) {
        out[to + j] = data[from + along[first + j]];
      }
    }
  }
}
