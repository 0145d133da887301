package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.zerosum.data.GaussianMixture;

/** Mode coverage and the histogram divergence of points. */
final class PlaneMetricsTest {
  private static final double[] CENTRES = {-0.5, 0, 0.5, 0, 0, 0.5, 0, -0.5};

  private static Features points(float... xy) {
    return new Features(xy, xy.length / 2, 2);
  }

  private static Features sample(GaussianMixture mixture, int count) {
    float[] values = new float[2 * count];
    for (int i = 0; i < count; i++) {
      mixture.read(i, values, 2 * i);
    }
    return points(values);
  }

  @Test
  void pointsAreCountedByHand() {
    // Two points near mode 0, one near mode 1, one that belongs to mode 1 but is 4 deviations away.
    ModeCoverage found = ModeCoverage.of(points(-0.5f, 0, -0.48f, 0.02f, 0.5f, 0.0299f, 0.54f, 0), CENTRES, 0.01);
    assertEquals(4, found.modes());
    assertEquals(2, found.covered());
    assertEquals(3 / 4.0, found.highQuality());
    // Shares ½ and ½ against ¼ each: ln 2.
    assertEquals(Math.log(2), found.reverseKl(), 1e-15);
  }

  @Test
  void theReverseDivergenceReachesItsEnds() {
    assertEquals(0, ModeCoverage.of(points(-0.5f, 0, 0.5f, 0, 0, 0.5f, 0, -0.5f), CENTRES, 0.01).reverseKl(), 1e-15);
    assertEquals(Math.log(4), ModeCoverage.of(points(-0.5f, 0, -0.5f, 0), CENTRES, 0.01).reverseKl(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> ModeCoverage.of(new Features(new float[3], 1, 3), CENTRES, 0.01));
  }

  @Test
  void theDataCoverTheirModes() {
    for (GaussianMixture mixture : new GaussianMixture[] {GaussianMixture.ring(20_000, 5), GaussianMixture.grid(20_000, 5)}) {
      double[] centres = new double[2 * mixture.modes()];
      for (int mode = 0; mode < mixture.modes(); mode++) {
        centres[2 * mode] = mixture.centreX(mode);
        centres[2 * mode + 1] = mixture.centreY(mode);
      }
      Features real = sample(mixture, 20_000);
      ModeCoverage found = ModeCoverage.of(real, centres, mixture.standardDeviation());
      GaussianMixture.Coverage counted = mixture.coverage(real.values(), ModeCoverage.DEVIATIONS);
      assertEquals(counted.modes(), found.covered());
      assertEquals(counted.highQuality(), found.highQuality(), 1e-4);
      assertEquals(1 - Math.exp(-4.5), found.highQuality(), 0.003);
      assertTrue(found.reverseKl() < 0.002, mixture.name() + ": " + found);
    }
  }

  @Test
  void theDivergenceOfHistogramsReachesItsEnds() {
    PlaneHistogram a = new PlaneHistogram(points(-0.9f, -0.9f, 0.3f, 0.3f));
    assertEquals(0, a.jensenShannon(a));
    assertEquals(Math.log(2), a.jensenShannon(new PlaneHistogram(points(0.9f, 0.9f))), 1e-15);
    // p = (½, ½), q = (1, 0), m = (¾, ¼): ½ (½ ln ⅔ + ½ ln 2) + ½ ln 4/3.
    double expected = 0.5 * (0.5 * Math.log(2 / 3.0) + 0.5 * Math.log(2)) + 0.5 * Math.log(4 / 3.0);
    PlaneHistogram b = new PlaneHistogram(points(-0.9f, -0.9f));
    assertEquals(expected, a.jensenShannon(b), 1e-15);
    assertEquals(expected, b.jensenShannon(a), 1e-15);
  }

  @Test
  void whatLiesOutsideIsOneBin() {
    PlaneHistogram outside = new PlaneHistogram(points(-1.01f, 0, 5, 5, 1, 0));
    assertEquals(0, outside.jensenShannon(new PlaneHistogram(points(0, 1, 0, -7))));
    assertEquals(Math.log(2), outside.jensenShannon(new PlaneHistogram(points(-1, -1, 0.999f, 0.999f))), 1e-15);
  }

  /** (B − 1)/8 · (1/n + 1/m) of two samples of the ring, whose bins are mostly filled. */
  @Test
  void twoSamplesOfTheDataHaveTheBiasThatIsStated() {
    PlaneHistogram a = new PlaneHistogram(sample(GaussianMixture.ring(20_000, 1), 20_000));
    double found = a.jensenShannon(new PlaneHistogram(sample(GaussianMixture.ring(20_000, 2), 20_000)));
    assertTrue(found > 0.0005 && found < 0.005, "" + found);
  }
}
