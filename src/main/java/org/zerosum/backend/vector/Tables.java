package org.zerosum.backend.vector;

import org.zerosum.backend.vector.Scratch.Ints;

/** Index tables of operands and outputs, in a scratch's arrays. */
final class Tables {
  private final Scratch scratch;

  Tables(Scratch scratch) {
    this.scratch = scratch;
  }

  /** table[i] = i · step. */
  int[] steps(Ints use, int count, int step) {
    int[] table = scratch.ints(use, count);
    for (int i = 0; i < count; i++) {
      table[i] = i * step;
    }
    return table;
  }

  /** table[(i, j, l)] = i · stepI + j · stepJ + l · stepL, l innermost. */
  int[] steps(Ints use, int countI, int stepI, int countJ, int stepJ, int countL, int stepL) {
    int[] table = scratch.ints(use, (long) countI * countJ * countL);
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
