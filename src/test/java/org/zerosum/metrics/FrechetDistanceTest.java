package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.zerosum.tensor.DataException;

final class FrechetDistanceTest {
  private static FeatureStatistics gaussian(double[] mean, double[] covariance) {
    return new FeatureStatistics(1_000, mean, covariance);
  }

  private static double[] diagonal(double... values) {
    double[] s = new double[values.length * values.length];
    for (int i = 0; i < values.length; i++) {
      s[i * values.length + i] = values[i];
    }
    return s;
  }

  /** Q diag Qᵀ with the orthogonal Q of the eigenvectors of a fixed matrix. */
  private static double[] rotated(double... values) {
    int n = values.length;
    double[] v = SymmetricEigen.of(Gaussians.covariance(n, n, 11), n).vectors();
    double[] s = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          s[i * n + j] += values[k] * v[k * n + i] * v[k * n + j];
        }
      }
    }
    return s;
  }

  @Test
  void equalGaussiansHaveDistanceZero() {
    for (int rank : new int[] {1, 10, 40}) {
      FeatureStatistics g = gaussian(new double[40], Gaussians.covariance(40, rank, 5));
      assertEquals(0, FrechetDistance.of(g, g), 1e-5, "rank " + rank);
    }
  }

  /** (m₁ − m₂)² + (s₁ − s₂)². */
  @Test
  void oneDimensionHasAClosedForm() {
    FeatureStatistics a = gaussian(new double[] {3}, new double[] {4});
    FeatureStatistics b = gaussian(new double[] {-1}, new double[] {25});
    assertEquals(16 + 9, FrechetDistance.of(a, b), 1e-12);
    assertEquals(16 + 9, FrechetDistance.of(b, a), 1e-12);
    assertEquals(16 + 4, FrechetDistance.of(a, gaussian(new double[] {-1}, new double[] {0})), 1e-12);
  }

  /** Commuting covariances: Σ (√λ − √μ)² beside the means, whether the common basis is the axes or not. */
  @Test
  void commutingCovariancesHaveAClosedForm() {
    double[] lambda = {1, 4, 9, 0.25, 0};
    double[] mu = {4, 4, 1, 0, 2.25};
    double expected = 1 + 0 + 4 + 0.25 + 2.25;
    double[] zero = new double[5];
    assertEquals(expected, FrechetDistance.of(gaussian(zero, diagonal(lambda)), gaussian(zero, diagonal(mu))), 1e-12);
    assertEquals(expected, FrechetDistance.of(gaussian(zero, rotated(lambda)), gaussian(zero, rotated(mu))), 1e-6);
    double[] moved = {1, 2, 0, 0, -2};
    assertEquals(expected + 9, FrechetDistance.of(gaussian(zero, rotated(lambda)), gaussian(moved, rotated(mu))), 1e-6);
  }

  /** 2 × 2: tr (S₁S₂)^½ = √(tr S₁S₂ + 2 √(det S₁ det S₂)), also for matrices that do not commute. */
  @Test
  void twoDimensionsHaveAClosedFormWithoutCommuting() {
    Random random = new Random(2);
    for (int trial = 0; trial < 20; trial++) {
      double[] s = Gaussians.covariance(2, trial % 4 == 0 ? 1 : 3, random.nextLong());
      double[] t = Gaussians.covariance(2, 3, random.nextLong());
      double product = s[0] * t[0] + 2 * s[1] * t[1] + s[3] * t[3];
      double determinants = Math.max(0, (s[0] * s[3] - s[1] * s[1]) * (t[0] * t[3] - t[1] * t[1]));
      double expected = s[0] + s[3] + t[0] + t[3] - 2 * Math.sqrt(product + 2 * Math.sqrt(determinants));
      double[] zero = new double[2];
      assertEquals(expected, FrechetDistance.of(gaussian(zero, s), gaussian(zero, t)), 1e-6);
    }
  }

  /** Supports that are orthogonal: nothing is shared, and the distance is the sum of the traces. */
  @Test
  void rankDeficientCovariancesWithoutACommonDirectionAddTheirTraces() {
    double[] a = diagonal(2, 3, 0, 0);
    double[] b = diagonal(0, 0, 5, 0);
    assertEquals(10, FrechetDistance.of(gaussian(new double[4], a), gaussian(new double[4], b)), 1e-12);
  }

  @Test
  void theDistanceIsSymmetric() {
    FeatureStatistics a = gaussian(new double[12], Gaussians.covariance(12, 12, 1));
    FeatureStatistics b = gaussian(new double[12], Gaussians.covariance(12, 4, 2));
    assertEquals(FrechetDistance.of(a, b), FrechetDistance.of(b, a), 1e-6);
    assertTrue(FrechetDistance.of(a, b) > 0.1);
  }

  @Test
  void statisticsAreTheMeanAndTheUnbiasedCovariance() {
    FeatureStatistics s = FeatureStatistics.of(new Features(new float[] {1, 2, 3, 6, 5, 1, 7, 3, 4, 8}, 5, 2));
    assertArrayEquals(new double[] {4, 4}, s.mean(), 1e-15);
    // Columns 1 3 5 7 4 and 2 6 1 3 8, centred −3 −1 1 3 0 and −2 2 −3 −1 4: sums 20, −2, 34 over 4.
    assertArrayEquals(new double[] {5, -0.5, -0.5, 8.5}, s.covariance(), 1e-15);
  }

  @Test
  void samplesOfTwoGaussiansComeNearTheTrueDistance() {
    FeatureStatistics a = FeatureStatistics.of(Gaussians.of(20_000, 8, 0, 1, 1));
    FeatureStatistics b = FeatureStatistics.of(Gaussians.of(20_000, 8, 0.5, 2, 2));
    assertEquals(8 * (0.25 + 1), FrechetDistance.of(a, b), 0.2);
  }

  @Test
  void badArgumentsAreOneSentence() {
    FeatureStatistics a = gaussian(new double[2], new double[4]);
    FeatureStatistics b = gaussian(new double[3], new double[9]);
    assertTrue(assertThrows(IllegalArgumentException.class, () -> FrechetDistance.of(a, b)).getMessage().contains("2 features"));
    assertThrows(IllegalArgumentException.class, () -> FeatureStatistics.of(new Features(new float[2], 1, 2)));
    assertThrows(IllegalArgumentException.class, () -> new Features(new float[5], 2, 2));
    String nan = assertThrows(DataException.class, () -> new Features(new float[] {1, 2, 3, Float.NaN}, 2, 2)).getMessage();
    assertTrue(nan.contains("feature 1 of sample 1"), nan);
  }
}
