package org.zerosum.backend.vector;

/**
 * One side of a contraction: element (i, k) is {@code data[offset + along[i] + depth[k]]}, with i the row of A or the
 * column of B and k the summation index.
 *
 * @param data the elements; inside, there are no bounds to check
 * @param offset of element 0
 * @param along offsets of the rows or columns
 * @param depth offsets of the summation index, in its order
 */
record Operand(float[] data, int offset, int[] along, int[] depth) {
  /** Whether the summation index runs over neighbours and the rows lie equally far apart. */
  boolean isRows(int first, int count, int length) {
    for (int k = 1; k < length; k++) {
      if (depth[k] != depth[k - 1] + 1) {
        return false;
      }
    }
    return length > 0 && depth[0] == 0 && isUniform(along, first, count);
  }

  /** Whether the numbers grow in equal steps. */
  static boolean isUniform(int[] table, int first, int count) {
    for (int i = first + 2; i < first + count; i++) {
      if (table[i] - table[i - 1] != table[i - 1] - table[i - 2]) {
        return false;
      }
    }
    return true;
  }
}
