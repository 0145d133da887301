package org.zerosum.tensor;

/** Element-wise functions, with the right operand laid along the left one ({@link Broadcast}) where there are two. */
public interface ElementwiseOps extends Operations {
  /**
   * out[e] = op(x[e]) with the operation's parameter p (ignored where it has none).
   *
   * @return a new tensor of x's shape, of the innermost scope
   */
  default Tensor unary(UnaryOp op, Tensor x, float parameter) {
    Tensor out = allocate(x.shape());
    kernels().unary(op, out, x, parameter);
    return out;
  }

  /**
   * out = op(a, b), b laid along a.
   *
   * @return a new tensor of a's shape, of the innermost scope
   * @throws ShapeException if b cannot be laid along a
   */
  default Tensor binary(BinaryOp op, Tensor a, Tensor b, float parameter) {
    Broadcast broadcast = Broadcast.of(op.name().toLowerCase(java.util.Locale.ROOT), a.shape(), b.shape());
    Tensor out = allocate(a.shape());
    kernels().binary(op, out, a, b, broadcast, parameter);
    return out;
  }

  /** a + b, b laid along a. */
  default Tensor add(Tensor a, Tensor b) {
    return binary(BinaryOp.ADD, a, b, 0);
  }

  /** a − b, b laid along a. */
  default Tensor subtract(Tensor a, Tensor b) {
    return binary(BinaryOp.SUBTRACT, a, b, 0);
  }

  /** a · b, b laid along a. */
  default Tensor multiply(Tensor a, Tensor b) {
    return binary(BinaryOp.MULTIPLY, a, b, 0);
  }

  /** a / b, b laid along a. */
  default Tensor divide(Tensor a, Tensor b) {
    return binary(BinaryOp.DIVIDE, a, b, 0);
  }

  /** x · factor. */
  default Tensor scale(Tensor x, float factor) {
    return unary(UnaryOp.SCALE, x, factor);
  }

  /** x + term. */
  default Tensor addScalar(Tensor x, float term) {
    return unary(UnaryOp.ADD_SCALAR, x, term);
  }

  /** −x. */
  default Tensor negate(Tensor x) {
    return unary(UnaryOp.NEGATE, x, 0);
  }

  /** √x. */
  default Tensor sqrt(Tensor x) {
    return unary(UnaryOp.SQRT, x, 0);
  }

  /** eˣ. */
  default Tensor exp(Tensor x) {
    return unary(UnaryOp.EXP, x, 0);
  }

  /** ln x. */
  default Tensor log(Tensor x) {
    return unary(UnaryOp.LOG, x, 0);
  }

  /** x > 0 ? x : 0 (Nair and Hinton, ICML 2010). */
  default Tensor relu(Tensor x) {
    return unary(UnaryOp.RELU, x, 0);
  }

  /** x > 0 ? x : slope · x (Maas, Hannun and Ng, ICML 2013). */
  default Tensor leakyRelu(Tensor x, float slope) {
    return unary(UnaryOp.LEAKY_RELU, x, slope);
  }

  /** 1 / (1 + e⁻ˣ). */
  default Tensor sigmoid(Tensor x) {
    return unary(UnaryOp.SIGMOID, x, 0);
  }

  /** Hyperbolic tangent. */
  default Tensor tanh(Tensor x) {
    return unary(UnaryOp.TANH, x, 0);
  }

  /** ln(1 + eˣ). */
  default Tensor softplus(Tensor x) {
    return unary(UnaryOp.SOFTPLUS, x, 0);
  }

  /** x limited to [−limit, limit]; the limit is 0 or above. */
  default Tensor clamp(Tensor x, float limit) {
    Checks.range("clamp", "the limit", limit, 0, Double.POSITIVE_INFINITY);
    return unary(UnaryOp.CLAMP, x, limit);
  }
}
