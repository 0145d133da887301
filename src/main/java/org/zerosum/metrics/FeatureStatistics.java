package org.zerosum.metrics;

/**
 * Mean and covariance of features, in double.
 *
 * <p>m = (1/n) Σ x_i, S = (1/(n − 1)) Σ (x_i − m)(x_i − m)ᵀ: divided by n − 1, as NumPy's {@code cov} and with it the reference
 * implementation of the Fréchet Inception Distance do. S has rank n − 1 at most.
 *
 * @param count n
 * @param mean [dimension]
 * @param covariance [dimension, dimension] row-major, symmetric; the arrays are not copied and must not change
 */
public record FeatureStatistics(int count, double[] mean, double[] covariance) {
  /**
   * Checks the extents.
   *
   * @throws IllegalArgumentException if the covariance is not square of the mean's length
   */
  public FeatureStatistics {
    if (mean.length == 0 || covariance.length != (long) mean.length * mean.length) {
      throw new IllegalArgumentException("feature statistics: a mean of " + mean.length + " needs a square covariance of that side, not "
          + covariance.length + " numbers");
    }
  }

  /**
   * The statistics of some samples.
   *
   * @throws IllegalArgumentException if there are fewer than two samples
   */
  public static FeatureStatistics of(Features features) {
    Features.requireSamples("feature statistics", features, 2);
    int n = features.count();
    int d = features.dimension();
    float[] x = features.values();
    double[] mean = new double[d];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < d; k++) {
        mean[k] += x[i * d + k];
      }
    }
    for (int k = 0; k < d; k++) {
      mean[k] /= n;
    }
    return new FeatureStatistics(n, mean, covariance(features, mean));
  }

  /** Features per sample. */
  public int dimension() {
    return mean.length;
  }

  /** Four samples at a time, so that a large covariance is walked through a quarter as often. */
  private static double[] covariance(Features features, double[] mean) {
    int n = features.count();
    int d = features.dimension();
    double[] s = new double[d * d];
    double[][] x = new double[4][d];
    for (int i = 0; i < n; i += 4) {
      for (int r = 0; r < 4; r++) {
        for (int k = 0; k < d; k++) {
          x[r][k] = i + r < n ? features.values()[(i + r) * d + k] - mean[k] : 0;
        }
      }
      for (int row = 0; row < d; row++) {
        addProducts(s, row * d, row, x, d);
      }
    }
    for (int i = 0; i < d; i++) {
      for (int j = i; j < d; j++) {
        s[i * d + j] /= n - 1;
        s[j * d + i] = s[i * d + j];
      }
    }
    return s;
  }

  private static void addProducts(double[] s, int place, int row, double[][] x, int d) {
    double a = x[0][row];
    double b = x[1][row];
    double c = x[2][row];
    double e = x[3][row];
    double[] x0 = x[0];
    double[] x1 = x[1];
    double[] x2 = x[2];
    double[] x3 = x[3];
    for (int j = row; j < d; j++) {
      s[place + j] += a * x0[j] + b * x1[j] + (c * x2[j] + e * x3[j]);
    }
  }
}
