package org.zerosum.metrics;

/**
 * The squared Fréchet (2-Wasserstein) distance of two Gaussians with given means and covariances.
 *
 * <p>|m₁ − m₂|² + tr S₁ + tr S₂ − 2 tr (S₁^½ S₂ S₁^½)^½. The last trace is the sum of the square roots of the eigenvalues of a
 * symmetric matrix: with S₁ = Vᵀ Λ V, of Λ^½ V S₂ Vᵀ Λ^½. Eigenvalues that rounding made negative count as 0, so singular
 * covariances are no special case and nothing complex appears.
 *
 * <p>On features of an Inception network this is the Fréchet Inception Distance (Heusel et al., arXiv:1706.08500, eq. 6); on
 * other features it is another number, hence the extractor's name in the metric's. Units: those of the features, squared. It is
 * biased upwards, the more the fewer the samples. Source of the formula: Dowson and Landau, J. Multivariate Anal. 12, 1982.
 */
public final class FrechetDistance {
  private static final int CACHED_ROWS = 32;

  private FrechetDistance() {}

  /**
   * The distance of two sets of features by their statistics.
   *
   * @return at least 0; rounding below 0 is cut off
   * @throws IllegalArgumentException if the dimensions differ
   */
  public static double of(FeatureStatistics a, FeatureStatistics b) {
    int d = a.dimension();
    if (b.dimension() != d) {
      throw new IllegalArgumentException("Fréchet distance: one set has " + d + " features and the other " + b.dimension()
          + "; use one extractor for both");
    }
    double sum = 0;
    for (int k = 0; k < d; k++) {
      double difference = a.mean()[k] - b.mean()[k];
      sum += difference * difference + a.covariance()[k * d + k] + b.covariance()[k * d + k];
    }
    return Math.max(0, sum - 2 * traceOfRoot(a.covariance(), b.covariance(), d));
  }

  private static double traceOfRoot(double[] first, double[] second, int d) {
    SymmetricEigen eigen = SymmetricEigen.of(first, d);
    double[] product = congruence(eigen.vectors(), second, d);
    double[] roots = new double[d];
    for (int i = 0; i < d; i++) {
      roots[i] = Math.sqrt(Math.max(0, eigen.values()[i]));
    }
    double[] inner = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        // Symmetric but for rounding; the solver wants it exactly so.
        inner[i * d + j] = roots[i] * roots[j] * (product[i * d + j] + product[j * d + i]) / 2;
      }
    }
    double trace = 0;
    for (double value : SymmetricEigen.values(inner, d)) {
      trace += Math.sqrt(Math.max(0, value));
    }
    return trace;
  }

  /** V S Vᵀ, with (V S)ᵀ in between so that both products run along rows. */
  private static double[] congruence(double[] v, double[] s, int d) {
    double[] half = product(v, s, d);
    double[] transposed = new double[d * d];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        transposed[j * d + i] = half[i * d + j];
      }
    }
    // V (V S)ᵀ = V S Vᵀ, since S is symmetric.
    return product(v, transposed, d);
  }

  /** A B, with so few rows of B at once that they stay in a cache. */
  private static double[] product(double[] a, double[] b, int d) {
    double[] out = new double[d * d];
    for (int from = 0; from < d; from += CACHED_ROWS) {
      int to = Math.min(d, from + CACHED_ROWS);
      for (int i = 0; i < d; i++) {
        for (int k = from; k < to; k++) {
          addScaled(out, i * d, a[i * d + k], b, k * d, d);
        }
      }
    }
    return out;
  }

  private static void addScaled(double[] out, int to, double factor, double[] b, int from, int count) {
    for (int j = 0; j < count; j++) {
      out[to + j] += factor * b[from + j];
    }
  }
}
