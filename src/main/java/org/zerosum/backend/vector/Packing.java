package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packs operands into panels for the micro-kernels: [depth][width], missing rows or columns as zeros. The way of
 * copying follows from the index tables: vectors where neighbours in the panel are neighbours in memory, transposed
 * blocks where neighbours in depth are, element by element otherwise.
 */
final class Packing {
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;
  private static final VectorSpecies<Float> OCT = FloatVector.SPECIES_256;
  /** Depth of a transposed block: one cache line of the source. */
  private static final int BLOCK = 16;
  /** Depth of a block that is copied by vectors: it stays in the first-level cache. */
  private static final int COPY = 64;

  private Packing() {}

  /**
   * Packs one panel of one chunk.
   *
   * @param first row or column of the operand where the panel begins
   * @param count how many there are, at most width
   */
  static void panel(Operand operand, int first, int count, int width, int k0, int depth, float[] out, int at) {
    float[] data = operand.data();
    int base = operand.offset();
    int[] along = operand.along();
    int[] inner = operand.depth();
    if (count < width) {
      Arrays.fill(out, at, at + depth * width, 0);
      transposed(data, base, along, first, count, width, inner, k0, depth, out, at);
      return;
    }
    int run = run(along, first, width);
    if (run == 1) {
      transposed(data, base, along, first, count, width, inner, k0, depth, out, at);
      return;
    }
    for (int k = 0; k < depth; k += COPY) {
      int block = Math.min(COPY, depth - k);
      for (int j = 0; j < width; j += run) {
        copy(run, data, base + along[first + j], inner, k0 + k, block, out, at + k * width + j, width);
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

  private static void transposed(float[] data, int base, int[] along, int first, int count, int width, int[] inner,
      int k0, int depth, float[] out, int at) {
    for (int k = 0; k < depth; k += BLOCK) {
      int block = Math.min(BLOCK, depth - k);
      if (!contiguous(inner, k0 + k, block)) {
        gather(data, base, along, first, count, width, inner, k0 + k, block, out, at + k * width);
      } else if (width == 4 && count == 4) {
        interleave(data, base + inner[k0 + k], along, first, block, out, at + k * width);
      } else {
        block(data, base + inner[k0 + k], along, first, count, width, block, out, at + k * width);
      }
    }
  }

  private static boolean contiguous(int[] table, int first, int count) {
    for (int i = 1; i < count; i++) {
      if (table[first + i] != table[first + i - 1] + 1) {
        return false;
      }
    }
    return true;
  }

  /** {@link #block} of a panel of four, in the order of the target. */
  private static void interleave(float[] data, int base, int[] along, int first, int block, float[] out, int at) {
    int from0 = base + along[first];
    int from1 = base + along[first + 1];
    int from2 = base + along[first + 2];
    int from3 = base + along[first + 3];
    for (int k = 0; k < block; k++) {
      out[at + 4 * k] = data[from0 + k];
      out[at + 4 * k + 1] = data[from1 + k];
      out[at + 4 * k + 2] = data[from2 + k];
      out[at + 4 * k + 3] = data[from3 + k];
    }
  }

  private static void block(float[] data, int base, int[] along, int first, int count, int width, int block,
      float[] out, int at) {
    for (int j = 0; j < count; j++) {
      int from = base + along[first + j];
      for (int k = 0; k < block; k++) {
        out[at + j + k * width] = data[from + k];
      }
    }
  }

  private static void gather(float[] data, int base, int[] along, int first, int count, int width, int[] inner, int k0,
      int block, float[] out, int at) {
    for (int k = 0; k < block; k++) {
      int from = base + inner[k0 + k];
      int to = at + k * width;
      for (int j = 0; j < count; j++) {
        out[to + j] = data[from + along[first + j]];
      }
    }
  }
}
