package org.zerosum.tensor;

/**
 * Matrix products and convolutions with their gradients. The set is closed under differentiation: the input gradient of a
 * convolution is a transposed convolution and the other way round, and both weight gradients are the same contraction.
 */
public interface ContractionOps extends Operations {
  /**
   * Matrix product: out[i][j] = Σ over k of A[i][k] · B[k][j], with A = a or aᵀ and B = b or bᵀ.
   *
   * <p><b>Shapes</b>: a [M, K] ([K, M] if transposed), b [K, N] ([N, K] if transposed), result [M, N].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if a rank is not 2 or the inner extents differ
   */
  default Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
    return matmul(a, b, transposeA, transposeB, null);
  }

  /**
   * Matrix product with a bias per column: out[i][j] = (Σ over k of A[i][k] · B[k][j]) + bias[j].
   *
   * <p><b>Shapes</b>: as {@link #matmul(Tensor, Tensor, boolean, boolean)}; bias [N] or null.
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if a rank is not 2, the inner extents differ or the bias does not fit
   */
  default Tensor matmul(Tensor a, Tensor b, boolean transposeA, boolean transposeB, Tensor bias) {
    Matmul product = Matmul.of(a.shape(), b.shape(), transposeA, transposeB);
    Checks.bias("matmul", bias, product.n());
    Tensor out = allocate(product.output());
    kernels().matmul(out, a, b, bias, product);
    return out;
  }

  /**
   * Convolution (cross-correlation) with zero padding: the formula of {@link Conv2d}, plus bias[k].
   *
   * <p><b>Shapes</b>: x [N, C, H, W], weight [K, C, R, S], bias [K] or null, result [N, K, P, Q].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Conv2d parameters) {
    return conv2d(x, weight, bias, Rectifier.NONE, parameters);
  }

  /**
   * As {@link #conv2d(Tensor, Tensor, Tensor, Conv2d)}, then rectified in the same pass.
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d parameters) {
    Conv2d.Geometry g = parameters.geometry(x.shape(), weight.shape());
    Checks.bias("conv2d", bias, g.k());
    Tensor out = allocate(g.output());
    kernels().conv2d(out, x, weight, bias, rectifier, g);
    return out;
  }

  /**
   * Gradient of {@link #conv2d} with respect to x: the transposed convolution of outGradient with the same weight.
   *
   * <p><b>Shapes</b>: outGradient [N, K, P, Q], weight [K, C, R, S], input and result [N, C, H, W].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor conv2dBackwardInput(Tensor outGradient, Tensor weight, Shape input, Conv2d parameters) {
    Conv2d.Geometry g = parameters.geometry(input, weight.shape());
    Checks.shape("conv2dBackwardInput", "the output gradient", outGradient, g.output());
    return convTranspose2d(outGradient, weight, null, parameters.transposed(g));
  }

  /**
   * Gradient of {@link #conv2d} with respect to the weight: Σ over (n, p, q) of outGradient[n][k][p][q] · x[n][c][p·strideH −
   * paddingH + r][q·strideW − paddingW + s].
   *
   * <p><b>Shapes</b>: x [N, C, H, W], outGradient [N, K, P, Q], weight and result [K, C, R, S].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor conv2dBackwardWeight(Tensor x, Tensor outGradient, Shape weight, Conv2d parameters) {
    Conv2d.Geometry g = parameters.geometry(x.shape(), weight);
    Checks.shape("conv2dBackwardWeight", "the output gradient", outGradient, g.output());
    Tensor gradient = allocate(weight);
    kernels().conv2dBackwardWeight(gradient, x, outGradient, g);
    return gradient;
  }

  /**
   * Transposed convolution: the formula of {@link ConvTranspose2d}, plus bias[k].
   *
   * <p><b>Shapes</b>: x [N, C, H, W], weight [C, K, R, S], bias [K] or null, result [N, K, P, Q].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias, ConvTranspose2d parameters) {
    ConvTranspose2d.Geometry g = parameters.geometry(x.shape(), weight.shape());
    Checks.bias("convTranspose2d", bias, g.k());
    Tensor out = allocate(g.output());
    kernels().convTranspose2d(out, x, weight, bias, g);
    return out;
  }

  /**
   * Gradient of {@link #convTranspose2d} with respect to x: the convolution of outGradient with the same weight.
   *
   * <p><b>Shapes</b>: outGradient [N, K, P, Q], weight [C, K, R, S], input and result [N, C, H, W].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor convTranspose2dBackwardInput(Tensor outGradient, Tensor weight, Shape input, ConvTranspose2d parameters) {
    ConvTranspose2d.Geometry g = parameters.geometry(input, weight.shape());
    Checks.shape("convTranspose2dBackwardInput", "the output gradient", outGradient, g.output());
    Tensor out = allocate(input);
    kernels().conv2d(out, outGradient, weight, null, Rectifier.NONE, g.reversed());
    return out;
  }

  /**
   * Gradient of {@link #convTranspose2d} with respect to the weight: {@link #conv2dBackwardWeight} with x and outGradient in
   * each other's place.
   *
   * <p><b>Shapes</b>: x [N, C, H, W], outGradient [N, K, P, Q], weight and result [C, K, R, S].
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor convTranspose2dBackwardWeight(Tensor x, Tensor outGradient, Shape weight, ConvTranspose2d parameters) {
    ConvTranspose2d.Geometry g = parameters.geometry(x.shape(), weight);
    Checks.shape("convTranspose2dBackwardWeight", "the output gradient", outGradient, g.output());
    Tensor gradient = allocate(weight);
    kernels().conv2dBackwardWeight(gradient, outGradient, x, g.reversed());
    return gradient;
  }
}
