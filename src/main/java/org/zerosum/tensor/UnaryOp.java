package org.zerosum.tensor;

/**
 * Element-wise functions of one tensor. {@code p} is the operation's parameter; the functions in words are those of
 * docs/arithmetic.md, rule 4. Signs of zero follow IEEE 754; a comparison with NaN is false.
 */
public enum UnaryOp {
  /** −x. */
  NEGATE,
  /** |x|. */
  ABS,
  /** x · p. */
  SCALE,
  /** x + p. */
  ADD_SCALAR,
  /** 1 / x. */
  RECIPROCAL,
  /** √x. */
  SQRT,
  /** eˣ. */
  EXP,
  /** ln x. */
  LOG,
  /** x > 0 ? x : 0. */
  RELU,
  /** x > 0 ? x : x · p. */
  LEAKY_RELU,
  /** 1 / (1 + e⁻ˣ). */
  SIGMOID,
  /** Hyperbolic tangent. */
  TANH,
  /** ln(1 + eˣ). */
  SOFTPLUS,
  /** x limited to [−p, p]: p above p, −p below −p, else x; NaN stays NaN. */
  CLAMP
}
