package org.zerosum.tensor;

/**
 * The contractions: matrix product, convolution, transposed convolution and weight gradient. Summation order and chunks
 * are those of docs/arithmetic.md, rule 2. Biases may be null and are added after the sum.
 */
public interface ContractionKernels {
  /** As {@link Matmul}: out [M, N], a [M, K] or [K, M] if transposed, b [K, N] or [N, K] if transposed, bias [N] or null. */
  void matmul(Tensor out, Tensor a, Tensor b, Tensor bias, Matmul product);

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
