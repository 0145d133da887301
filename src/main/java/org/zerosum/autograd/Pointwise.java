package org.zerosum.autograd;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/**
 * Differentiable element-wise functions. With two operands the right one is laid along the left one
 * ({@link org.zerosum.tensor.Broadcast}), and its gradient is summed back to its shape.
 */
public final class Pointwise {
  private Pointwise() {}

  /** a + b. */
  public static Variable add(Variable a, Variable b) {
    return binary(BinaryOp.ADD, a, b, 0, (g, wanted) -> new Variable[] {g, wanted[1] ? Reduction.sumTo(g, b.shape()) : null});
  }

  /** a − b. */
  public static Variable subtract(Variable a, Variable b) {
    return binary(BinaryOp.SUBTRACT, a, b, 0,
        (g, wanted) -> new Variable[] {g, wanted[1] ? Reduction.sumTo(negate(g), b.shape()) : null});
  }

  /** a · b. */
  public static Variable multiply(Variable a, Variable b) {
    return binary(BinaryOp.MULTIPLY, a, b, 0, (g, wanted) -> new Variable[] {
        wanted[0] ? multiply(g, b) : null,
        wanted[1] ? Reduction.sumTo(multiply(g, a), b.shape()) : null});
  }

  /** a / b. */
  public static Variable divide(Variable a, Variable b) {
    return binary(BinaryOp.DIVIDE, a, b, 0, (g, wanted) -> new Variable[] {
        wanted[0] ? divide(g, b) : null,
        wanted[1] ? Reduction.sumTo(negate(divide(multiply(g, divide(a, b)), b)), b.shape()) : null});
  }

  /** −x. */
  public static Variable negate(Variable x) {
    return unary(UnaryOp.NEGATE, x, 0, _ -> g -> negate(g));
  }

  /** |x|; the derivative at 0 is taken as −1. */
  public static Variable abs(Variable x) {
    return unary(UnaryOp.ABS, x, 0, _ -> g -> gate(BinaryOp.LEAKY_RELU_BACKWARD, g, x, -1));
  }

  /** x · factor. */
  public static Variable scale(Variable x, float factor) {
    return unary(UnaryOp.SCALE, x, factor, _ -> g -> scale(g, factor));
  }

  /** x + term. */
  public static Variable addScalar(Variable x, float term) {
    return unary(UnaryOp.ADD_SCALAR, x, term, _ -> g -> g);
  }

  /** 1 / x, derivative −1/x². */
  public static Variable reciprocal(Variable x) {
    return unary(UnaryOp.RECIPROCAL, x, 0, y -> g -> negate(multiply(g, multiply(y[0], y[0]))));
  }

  /** √x, derivative 1 / (2√x). */
  public static Variable sqrt(Variable x) {
    return unary(UnaryOp.SQRT, x, 0, y -> g -> divide(g, scale(y[0], 2)));
  }

  /** eˣ. */
  public static Variable exp(Variable x) {
    return unary(UnaryOp.EXP, x, 0, y -> g -> multiply(g, y[0]));
  }

  /** ln x. */
  public static Variable log(Variable x) {
    return unary(UnaryOp.LOG, x, 0, _ -> g -> divide(g, x));
  }

  /** max(x, 0); the derivative at 0 is 0. */
  public static Variable relu(Variable x) {
    return unary(UnaryOp.RELU, x, 0, _ -> g -> gate(BinaryOp.RELU_BACKWARD, g, x, 0));
  }

  /** x above 0, slope · x elsewhere; the derivative at 0 is the slope. */
  public static Variable leakyRelu(Variable x, float slope) {
    return unary(UnaryOp.LEAKY_RELU, x, slope, _ -> g -> gate(BinaryOp.LEAKY_RELU_BACKWARD, g, x, slope));
  }

  /** 1 / (1 + e⁻ˣ), derivative y(1 − y). */
  public static Variable sigmoid(Variable x) {
    return unary(UnaryOp.SIGMOID, x, 0, y -> g -> g.tape.isRecording()
        ? multiply(g, multiply(y[0], addScalar(negate(y[0]), 1)))
        : fused(BinaryOp.SIGMOID_BACKWARD, g, y[0]));
  }

  /** Hyperbolic tangent, derivative 1 − y². */
  public static Variable tanh(Variable x) {
    return unary(UnaryOp.TANH, x, 0, y -> g -> g.tape.isRecording()
        ? multiply(g, addScalar(negate(multiply(y[0], y[0])), 1))
        : fused(BinaryOp.TANH_BACKWARD, g, y[0]));
  }

  /** ln(1 + eˣ), derivative sigmoid(x). */
  public static Variable softplus(Variable x) {
    return unary(UnaryOp.SOFTPLUS, x, 0, _ -> g -> g.tape.isRecording()
        ? multiply(g, sigmoid(x))
        : fused(BinaryOp.SOFTPLUS_BACKWARD, g, x));
  }

  /** x limited to [−limit, limit]; the derivative is 1 inside and 0 outside and at the ends. */
  public static Variable clamp(Variable x, float limit) {
    return unary(UnaryOp.CLAMP, x, limit, _ -> g -> gate(BinaryOp.RELU_BACKWARD, g, inside(x, limit), 0));
  }

  /** limit − |x|, above 0 between the ends; no gradient flows through it. */
  private static Variable inside(Variable x, float limit) {
    Backend backend = x.tape.backend();
    return x.tape.constant(backend.addScalar(backend.negate(backend.unary(UnaryOp.ABS, x.value, 0)), limit));
  }

  /** The gradient before a rectifier, from the one after it and the rectified values, which have the signs of its arguments. */
  static Variable rectified(Variable gradient, Variable result, Rectifier rectifier) {
    return rectifier.isNone() ? gradient : gate(rectifier.backward(), gradient, result, rectifier.slope());
  }

  /** A gradient let through, or scaled, by the sign of x; piecewise linear, so x gets no gradient. */
  private static Variable gate(BinaryOp op, Variable gradient, Variable x, float parameter) {
    Tensor value = gradient.tape.backend().binary(op, gradient.value, x.value, parameter);
    return gradient.tape.record(value, (g, _) -> new Variable[] {gate(op, g, x, parameter)}, gradient);
  }

  private static Variable fused(BinaryOp op, Variable gradient, Variable other) {
    return gradient.tape.constant(gradient.tape.backend().binary(op, gradient.value, other.value, 0));
  }

  private interface UnaryRule {
    Variable apply(Variable gradient);
  }

  private static Variable unary(UnaryOp op, Variable x, float parameter, java.util.function.Function<Variable[], UnaryRule> ruleOfResult) {
    Tensor value = x.tape.backend().unary(op, x.value, parameter);
    return x.tape.record(value, result -> {
      UnaryRule rule = ruleOfResult.apply(result);
      return (g, _) -> new Variable[] {rule.apply(g)};
    }, x);
  }

  private static Variable binary(BinaryOp op, Variable a, Variable b, float parameter, Node.Rule rule) {
    return a.tape.record(a.tape.backend().binary(op, a.value, b.value, parameter), rule, a, b);
  }
}
