package org.zerosum.tensor;

/** Element-wise functions, broadcasts and reductions. Reductions follow docs/arithmetic.md, rule 3. */
public interface ElementwiseKernels {
  /** out = op(x); out may be x. */
  void unary(UnaryOp op, Tensor out, Tensor x, float parameter);

  /** out = op(a, b) with b laid along a; out may be a, and may be b if the shapes are equal. */
  void binary(BinaryOp op, Tensor out, Tensor a, Tensor b, Broadcast broadcast, float parameter);

  /** out[o][m][i] = x[m]. */
  void expand(Tensor out, Tensor x, Broadcast broadcast);

  /** out[m] = Σ over e = o·inner + i of x[o][m][i]. */
  void sum(Tensor out, Tensor x, Broadcast broadcast);

  /**
   * dx = {@link Rectifier#gate} of outGradient by out, and biasGradient[c] = Σ over e = o·inner + i of dx[o][c][i].
   *
   * @param rectifier not none
   */
  void rectifierBackward(Tensor dx, Tensor biasGradient, Tensor outGradient, Tensor out, Rectifier rectifier, Broadcast channels);

  /** out[0] = Σ of x[e] · x[e], products rounded. */
  void sumOfSquares(Tensor out, Tensor x);
}
