package org.zerosum.io;

import java.util.Map;
import java.util.Optional;

/**
 * What a run's measurements are where p_g = p_data and D is at its best. Real samples with the label 1 − s give
 * D*(x) = (1 − s)·p/(p + p_g), so D* = (1 − s)/2 =: d; then L_D = −(1 − s)·log d − (1 + s)·log(1 − d), which is 2 log 2
 * without smoothing, and V = log d + log(1 − d). Source: Goodfellow et al., arXiv:1406.2661, theorem 1; Salimans et
 * al., arXiv:1606.03498, section 3.4, for s.
 *
 * @param probability D(x) = D(G(z)) = d
 * @param smoothing s
 */
record Equilibrium(double probability, double lossD, double lossG, double value, double smoothing) {
  /** That of the run's objective; empty if it is not one of cross entropy. */
  static Optional<Equilibrium> of(Map<String, Object> options) {
    Object objective = options.getOrDefault("objective", "non-saturating");
    boolean saturating = "saturating".equals(objective) || "minimax".equals(objective);
    if (!saturating && !"non-saturating".equals(objective)) {
      return Optional.empty();
    }
    double s = options.get("label-smoothing") instanceof Number number ? number.doubleValue() : 0;
    double d = (1 - s) / 2;
    return Optional.of(new Equilibrium(d, -(1 - s) * Math.log(d) - (1 + s) * Math.log(1 - d),
        saturating ? Math.log(1 - d) : -Math.log(d), Math.log(d) + Math.log(1 - d), s));
  }
}
