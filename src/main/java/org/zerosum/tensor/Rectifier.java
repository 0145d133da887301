package org.zerosum.tensor;

/**
 * The activation that an operation applies to its result before it is stored, instead of a pass of its own: the same bits as
 * {@link UnaryOp#RELU} or {@link UnaryOp#LEAKY_RELU} after it.
 *
 * <p>The result is positive exactly where its argument is, so that gradients can be gated by the result, and the argument need
 * not be kept.
 *
 * @param kind which function
 * @param slope below zero, for {@link Kind#LEAKY_RELU}
 */
public record Rectifier(Kind kind, float slope) {
  /** The functions. */
  public enum Kind {
    /** x. */
    NONE,
    /** x > 0 ? x : 0. */
    RELU,
    /** x > 0 ? x : x · slope. */
    LEAKY_RELU
  }

  /** x. */
  public static final Rectifier NONE = new Rectifier(Kind.NONE, 1);
  /** max(x, 0). */
  public static final Rectifier RELU = new Rectifier(Kind.RELU, 0);

  public Rectifier {
    if (kind == Kind.LEAKY_RELU && !(slope > 0 && slope < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("rectifier: the slope is " + slope + " but must be positive and finite");
    }
  }

  /** x above 0, slope · x elsewhere. */
  public static Rectifier leakyRelu(float slope) {
    return new Rectifier(Kind.LEAKY_RELU, slope);
  }

  /** Whether there is nothing to do. */
  public boolean isNone() {
    return kind == Kind.NONE;
  }

  /** The value for one number. */
  public float apply(float x) {
    return switch (kind) {
      case NONE -> x;
      case RELU -> x > 0 ? x : 0;
      case LEAKY_RELU -> x > 0 ? x : x * slope;
    };
  }

  /**
   * The gradient before the function, from the one behind it: the same bits as {@link BinaryOp#RELU_BACKWARD} or
   * {@link BinaryOp#LEAKY_RELU_BACKWARD}.
   *
   * @param result the function's value
   */
  public float gate(float gradient, float result) {
    return switch (kind) {
      case NONE -> gradient;
      case RELU -> result > 0 ? gradient : 0;
      case LEAKY_RELU -> result > 0 ? gradient : gradient * slope;
    };
  }

  /**
   * {@link #gate} as an operation of whole tensors, whose parameter is the slope.
   *
   * @throws IllegalStateException if there is nothing to do
   */
  public BinaryOp backward() {
    return switch (kind) {
      case NONE -> throw new IllegalStateException("rectifier: none has no operation; the gradient is the one that arrives");
      case RELU -> BinaryOp.RELU_BACKWARD;
      case LEAKY_RELU -> BinaryOp.LEAKY_RELU_BACKWARD;
    };
  }
}
