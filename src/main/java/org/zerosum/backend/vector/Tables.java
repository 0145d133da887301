package org.zerosum.backend.vector;

import org.zerosum.backend.vector.Scratch.Ints;

/** Index tables of operands and outputs, in a scratch's arrays. */
final class Tables {
  private final Scratch scratch;
  private final int part;

  /**
   * @param part of an operation that needs several sets of tables at a time
   */
  Tables(Scratch scratch, int part) {
    this.scratch = scratch;
    this.part = part;
  }

  /** A table to be filled by the caller. */
  int[] table(Ints use, int count) {
    return scratch.ints(use, part, count);
  }

  /** table[i] = i · step. */
  int[] steps(Ints use, int count, int step) {
    int[] table = scratch.ints(use, part, count);
    for (int i = 0; i < count; i++) {
      table[i] = i * step;
    }
    return table;
  }

  /** table[(i, j, l)] = i · stepI + j · stepJ + l · stepL, l innermost. */
  int[] steps(Ints use, int countI, int stepI, int countJ, int stepJ, int countL, int stepL) {
    int[] table = scratch.ints(use, part, (long) countI * countJ * countL);
    int at = 0;
    for (int i = 0; i < countI; i++) {
      for (int j = 0; j < countJ; j++) {
        int base = i * stepI + j * stepJ;
        for (int l = 0; l < countL; l++) {
          table[at++] = base + l * stepL;
        }
      }
    }
    return table;
  }
}
