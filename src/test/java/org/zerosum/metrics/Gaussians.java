package org.zerosum.metrics;

import java.util.Random;

/** Seeded samples for tests. */
final class Gaussians {
  private Gaussians() {}

  /** Independent normal features with one mean and deviation. */
  static Features of(int count, int dimension, double mean, double deviation, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return new Features(values, count, dimension);
  }

  /** G Gᵀ / rank of a normal matrix G [n, rank]: symmetric, positive semi-definite, of that rank. */
  static double[] covariance(int n, int rank, long seed) {
    Random random = new Random(seed);
    double[] g = new double[n * rank];
    for (int i = 0; i < g.length; i++) {
      g[i] = random.nextGaussian();
    }
    double[] s = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < rank; k++) {
          s[i * n + j] += g[i * rank + k] * g[j * rank + k] / rank;
        }
      }
    }
    return s;
  }
}
