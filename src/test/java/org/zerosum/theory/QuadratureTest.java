package org.zerosum.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The rule's degree, and that densities of very different widths integrate to 1. */
final class QuadratureTest {
  @Test
  void polynomialsUpToDegree22AreExact() {
    Quadrature nodes = Quadrature.interval(-1, 1, 1);
    for (int degree = 0; degree <= 22; degree++) {
      int power = degree;
      double expected = degree % 2 == 1 ? 0 : 2.0 / (degree + 1);
      assertEquals(expected, nodes.integrate(i -> Math.pow(nodes.points()[i], power)).value(), 1e-15, "degree " + degree);
    }
    Quadrature moved = Quadrature.interval(2, 5, 3);
    assertEquals(39, moved.integrate(i -> moved.points()[i] * moved.points()[i]).value(), 1e-12);
  }

  @Test
  void kinksAreWithinTheStatedError() {
    Quadrature nodes = Quadrature.interval(-1, 2, 3);
    Estimate found = nodes.integrate(i -> Math.abs(nodes.points()[i] - 0.3));
    double expected = (1.3 * 1.3 + 1.7 * 1.7) / 2;
    assertTrue(Math.abs(found.value() - expected) <= found.error(), found.toString());
    assertTrue(found.error() < 0.02, found.toString());
  }

  @Test
  void narrowAndWideDensitiesIntegrateToOne() {
    Mixture line = new Mixture(new double[] {0.5, 0.3, 0.2}, List.of(new Component.Normal(new double[] {0.123}, 1e-4),
        new Component.Normal(new double[] {-5}, 10), new Component.Uniform(new double[] {0}, new double[] {0.1})));
    assertIntegral(line, Mixture.normal(3, 0.7));
    Mixture plane = new Mixture(new double[] {0.5, 0.5}, List.of(new Component.Normal(new double[] {0.1, -0.3}, 0.01),
        new Component.Uniform(new double[] {-1, 0}, new double[] {2, 0.5})));
    assertIntegral(plane, Mixture.normal(0, 0, 1));
    assertIntegral(new PointMasses(List.of(new double[] {1}, new double[] {2}), new double[] {0.25, 0.75}),
        new PointMasses(List.of(new double[] {2}, new double[] {3}), new double[] {0.5, 0.5}));
  }

  private static void assertIntegral(Distribution p, Distribution q) {
    Quadrature nodes = Quadrature.of(p, q);
    for (Distribution one : List.of(p, q)) {
      double[] logs = nodes.logDensities(one);
      assertEquals(1, nodes.integrate(i -> Math.exp(logs[i])).value(), 1e-9);
    }
  }

  @Test
  void samplesHaveTheDensitysMoments() {
    Mixture p = new Mixture(new double[] {0.25, 0.75}, List.of(new Component.Normal(new double[] {-2, 1}, 0.5),
        new Component.Uniform(new double[] {0, 0}, new double[] {1, 2})));
    SplittableRandom random = new SplittableRandom(7);
    int count = 200_000;
    double[] point = new double[2];
    double[] sums = new double[3];
    for (int n = 0; n < count; n++) {
      p.sample(random, point, 0);
      sums[0] += point[0] / count;
      sums[1] += point[1] / count;
      sums[2] += point[0] * point[0] / count;
    }
    assertEquals(0.25 * -2 + 0.75 * 0.5, sums[0], 0.01);
    assertEquals(1, sums[1], 0.01);
    assertEquals(0.25 * 4.25 + 0.75 / 3, sums[2], 0.02);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Mixture.normal(0, 0));
    assertThrows(IllegalArgumentException.class, () -> Mixture.normal(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> Mixture.uniform(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Mixture(new double[] {0.5}, Mixture.normal(0, 1).components()));
    assertThrows(IllegalArgumentException.class, () -> new Mixture(new double[] {1.5, -0.5}, List.of(new Component.Normal(new double[1], 1),
        new Component.Normal(new double[1], 2))));
    assertThrows(IllegalArgumentException.class, () -> Mixture.of(new Component.Normal(new double[1], 1),
        new Component.Normal(new double[2], 1)));
    List<double[]> twice = List.of(new double[] {1}, new double[] {1});
    assertThrows(IllegalArgumentException.class, () -> new PointMasses(twice, new double[] {0.5, 0.5}));
    PointMasses points = new PointMasses(List.of(new double[] {1}), new double[] {1});
    assertThrows(IllegalArgumentException.class, () -> Quadrature.of(points, Mixture.normal(0, 1)));
    assertThrows(IllegalArgumentException.class, () -> Quadrature.of(Mixture.normal(0, 1), Mixture.normal(0, 0, 1)));
  }

  @Test
  void tooManyNodesAreRefusedBeforeTheyAreMade() {
    Component[] many = new Component[400];
    for (int i = 0; i < many.length; i++) {
      many[i] = new Component.Normal(new double[] {i, 7 * i % 400}, 0.01);
    }
    Mixture fine = Mixture.of(many);
    assertThrows(IllegalArgumentException.class, () -> Quadrature.of(fine, Mixture.normal(0, 0, 1)));
  }
}
