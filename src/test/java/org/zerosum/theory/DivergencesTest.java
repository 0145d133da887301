package org.zerosum.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Divergences by quadrature against closed forms, their bounds and symmetries, and the stated errors. */
final class DivergencesTest {
  private static final double LOG_2 = Math.log(2);

  private static void assertEstimate(double expected, Estimate found) {
    assertEquals(expected, found.value(), 1e-9);
    assertTrue(Math.abs(found.value() - expected) <= found.error() + 1e-14, found + " is farther from " + expected + " than it says");
  }

  /** d ln(σ₂/σ₁) + (d σ₁² + ‖μ₁ − μ₂‖²) / 2σ₂² − d/2. */
  private static double klOfNormals(int d, double distance, double s1, double s2) {
    return d * Math.log(s2 / s1) + (d * s1 * s1 + distance * distance) / (2 * s2 * s2) - d / 2.0;
  }

  @Test
  void klOfNormalsOnTheLineAndInThePlane() {
    assertEstimate(klOfNormals(1, 1, 1, 2), Divergences.kl(Mixture.normal(0, 1), Mixture.normal(1, 2)));
    assertEstimate(klOfNormals(1, 3, 0.2, 1), Divergences.kl(Mixture.normal(-1, 0.2), Mixture.normal(2, 1)));
    assertEstimate(klOfNormals(2, 5, 0.5, 1), Divergences.kl(Mixture.normal(0, 0, 0.5), Mixture.normal(3, 4, 1)));
    assertEstimate(0, Divergences.kl(Mixture.normal(0, 1), Mixture.normal(0, 1)));
  }

  @Test
  void klOfNormalsFarApartDoesNotUnderflow() {
    assertEquals(klOfNormals(1, 100, 1, 1), Divergences.kl(Mixture.normal(0, 1), Mixture.normal(100, 1)).value(), 1e-6);
  }

  @Test
  void klIsInfiniteWhereTheOtherNeverGoes() {
    assertEquals(Double.POSITIVE_INFINITY, Divergences.kl(Mixture.uniform(0, 2), Mixture.uniform(1, 3)).value());
    assertEstimate(LOG_2, Divergences.kl(Mixture.uniform(0, 1), Mixture.uniform(0, 2)));
    assertEquals(Double.POSITIVE_INFINITY, Divergences.kl(new double[] {0.5, 0.5}, new double[] {1, 0}));
  }

  @Test
  void jsdReachesItsBounds() {
    assertEstimate(0, Divergences.jsd(Mixture.normal(0, 1), Mixture.normal(0, 1)));
    assertEstimate(LOG_2, Divergences.jsd(Mixture.uniform(-2, -1), Mixture.uniform(1, 2)));
    assertEstimate(LOG_2 / 2, Divergences.jsd(Mixture.uniform(0, 2), Mixture.uniform(1, 3)));
    assertEquals(LOG_2, Divergences.jsd(Mixture.normal(0, 1), Mixture.normal(40, 1)).value(), 1e-9);
    Mixture squares = Mixture.of(new Component.Uniform(new double[] {0, 0}, new double[] {1, 2}));
    assertEstimate(LOG_2 / 2, Divergences.jsd(squares, Mixture.of(new Component.Uniform(new double[] {0, 1}, new double[] {1, 3}))));
  }

  @Test
  void jsdOfRandomMixturesIsSymmetricAndWithinItsBounds() {
    SplittableRandom random = new SplittableRandom(4);
    for (int round = 0; round < 20; round++) {
      Mixture p = random(random);
      Mixture q = random(random);
      Estimate there = Divergences.jsd(p, q);
      assertEquals(there.value(), Divergences.jsd(q, p).value(), 1e-12);
      assertTrue(there.value() > 0 && there.value() < LOG_2 && there.error() < 1e-5, there.toString());
      Mixture m = p.with(0.5, q);
      double byDefinition = 0.5 * (Divergences.kl(p, m).value() + Divergences.kl(q, m).value());
      assertEquals(byDefinition, there.value(), 1e-8);
    }
  }

