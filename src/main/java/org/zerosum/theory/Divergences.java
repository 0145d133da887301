package org.zerosum.theory;

/**
 * Divergences of two distributions in nats: by quadrature for densities, exact sums for discrete ones and histograms.
 *
 * <p>KL(p‖q) = ∫ p ln(p/q); JSD(p, q) = ½ KL(p‖m) + ½ KL(q‖m) with m = (p + q)/2, so 0 ≤ JSD ≤ ln 2 with equality at p = q
 * and at disjoint supports (Lin, IEEE Trans. Inf. Theory 37, 1991).
 */
public final class Divergences {
  private Divergences() {}

  /** KL(p‖q); +∞ if q is 0 where p is not. The reverse divergence of GANs' literature is {@code kl(q, p)}. */
  public static Estimate kl(Distribution p, Distribution q) {
    Quadrature nodes = Quadrature.of(p, q);
    double[] logP = nodes.logDensities(p);
    double[] logQ = nodes.logDensities(q);
    Estimate found = nodes.integrate(i -> Math.exp(logP[i]) == 0 ? 0 : Math.exp(logP[i]) * (logP[i] - logQ[i]));
    return found.value() == Double.POSITIVE_INFINITY ? new Estimate(found.value(), 0) : found;
  }

  /** JSD(p, q). */
  public static Estimate jsd(Distribution p, Distribution q) {
    Quadrature nodes = Quadrature.of(p, q);
    double[] logP = nodes.logDensities(p);
    double[] logQ = nodes.logDensities(q);
    return nodes.integrate(i -> 0.5 * (relative(logP[i], logQ[i]) + relative(logQ[i], logP[i])));
  }

  /** a ln(2a / (a + b)) from logarithms. */
  private static double relative(double logA, double logB) {
    double a = Math.exp(logA);
    return a == 0 ? 0 : a * (Math.log(2) - Logit.softplus(logB - logA));
  }

  /** KL(p‖q) of two discrete distributions; +∞ if q is 0 where p is not. */
  public static double kl(double[] p, double[] q) {
    requireSameLength(p, q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += p[i] == 0 ? 0 : p[i] * Math.log(p[i] / q[i]);
    }
    return sum;
  }

  /** JSD(p, q) of two discrete distributions. */
  public static double jsd(double[] p, double[] q) {
    requireSameLength(p, q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      sum += 0.5 * (relative(Math.log(p[i]), Math.log(q[i])) + relative(Math.log(q[i]), Math.log(p[i])));
    }
    return sum;
  }

  private static void requireSameLength(double[] p, double[] q) {
    if (p.length != q.length) {
      throw new IllegalArgumentException("divergence: the distributions have " + p.length + " and " + q.length
          + " probabilities but need as many");
    }
  }
}
