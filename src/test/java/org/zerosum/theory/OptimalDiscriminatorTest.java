package org.zerosum.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/** D* = p/(p + q): its formula, that nothing beats it, V(D*, G) = −ln 4 + 2·JSD, and Garcia's lemma 1.2. */
final class OptimalDiscriminatorTest {
  static Stream<List<Distribution>> pairs() {
    return Stream.of(List.of(Mixture.of(new Component.Normal(new double[] {-1}, 0.4), new Component.Normal(new double[] {1}, 0.4)),
            Mixture.normal(0, 1)),
        List.of(Mixture.uniform(0, 2), Mixture.uniform(1, 3)), List.of(Mixture.uniform(-2, -1), Mixture.uniform(1, 2)),
        List.of(Mixture.normal(0, 0, 1), Mixture.normal(1, 1, 0.5)),
        List.of(new PointMasses(List.of(new double[] {1}, new double[] {2}), new double[] {0.1, 0.9}),
            new PointMasses(List.of(new double[] {2}, new double[] {3}), new double[] {0.5, 0.5})));
  }

  private static double[] logits(Distribution p, Distribution q, Quadrature nodes) {
    double[] logP = nodes.logDensities(p);
    double[] logQ = nodes.logDensities(q);
    double[] logits = new double[logP.length];
    for (int i = 0; i < logits.length; i++) {
      // Where neither has density nobody asks; any number does.
      logits[i] = Double.isNaN(logP[i] - logQ[i]) ? 0 : Math.clamp(logP[i] - logQ[i], -700, 700);
    }
    return logits;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theOptimalValueIsTwoJsdLessLog4(List<Distribution> pair) {
    OptimalDiscriminator optimal = new OptimalDiscriminator(pair.get(0), pair.get(1));
    Estimate jsd = Divergences.jsd(pair.get(0), pair.get(1));
    assertEquals(-Math.log(4) + 2 * jsd.value(), optimal.optimalValue().value(), 1e-9);
    double[] best = logits(pair.get(0), pair.get(1), optimal.nodes());
    assertEquals(optimal.optimalValue().value(), optimal.value(best).value(), 1e-9);
    assertEquals(0, optimal.meanDifference(best).value(), 1e-12);
    assertEquals(0, optimal.largestDifference(best, 0.99), 1e-12);
    assertEquals(1, optimal.meanDensity(best).value(), 1e-9);
    assertTrue(optimal.lemmaDefect() < 1e-12, "D_X + D_G - 2 = " + optimal.lemmaDefect());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void nothingBeatsItAndKnowingNothingGivesMinusLog4(List<Distribution> pair) {
    OptimalDiscriminator optimal = new OptimalDiscriminator(pair.get(0), pair.get(1));
    int count = optimal.nodes().count();
    assertEquals(-Math.log(4), optimal.value(new double[count]).value(), 1e-9);
    double[] best = logits(pair.get(0), pair.get(1), optimal.nodes());
    SplittableRandom random = new SplittableRandom(2);
    for (double scale : new double[] {0.01, 0.3, 3}) {
      double[] other = best.clone();
      for (int i = 0; i < count; i++) {
        other[i] += scale * (2 * random.nextDouble() - 1);
      }
      assertTrue(optimal.value(other).value() <= optimal.optimalValue().value() + 1e-12, "scale " + scale);
    }
  }

  @Test
  void itIsTheShareOfTheData() {
    Mixture p = Mixture.normal(0, 1);
    Mixture q = Mixture.normal(2, 1);
    OptimalDiscriminator optimal = new OptimalDiscriminator(p, q);
    // Of two equally wide normals ln p/q is linear: D*(x) = sigmoid(2 − 2x).
    for (double x : new double[] {-3, 0, 0.5, 1, 4, 30, -30}) {
      assertEquals(1 / (1 + Math.exp(2 * x - 2)), optimal.probability(x), 1e-14);
    }
    assertEquals(p.density(0.4) / (p.density(0.4) + q.density(0.4)), optimal.probability(0.4), 1e-14);
    assertTrue(Double.isNaN(new OptimalDiscriminator(Mixture.uniform(0, 1), Mixture.uniform(2, 3)).probability(1.5)));
    assertEquals(1, optimal.mean(0), 1e-10);
    assertEquals(Math.sqrt(2), optimal.deviation(0), 1e-10);
  }

  @Test
  void aConstantErrorIsMeasuredAsItIs() {
    OptimalDiscriminator optimal = new OptimalDiscriminator(Mixture.normal(0, 1), Mixture.normal(0, 1));
    double[] logits = new double[optimal.nodes().count()];
    java.util.Arrays.fill(logits, Math.log(0.7 / 0.3));
    assertEquals(0.2, optimal.meanDifference(logits).value(), 1e-9);
    assertEquals(0.2, optimal.largestDifference(logits, 0.99), 1e-12);
    assertEquals(Math.log(0.7) + Math.log(0.3), optimal.value(logits).value(), 1e-9);
  }

  @Test
  void theLargestDifferenceIsLookedForWhereTheSamplesAre() {
    OptimalDiscriminator optimal = new OptimalDiscriminator(Mixture.normal(0, 1), Mixture.normal(0, 1));
    double[] logits = new double[optimal.nodes().count()];
    for (int i = 0; i < logits.length; i++) {
      // |D − 1/2| grows outwards; 95 % of a normal distribution lie within 1.96 deviations.
      logits[i] = Math.abs(optimal.nodes().points()[i]);
    }
    double found = Math.log(1 / (0.5 - optimal.largestDifference(logits, 0.95)) - 1);
    assertEquals(1.96, found, 0.2, "as near as the nodes lie");
    assertTrue(optimal.largestDifference(logits, 1 - 1e-12) > optimal.largestDifference(logits, 0.5));
  }
}