  private static Mixture random(SplittableRandom random) {
    Component[] components = new Component[1 + random.nextInt(3)];
    for (int i = 0; i < components.length; i++) {
      components[i] = new Component.Normal(new double[] {4 * random.nextDouble() - 2}, 0.05 + random.nextDouble());
    }
    return Mixture.of(components);
  }

  @Test
  void inThePlaneAnAxisOnWhichBothAgreeChangesNothing() {
    for (double distance : new double[] {0.3, 1, 4}) {
      double line = Divergences.jsd(Mixture.normal(0, 0.5), Mixture.normal(distance, 0.5)).value();
      Estimate plane = Divergences.jsd(Mixture.normal(0, 0.7, 0.5), Mixture.normal(distance, 0.7, 0.5));
      assertEstimate(line, plane);
    }
  }

  @Test
  void discreteDivergencesAreSums() {
    double[] p = {0.1, 0.9};
    double[] q = {0.6, 0.4};
    double kl = 0.1 * Math.log(0.1 / 0.6) + 0.9 * Math.log(0.9 / 0.4);
    double jsd = 0.05 * Math.log(0.1 / 0.35) + 0.45 * Math.log(0.9 / 0.65) + 0.3 * Math.log(0.6 / 0.35) + 0.2 * Math.log(0.4 / 0.65);
    assertEquals(kl, Divergences.kl(p, q), 1e-15);
    assertEquals(jsd, Divergences.jsd(p, q), 1e-15);
    List<double[]> points = List.of(new double[] {-1, 3}, new double[] {2, 2});
    assertEstimate(kl, Divergences.kl(new PointMasses(points, p), new PointMasses(points, q)));
    assertEstimate(jsd, Divergences.jsd(new PointMasses(points, p), new PointMasses(points.reversed(), new double[] {0.4, 0.6})));
    assertEquals(LOG_2, Divergences.jsd(new double[] {1, 0}, new double[] {0, 1}), 1e-15);
    assertEquals(LOG_2 / 2, Divergences.jsd(new double[] {0.5, 0.5, 0}, new double[] {0, 0.5, 0.5}), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> Divergences.jsd(new double[2], new double[3]));
  }

  @Test
  void binningNeverAddsAndSamplesAddLittle() {
    Mixture p = Mixture.normal(0, 1);
    Mixture q = Mixture.normal(1, 1);
    double whole = Divergences.jsd(p, q).value();
    double before = 0;
    for (int bins : new int[] {4, 16, 64}) {
      Histogram histogram = new Histogram(-5, 6, bins);
      double binned = Divergences.jsd(histogram.masses(p), histogram.masses(q));
      assertTrue(binned > before && binned <= whole + 1e-12, bins + " bins: " + binned + " of " + whole);
      before = binned;
    }
    assertEquals(whole, before, 1e-3);
    Histogram samples = new Histogram(-5, 6, 64);
    float[] drawn = new float[100_000];
    p.fill(new SplittableRandom(1), drawn);
    samples.add(drawn);
    double noise = Divergences.jsd(samples.masses(p), samples.shares());
    assertTrue(noise > 0 && noise < 3 * 65 / (8 * 100_000.0), "JSD of samples from their own distribution: " + noise);
  }

  @Test
  void aHistogramCountsWhatLiesOutside() {
    Histogram histogram = new Histogram(0, 1, 2);
    histogram.add(-3f, 0.25f, 0.75f, 0.75f, 1f, 8f, Float.NaN, Float.POSITIVE_INFINITY);
    double[] shares = histogram.shares();
    assertEquals(8, shares[0] * 8 + shares[1] * 8 + shares[2] * 8 + shares[3] * 8, 1e-12);
    assertEquals(3 / 8.0, shares[3]);
    assertEquals(2 / 8.0, shares[2]);
    assertThrows(IllegalArgumentException.class, () -> new Histogram(1, 1, 3));
  }
}
