package org.zerosum.theory;

/**
 * The derivative of the generator's loss where it leaves the discriminator, with D = sigmoid(a), as functions of the logit a.
 *
 * <p>In probability space −ln D has the derivative −1/D, which explodes as D → 0 (the lecture notes stop here). But D is itself the
 * sigmoid of a logit, and dD/da = D(1 − D), so what arrives at the logit is −1/D · D(1 − D) = −(1 − D), never more than 1; of
 * ln(1 − D) it is −1/(1 − D) · D(1 − D) = −D. Source: Goodfellow et al., arXiv:1406.2661, section 3; Arjovsky and Bottou,
 * arXiv:1701.04862, section 2.2.
 */
public enum GeneratorGradient {
  /** L = −ln D. */
  NON_SATURATING {
    @Override
    public double loss(double a) {
      return Logit.softplus(-a);
    }

    @Override
    public double atProbability(double a) {
      return -1 / Logit.sigmoid(a);
    }

    @Override
    public double atLogit(double a) {
      return -Logit.sigmoid(-a);
    }
  },
  /** L = ln(1 − D), the minimax form. */
  SATURATING {
    @Override
    public double loss(double a) {
      return -Logit.softplus(a);
    }

    @Override
    public double atProbability(double a) {
      return -1 / Logit.sigmoid(-a);
    }

    @Override
    public double atLogit(double a) {
      return -Logit.sigmoid(a);
    }
  };

  /** L, finite for every finite logit. */
  public abstract double loss(double a);

  /** ∂L/∂D: −1/D or −1/(1 − D). */
  public abstract double atProbability(double a);

  /** ∂L/∂a: −(1 − D) or −D. */
  public abstract double atLogit(double a);
}
