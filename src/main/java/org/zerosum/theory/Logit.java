package org.zerosum.theory;

/** What a discriminator's logit a means: D = sigmoid(a), ln D = −softplus(−a), ln(1 − D) = −softplus(a). */
public final class Logit {
  private Logit() {}

  /** ln(1 + eᵃ), finite wherever a is. */
  public static double softplus(double a) {
    return a > 0 ? a + Math.log1p(Math.exp(-a)) : Math.log1p(Math.exp(a));
  }

  /** 1 / (1 + e⁻ᵃ), precise at both ends. */
  public static double sigmoid(double a) {
    return a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a));
  }
}
