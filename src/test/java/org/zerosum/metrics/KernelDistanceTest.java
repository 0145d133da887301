package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class KernelDistanceTest {
  private static double kernel(float[] x, int i, float[] y, int j, int d) {
    double product = 0;
    for (int k = 0; k < d; k++) {
      product += x[i * d + k] * (double) y[j * d + k];
    }
    return Math.pow(product / d + 1, 3);
  }

  @Test
  void aSubsetIsTheUnbiasedEstimateByItsDefinition() {
    int m = 7;
    int d = 5;
    Features x = Gaussians.of(m, d, 0, 1, 1);
    Features y = Gaussians.of(m, d, 0.3, 1.5, 2);
    double expected = 0;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < m; j++) {
        if (i != j) {
          expected += (kernel(x.values(), i, x.values(), j, d) + kernel(y.values(), i, y.values(), j, d)) / (m * (m - 1));
        }
        expected -= 2 * kernel(x.values(), i, y.values(), j, d) / (m * m);
      }
    }
    KernelDistance found = KernelDistance.of(x, y, m);
    assertEquals(expected, found.value(), 1e-12 * Math.abs(expected));
    assertEquals(1, found.subsets());
    assertTrue(Double.isNaN(found.standardError()));
  }

  @Test
  void subsetsAreDisjointAndGiveTheStandardError() {
    Features x = Gaussians.of(30, 3, 0, 1, 3);
    Features y = Gaussians.of(25, 3, 1, 1, 4);
    KernelDistance all = KernelDistance.of(x, y, 10);
    double first = KernelDistance.of(x.part(0, 10), y.part(0, 10), 10).value();
    double second = KernelDistance.of(x.part(10, 20), y.part(10, 20), 10).value();
    assertEquals(2, all.subsets());
    assertEquals((first + second) / 2, all.value(), 1e-12);
    // Of two values: s² = (a − b)²/2, s/√2 = |a − b|/2.
    assertEquals(Math.abs(first - second) / 2, all.standardError(), 1e-12);
  }

  /** E k is the same in all three sums, so the estimate is 0 within its error. */
  @Test
  void equalDistributionsAreNearZeroOnBothSides() {
    KernelDistance equal = KernelDistance.of(Gaussians.of(8_000, 4, 0, 1, 5), Gaussians.of(8_000, 4, 0, 1, 6), 400);
    assertEquals(20, equal.subsets());
    assertEquals(0, equal.value(), 4 * equal.standardError());
    assertTrue(equal.standardError() > 0 && equal.standardError() < 0.01, "" + equal);
  }

  /** d = 1, y = c fixed, x = 0 fixed: k(x, x) = 1, k(y, y) = (c² + 1)³, k(x, y) = 1. */
  @Test
  void pointMassesHaveAClosedForm() {
    Features zero = new Features(new float[6], 6, 1);
    float[] two = {2, 2, 2, 2, 2, 2};
    assertEquals(1 + 125 - 2, KernelDistance.of(zero, new Features(two, 6, 1), 6).value(), 1e-12);
  }

  @Test
  void smallSetsGetTwoHalves() {
    KernelDistance small = KernelDistance.of(Gaussians.of(11, 2, 0, 1, 1), Gaussians.of(40, 2, 0, 1, 1));
    assertEquals(2, small.subsets());
    assertEquals(5, small.subsetSize());
    assertThrows(IllegalArgumentException.class, () -> KernelDistance.of(Gaussians.of(1, 2, 0, 1, 1), Gaussians.of(40, 2, 0, 1, 1)));
    assertThrows(IllegalArgumentException.class, () -> KernelDistance.of(Gaussians.of(9, 2, 0, 1, 1), Gaussians.of(9, 3, 0, 1, 1)));
  }
}
