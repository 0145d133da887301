package org.zerosum.tensor;

/**
 * The scalars of an Adam update, corrections for step t included (Kingma and Ba, arXiv:1412.6980, algorithm 1). A {@link Program}
 * reads them each time it runs, so {@link #moveTo} prepares its next update.
 */
public final class AdamStep {
  private final double decay1;
  private final double decay2;
  private final float epsilon;
  private float rate;
  private float inverseRootCorrection;

  private AdamStep(double beta1, double beta2, double epsilon) {
    decay1 = beta1;
    decay2 = beta2;
    this.epsilon = (float) epsilon;
  }

  /**
   * Prepares update {@code t}; in double precision by {@link StrictMath}, so that it is the same number everywhere.
   *
   * @param t 1 for the first update
   */
  public static AdamStep of(double rate, double beta1, double beta2, double epsilon, long t) {
    AdamStep step = new AdamStep(beta1, beta2, epsilon);
    step.moveTo(rate, t);
    return step;
  }

  /**
   * Prepares another update with the same decays.
   *
   * @param t 1 for the first update
   */
  public void moveTo(double learningRate, long t) {
    double correction1 = 1 - StrictMath.pow(decay1, t);
    double correction2 = 1 - StrictMath.pow(decay2, t);
    rate = (float) (learningRate / correction1);
    inverseRootCorrection = (float) (1 / StrictMath.sqrt(correction2));
  }

  /** β₁, the decay of the first moment. */
  public float beta1() {
    return (float) decay1;
  }

  /** 1 − β₁, rounded once. */
  public float oneMinusBeta1() {
    return (float) (1 - decay1);
  }

  /** β₂, the decay of the second moment. */
  public float beta2() {
    return (float) decay2;
  }

  /** 1 − β₂, rounded once. */
  public float oneMinusBeta2() {
    return (float) (1 - decay2);
  }

  /** α / (1 − β₁ᵗ). */
  public float rate() {
    return rate;
  }

  /** 1 / √(1 − β₂ᵗ). */
  public float inverseRootCorrection() {
    return inverseRootCorrection;
  }

  /** Added to the root. */
  public float epsilon() {
    return epsilon;
  }

  @Override
  public String toString() {
    return "beta1 " + beta1() + ", beta2 " + beta2() + ", epsilon " + epsilon + ", corrected rate " + rate
        + ", inverse root correction " + inverseRootCorrection;
  }
}
