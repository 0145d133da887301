package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SymmetricEigenTest {
  /** A v = λ v, rows orthonormal, and the same eigenvalues without vectors. */
  private static void check(double[] a, int n) {
    SymmetricEigen eigen = SymmetricEigen.of(a, n);
    double size = Arrays.stream(a).map(Math::abs).max().orElse(0);
    double tolerance = 1e-14 * n * Math.max(size, Double.MIN_NORMAL);
    for (int i = 0; i < n; i++) {
      for (int row = 0; row < n; row++) {
        double product = 0;
        for (int j = 0; j < n; j++) {
          product += a[row * n + j] * eigen.vectors()[i * n + j];
        }
        assertEquals(eigen.values()[i] * eigen.vectors()[i * n + row], product, tolerance, "A v = lambda v, " + i + ", " + row);
        double inner = 0;
        for (int j = 0; j < n; j++) {
          inner += eigen.vectors()[i * n + j] * eigen.vectors()[row * n + j];
        }
        assertEquals(i == row ? 1 : 0, inner, 1e-14 * n, "v" + i + " * v" + row);
      }
    }
    double[] sorted = eigen.values().clone();
    Arrays.sort(sorted);
    assertArrayEquals(sorted, SymmetricEigen.values(a, n), tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16, 33, 100})
  void randomMatricesAreTakenApart(int n) {
    Random random = new Random(n);
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        a[i * n + j] = random.nextGaussian();
        a[j * n + i] = a[i * n + j];
      }
    }
    check(a, n);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 20})
  void rankDeficientMatricesAreTakenApart(int rank) {
    int n = 24;
    double[] a = Gaussians.covariance(n, rank, 3);
    check(a, n);
    double[] values = SymmetricEigen.values(a, n);
    for (int i = 0; i < n; i++) {
      assertTrue(i < n - rank ? Math.abs(values[i]) < 1e-13 : values[i] > 1e-3, i + ": " + values[i]);
    }
  }

  /** The second-difference matrix: 2 − 2 cos(kπ/(n + 1)), k = 1 … n. */
  @Test
  void aKnownSpectrumIsFound() {
    int n = 50;
    double[] a = new double[n * n];
    double[] expected = new double[n];
    for (int i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) {
        a[i * n + i - 1] = -1;
        a[(i - 1) * n + i] = -1;
      }
      expected[i] = 2 - 2 * Math.cos((i + 1) * Math.PI / (n + 1));
    }
    assertArrayEquals(expected, SymmetricEigen.values(a, n), 1e-13);
    check(a, n);
  }

  @Test
  void specialMatricesAreNoSpecialCase() {
    check(new double[9], 3);
    check(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3);
    check(new double[] {3, 0, 0, 0, -1, 0, 0, 0, 2}, 3);
    check(new double[] {0, 1, 1, 0}, 2);
    double[] ones = new double[100];
    Arrays.fill(ones, 1);
    check(ones, 10);
    check(new double[] {1e200, 2e199, 2e199, -1e200}, 2);
    check(new double[] {1e-200, 2e-201, 2e-201, -1e-200}, 2);
    check(new double[] {1, 1e-9, 0, 1e-9, 1e-18, 1e-12, 0, 1e-12, 1e-24}, 3);
  }

  @Test
  void nanDoesNotLoopForEver() {
    assertThrows(IllegalStateException.class, () -> SymmetricEigen.values(new double[] {1, Double.NaN, Double.NaN, 1}, 2));
  }
}
