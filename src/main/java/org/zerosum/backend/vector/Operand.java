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
record Operand(float[] data, int offset, int[] along, int[] depth) {}
