package org.zerosum.backend.vector;

/**
 * out[i][j] = Σ over k of A[i][k] · B[k][j] + bias.
 *
 * @param rows of A and the output
 * @param columns of B and the output
 * @param depth length of the sum
 */
record Product(Operand a, int rows, Operand b, int columns, int depth, Output out) {
  /** The same with the roles of A and B exchanged; fma(a, b, t) is symmetric, so that the bits are the same. */
  Product transposed() {
    return new Product(b, columns, a, rows, depth, out.transposed());
  }
}
