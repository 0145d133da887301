package org.zerosum.backend.scalar;

import java.util.function.DoubleUnaryOperator;

/** Each function of {@link Elementary} with its true value in double, and the distance between the two. */
enum ElementaryFunction {
  EXP("exp", Elementary::exp, StrictMath::exp),
  LOG("log", Elementary::log, StrictMath::log),
  LOG1P("log1p", Elementary::log1p, StrictMath::log1p),
  EXPM1("expm1", Elementary::expm1, StrictMath::expm1),
  TANH("tanh", Elementary::tanh, StrictMath::tanh),
  SIGMOID("sigmoid", Elementary::sigmoid, ElementaryFunction::trueSigmoid),
  SOFTPLUS("softplus", Elementary::softplus, ElementaryFunction::trueSoftplus),
  SIN_TWO_PI("sin_two_pi", Elementary::sinTwoPi, ElementaryFunction::trueSinTwoPi),
  COS_TWO_PI("cos_two_pi", Elementary::cosTwoPi, ElementaryFunction::trueCosTwoPi);

  /** A function of a float. */
  @FunctionalInterface
  interface FloatFunction {
    float apply(float x);
  }

  private final String kernelName;
  private final FloatFunction function;
  private final DoubleUnaryOperator truth;

  ElementaryFunction(String kernelName, FloatFunction function, DoubleUnaryOperator truth) {
    this.kernelName = kernelName;
    this.function = function;
    this.truth = truth;
  }

  String kernelName() {
    return kernelName;
  }

  float apply(float x) {
    return function.apply(x);
  }

  /** The true value, to about double's precision. */
  double truth(float x) {
    return truth.applyAsDouble(x);
  }

  /** How far the result at x is from the true value, in units of the float grid's spacing; infinite for a wrong kind. */
  double error(float x) {
    return distance(apply(x), truth(x));
  }

  static double distance(float result, double truth) {
    if (Double.isNaN(truth) || Float.isNaN(result)) {
      boolean right = Double.isNaN(truth) && Float.floatToRawIntBits(result) == 0x7fc00000;
      return right ? 0 : Double.POSITIVE_INFINITY;
    }
    // Infinity is where the grid would go on to: 2^128.
    double y = Math.clamp((double) result, -0x1p128, 0x1p128);
    double t = Math.clamp(truth, -0x1p128, 0x1p128);
    int exponent = Math.clamp(Math.getExponent(t), -126, 127);
    return Math.abs(y - t) * Math.scalb(1.0, 23 - exponent);
  }

  private static double trueSigmoid(double x) {
    return x >= 0 ? 1 / (1 + StrictMath.exp(-x)) : StrictMath.exp(x) / (1 + StrictMath.exp(x));
  }

  private static double trueSoftplus(double x) {
    return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
  }

  private static double trueSinTwoPi(double u) {
    return Math.abs(u) <= 1 ? quadrant(u, 0) : Double.NaN;
  }

  private static double trueCosTwoPi(double u) {
    return Math.abs(u) <= 1 ? quadrant(u, 1) : Double.NaN;
  }

  private static double quadrant(double u, int ahead) {
    int quarter = (int) Math.rint(4 * u);
    double angle = (u - quarter * 0.25) * (2 * Math.PI);
    return switch ((quarter + ahead) & 3) {
      case 0 -> StrictMath.sin(angle);
      case 1 -> StrictMath.cos(angle);
      case 2 -> -StrictMath.sin(angle);
      default -> -StrictMath.cos(angle);
    };
  }
}
