package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class GaussianMixtureTest {
  private static float[] points(GaussianMixture mixture) {
    float[] points = new float[2 * mixture.size()];
    for (int i = 0; i < mixture.size(); i++) {
      mixture.read(i, points, 2 * i);
    }
    return points;
  }

  private static void checkMoments(GaussianMixture mixture) {
    float[] points = points(mixture);
    int modes = mixture.modes();
    double[] sum = new double[modes];
    double[] squares = new double[modes];
    int[] counts = new int[modes];
    for (int i = 0; i < mixture.size(); i++) {
      int mode = mixture.nearestMode(points[2 * i], points[2 * i + 1]);
      assertEquals(mode, mixture.label(i));
      double dx = points[2 * i] - mixture.centreX(mode);
      double dy = points[2 * i + 1] - mixture.centreY(mode);
      sum[mode] += dx + dy;
      squares[mode] += dx * dx + dy * dy;
      counts[mode]++;
      assertTrue(Math.abs(points[2 * i]) <= 1 && Math.abs(points[2 * i + 1]) <= 1);
    }
    double deviation = mixture.standardDeviation();
    for (int mode = 0; mode < modes; mode++) {
      double expected = (double) mixture.size() / modes;
      assertEquals(expected, counts[mode], 5 * Math.sqrt(expected));
      assertEquals(0, sum[mode] / (2 * counts[mode]), 5 * deviation / Math.sqrt(2 * counts[mode]));
      assertEquals(deviation, Math.sqrt(squares[mode] / (2 * counts[mode])), 0.1 * deviation);
    }
  }

  @Test
  void hasTheMomentsItPromises() {
    checkMoments(GaussianMixture.ring(20_000, 3));
    checkMoments(GaussianMixture.grid(25_000, 4));
  }

  @Test
  void liesWhereTheLiteraturePutsIt() {
    GaussianMixture ring = GaussianMixture.ring(10, 0);
    assertEquals(8, ring.modes());
    assertEquals(0.02 / 2, ring.standardDeviation() / ring.centreX(0), 1e-12);
    assertEquals(0.8, ring.centreY(2), 1e-12);
    GaussianMixture grid = GaussianMixture.grid(10, 0);
    assertEquals(25, grid.modes());
    assertEquals(0.05 / 2, grid.standardDeviation() / (grid.centreX(1) - grid.centreX(0)), 1e-12);
    assertEquals(-0.8, grid.centreY(0), 1e-12);
  }

  @Test
  void countsCoveredModes() {
    GaussianMixture ring = GaussianMixture.ring(2_000, 1);
    GaussianMixture.Coverage all = ring.coverage(points(ring), 3);
    assertEquals(8, all.modes());
    assertEquals(1 - Math.exp(-4.5), all.highQuality(), 0.01);
    GaussianMixture.Coverage one = ring.coverage(new float[] {0.8f, 0f, 0.8f, 0.001f, 0f, 0f, Float.NaN, 0f}, 3);
    assertEquals(1, one.modes());
    assertEquals(0.5, one.highQuality());
    assertEquals(0, ring.coverage(new float[0], 3).modes());
  }

  @Test
  void aSampleDependsOnSeedAndIndexOnly() {
    Dataset data = Datasets.open("ring", ImageOptions.defaults());
    assertEquals(new SampleShape(2, 1, 1), data.sampleShape());
    assertTrue(data.sampleShape().isVector());
    float[] a = new float[2];
    float[] b = new float[2];
    data.read(9, a, 0);
    GaussianMixture.ring(10, 0).read(9, b, 0);
    assertArrayEquals(a, b);
    assertEquals(25, Datasets.open("grid", ImageOptions.defaults()).classNames().size());
    GaussianMixture.ring(10, 0).read(0, a, 0);
    assertEquals("-0x1.94d104p-1", Float.toHexString(a[0]));
    assertEquals("0x1.4adc8p-7", Float.toHexString(a[1]));
  }
}
