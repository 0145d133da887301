package org.zerosum.tensor;

/**
 * The extents of a matrix product, and the home of its size formula: out[i][j] = Σ over k of A[i][k] · B[k][j], with A = a or
 * aᵀ and B = b or bᵀ.
 *
 * @param m rows of A and of the result
 * @param n columns of B and of the result
 * @param k columns of A and rows of B, the summands of an element
 * @param transposeA whether a lies as [K, M]
 * @param transposeB whether b lies as [N, K]
 */
public record Matmul(int m, int n, int k, boolean transposeA, boolean transposeB) {
  /** Summands from which a product with a vector is summed by lanes, so that each lane has one; part of the arithmetic. */
  private static final int LANES = 256;

  /**
   * The extents for two matrices.
   *
   * @throws ShapeException if a rank is not 2 or the inner extents differ
   */
  public static Matmul of(Shape a, Shape b, boolean transposeA, boolean transposeB) {
    Checks.rank("matmul", "left matrix", a, 2);
    Checks.rank("matmul", "right matrix", b, 2);
    int innerA = a.extent(transposeA ? 0 : 1);
    int innerB = b.extent(transposeB ? 1 : 0);
    if (innerA != innerB) {
      throw new ShapeException("matmul: inner extents differ, " + innerA + " and " + innerB + " (left " + a
          + (transposeA ? " transposed" : "") + ", right " + b + (transposeB ? " transposed" : "") + ")");
    }
    return new Matmul(a.extent(transposeA ? 1 : 0), b.extent(transposeB ? 0 : 1), innerA, transposeA, transposeB);
  }

  /**
   * Whether each element is a dot product of a row of a and a vector, summed by lanes: docs/arithmetic.md, section 2.2. It does
   * not depend on the number of rows, so that a sample's result does not depend on its batch.
   */
  public boolean isTimesVector() {
    return n == 1 && !transposeA && k >= LANES;
  }

  /** out [M, N]. */
  public Shape output() {
    return Shape.of(m, n);
  }
}
