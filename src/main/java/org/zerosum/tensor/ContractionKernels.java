package org.zerosum.tensor;

/**
 * The contractions: matrix product, convolution, transposed convolution and weight gradient. Summation order and chunks
 * are those of docs/arithmetic.md, rule 2. Biases may be null and are added after the sum.
 */
public interface ContractionKernels {
  /**
   * out[i][j] = Σ over k of A[i][k] · B[k][j] + bias[j], with A = a or aᵀ and B = b or bᵀ.
   *
   * @param out [M, N]
   * @param a [M, K], or [K, M] if transposeA
   * @param b [K, N], or [N, K] if transposeB
   * @param bias [N] or null
   */
  void matmul(Tensor out, Tensor a, Tensor b, boolean transposeA, boolean transposeB, Tensor bias);

  /** As {@link Conv2d}, then rectified: out [N, K, P, Q], x [N, C, H, W], weight [K, C, R, S], bias [K] or null. */
  void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g);

  /**
   * weightGradient[k][c][r][s] = Σ over (n, p, q) of outGradient[n][k][p][q] · x[n][c][p·strideH − paddingH + r][q·strideW −
   * paddingW + s], x being zero outside.
   */
  void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g);

  /** As {@link ConvTranspose2d}: out [N, K, P, Q], x [N, C, H, W], weight [C, K, R, S], bias [K] or null. */
  void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g);
}
