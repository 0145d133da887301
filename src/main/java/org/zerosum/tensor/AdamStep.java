package org.zerosum.tensor;

/**
 * The scalars of one Adam update, corrections for step t included (Kingma and Ba, arXiv:1412.6980, algorithm 1).
 *
 * @param beta1 decay of the first moment
 * @param oneMinusBeta1 1 − beta1, rounded once
 * @param beta2 decay of the second moment
 * @param oneMinusBeta2 1 − beta2, rounded once
 * @param rate α / (1 − beta1ᵗ)
 * @param inverseRootCorrection 1 / √(1 − beta2ᵗ)
 * @param epsilon added to the root
 */
public record AdamStep(float beta1, float oneMinusBeta1, float beta2, float oneMinusBeta2, float rate, float inverseRootCorrection,
    float epsilon) {
  /**
   * Prepares update {@code t}; in double precision by {@link StrictMath}, so that it is the same number everywhere.
   *
   * @param t 1 for the first update
   */
  public static AdamStep of(double rate, double beta1, double beta2, double epsilon, long t) {
    double correction1 = 1 - StrictMath.pow(beta1, t);
    double correction2 = 1 - StrictMath.pow(beta2, t);
    return new AdamStep((float) beta1, (float) (1 - beta1), (float) beta2, (float) (1 - beta2), (float) (rate / correction1),
        (float) (1 / StrictMath.sqrt(correction2)), (float) epsilon);
  }
}
