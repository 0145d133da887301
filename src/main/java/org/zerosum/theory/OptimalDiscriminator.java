package org.zerosum.theory;

/**
 * D*(x) = p(x) / (p(x) + q(x)), the discriminator that maximises V(D, G) for a fixed generator of density q
 * (Goodfellow et al., arXiv:1406.2661, proposition 1), evaluated on the nodes of a {@link Quadrature} together with any other D.
 *
 * <p>Everything is computed from ln p and ln q: D* = sigmoid(ln p − ln q). Where both densities are 0, D* is not defined
 * and no integral asks for it.
 */
public final class OptimalDiscriminator {
  private final Distribution p;
  private final Distribution q;
  private final Quadrature nodes;
  private final double[] logP;
  private final double[] logQ;

  /**
   * @param p the data's distribution
   * @param q the generator's
   */
  public OptimalDiscriminator(Distribution p, Distribution q) {
    this.p = p;
    this.q = q;
    this.nodes = Quadrature.of(p, q);
    this.logP = nodes.logDensities(p);
    this.logQ = nodes.logDensities(q);
  }

  /** The nodes on which integrals are sums. */
  public Quadrature nodes() {
    return nodes;
  }

  /** The mean of a coordinate under m = (p + q)/2. */
  public double mean(int axis) {
    return underMixture(i -> nodes.points()[i * nodes.dimension() + axis]).value();
  }

  /** The standard deviation of a coordinate under m = (p + q)/2. */
  public double deviation(int axis) {
    double mean = mean(axis);
    return Math.sqrt(underMixture(i -> Math.pow(nodes.points()[i * nodes.dimension() + axis] - mean, 2)).value());
  }

  private Estimate underMixture(Quadrature.Integrand f) {
    return nodes.integrate(i -> {
      double m = 0.5 * (Math.exp(logP[i]) + Math.exp(logQ[i]));
      return m == 0 ? 0 : m * f.at(i);
    });
  }

  /** D*(x); NaN where neither density is positive. */
  public double probability(double... x) {
    return Logit.sigmoid(p.logDensity(x, 0) - q.logDensity(x, 0));
  }

  /** D* at node i. */
  public double atNode(int i) {
    return Logit.sigmoid(logP[i] - logQ[i]);
  }

  /**
   * V(D, G) = E_p[ln D] + E_q[ln(1 − D)] for D = sigmoid(logit), by quadrature.
   *
   * @param logits one per node
   */
  public Estimate value(double[] logits) {
    return nodes.integrate(i -> -weighted(logP[i], -logits[i]) - weighted(logQ[i], logits[i]));
  }

  /** V(D*, G) by its definition; equals −ln 4 + 2·JSD. */
  public Estimate optimalValue() {
    return nodes.integrate(i -> -weighted(logP[i], logQ[i] - logP[i]) - weighted(logQ[i], logP[i] - logQ[i]));
  }

  private static double weighted(double logDensity, double logit) {
    double density = Math.exp(logDensity);
    return density == 0 ? 0 : density * Logit.softplus(logit);
  }

  /**
   * E_m|D − D*| under m = (p + q)/2.
   *
   * @param logits of D, one per node
   */
  public Estimate meanDifference(double[] logits) {
    return underMixture(i -> Math.abs(Logit.sigmoid(logits[i]) - atNode(i)));
  }

  /**
   * E_m[2D] under m = (p + q)/2. For D* it is 1, because 2D* is Garcia's D_X, the density of the data with respect to m.
   *
   * @param logits of D, one per node
   */
  public Estimate meanDensity(double[] logits) {
    return underMixture(i -> 2 * Logit.sigmoid(logits[i]));
  }

  /**
   * The largest |D − D*| where samples fall: over the nodes of highest m = (p + q)/2 that together hold a share of its mass. Out in
   * the tails no sample has ever told D anything.
   *
   * @param logits of D, one per node
   * @param mass in (0, 1], for example 0.99
   */
  public double largestDifference(double[] logits, double mass) {
    double[] m = new double[logits.length];
    double high = 0;
    for (int i = 0; i < m.length; i++) {
      m[i] = 0.5 * (Math.exp(logP[i]) + Math.exp(logQ[i]));
      high = Math.max(high, m[i]);
    }
    // The least density that belongs to the region, by bisection; where m is constant all of it belongs or nothing.
    double low = 0;
    for (int round = 0; round < 60; round++) {
      double middle = (low + high) / 2;
      if (nodes.integrate(i -> m[i] >= middle ? m[i] : 0).value() >= mass) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double largest = 0;
    for (int i = 0; i < m.length; i++) {
      if (m[i] > 0 && m[i] >= low) {
        largest = Math.max(largest, Math.abs(Logit.sigmoid(logits[i]) - atNode(i)));
      }
    }
    return largest;
  }

  /**
   * What Garcia's lemma 1.2 says, D_X + D_G(Z) = 2, of the densities with respect to M = ½X + ½G(Z): the largest |p/m + q/m − 2|
   * over the nodes where m &gt; 0, with m evaluated as a distribution of its own.
   */
  public double lemmaDefect() {
    Distribution m = mixture();
    double[] logM = nodes.logDensities(m);
    double largest = 0;
    for (int i = 0; i < logM.length; i++) {
      if (Math.exp(logM[i]) > 0) {
        largest = Math.max(largest, Math.abs(Math.exp(logP[i] - logM[i]) + Math.exp(logQ[i] - logM[i]) - 2));
      }
    }
    return largest;
  }

  private Distribution mixture() {
    if (p instanceof Mixture a && q instanceof Mixture b) {
      return a.with(0.5, b);
    }
    java.util.List<double[]> points = new java.util.ArrayList<>();
    double[] weights = new double[nodes.count()];
    for (int i = 0; i < weights.length; i++) {
      points.add(java.util.Arrays.copyOfRange(nodes.points(), i * nodes.dimension(), (i + 1) * nodes.dimension()));
      weights[i] = 0.5 * (Math.exp(logP[i]) + Math.exp(logQ[i]));
    }
    return new PointMasses(points, weights);
  }
}
