package org.zerosum.theory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spirals, circles and convergence, against the eigenvalues and exact invariants. */
final class PlayTest {
  private static final double[][] RATES = {{0.1, 0.1}, {0.05, 0.4}, {0.4, 0.05}, {0.3, 0.3}};

  @Test
  void simultaneousStepsOfTheBilinearGameGrowByExactlyOnePlusTheProductOfTheRates() {
    for (double[] rates : RATES) {
      Play play = new Play(false, rates[0], rates[1]);
      Play.Trajectory way = play.run(new Game.Bilinear(0), 0.7, -0.2, 100);
      for (int step = 0; step < 100; step++) {
        double ratio = play.energy(way.x()[step + 1], way.y()[step + 1]) / play.energy(way.x()[step], way.y()[step]);
        assertEquals(1 + rates[0] * rates[1], ratio, 1e-12);
      }
      assertEquals(Math.sqrt(1 + rates[0] * rates[1]), play.growth(new Game.Bilinear(0)), 1e-15);
    }
    double h = 0.1;
    Play.Trajectory equal = new Play(false, h, h).run(new Game.Bilinear(0), 1, 0, 200);
    assertEquals(Math.pow(1 + h * h, 100), equal.distance(200), 1e-10);
  }

  @Test
  void alternatingStepsOfTheBilinearGameStayOnAnEllipse() {
    for (double[] rates : RATES) {
      Play play = new Play(true, rates[0], rates[1]);
      Play.Trajectory way = play.run(new Game.Bilinear(0), 0.7, -0.2, 20_000);
      double start = play.energy(0.7, -0.2);
      for (int step = 0; step <= 20_000; step += 100) {
        assertEquals(start, play.energy(way.x()[step], way.y()[step]), 1e-10 * start);
      }
      assertEquals(1, play.growth(new Game.Bilinear(0)), 1e-15);
    }
    assertTrue(new Play(true, 3, 2).growth(new Game.Bilinear(0)) > 3, "beyond a product of 4 the ellipse breaks");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theMeasuredGrowthIsThePredictedOne(boolean alternating) {
    for (double[] rates : RATES) {
      for (double penalty : new double[] {0, 0.1, 0.5, 2}) {
        for (Game game : List.of(new Game.Bilinear(penalty), new Game.Dirac(penalty))) {
          Play play = new Play(alternating, rates[0], rates[1]);
          assertEquals(play.growth(game), play.measuredGrowth(game, 1e-6, 20_000), 1e-3, play + " of " + game);
        }
      }
    }
  }

  @Test
  void closedFormsOfTheGrowth() {
    assertEquals(Math.sqrt(1 + 0.01 / 4), new Play(false, 0.1, 0.1).growth(new Game.Dirac(0)), 1e-15);
    assertEquals(Math.sqrt(1 - 0.2 * 0.3 + 0.2 * 0.2 / 4), new Play(false, 0.2, 0.2).growth(new Game.Dirac(0.3)), 1e-15);
    assertEquals(Math.sqrt(1 - 0.2 * 0.3), new Play(true, 0.2, 0.2).growth(new Game.Dirac(0.3)), 1e-15);
    for (double ratio : new double[] {0.01, 1, 100}) {
      Play play = new Play(false, 0.1 * Math.sqrt(ratio), 0.1 / Math.sqrt(ratio));
      assertEquals(Math.sqrt(1 + 0.01 / 4), play.growth(new Game.Dirac(0)), 1e-15, "the ratio of the rates cures nothing");
    }
    // Simultaneous steps with R1 converge while α_G c² < γ.
    assertTrue(new Play(false, 1.1, 0.1).growth(new Game.Dirac(0.3)) < 1);
    assertTrue(new Play(false, 1.3, 0.1).growth(new Game.Dirac(0.3)) > 1);
  }

  @Test
  void theDiracGanCirclesWithoutAndMeetsWithR1() {
    Play play = new Play(true, 0.1, 0.1);
    Play.Trajectory circling = play.run(new Game.Dirac(0), 1, 1, 5_000);
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (int step = 0; step <= 5_000; step++) {
      least = Math.min(least, circling.distance(step));
      most = Math.max(most, circling.distance(step));
    }
    assertTrue(least > 1 && most < 2, least + " to " + most);
    assertTrue(new Play(false, 0.1, 0.1).run(new Game.Dirac(0), 1, 1, 5_000).distance(5_000) > 3);
    for (boolean alternating : new boolean[] {false, true}) {
      assertTrue(new Play(alternating, 0.1, 0.1).run(new Game.Dirac(0.3), 1, 1, 2_000).distance(2_000) < 1e-6);
    }
  }

  @Test
  void gradientsAreTheValuesDerivatives() {
    double h = 1e-5;
    for (Game game : List.of(new Game.Bilinear(0), new Game.Dirac(0))) {
      for (double x : new double[] {-2, -0.3, 0, 1.5}) {
        for (double y : new double[] {-1, 0.2, 3}) {
          assertEquals((game.value(x + h, y) - game.value(x - h, y)) / (2 * h), game.generatorGradient(x, y), 1e-8);
          assertEquals((game.value(x, y + h) - game.value(x, y - h)) / (2 * h), game.discriminatorGradient(x, y), 1e-8);
        }
      }
      double mixed = (game.generatorGradient(0, h) - game.generatorGradient(0, -h)) / (2 * h);
      assertEquals(game.coupling(), mixed, 1e-8);
    }
    assertEquals(-0.6, new Game.Dirac(0.3).discriminatorGradient(0, 2), 1e-15);
    assertEquals(-Math.log(4), new Game.Dirac(0).value(0, 5), 1e-15);
  }

  @Test
  void theGeneratorsSlopesAreTheLossesDerivatives() {
    double h = 1e-5;
    for (GeneratorGradient loss : GeneratorGradient.values()) {
      for (double a : new double[] {-8, -1, 0, 0.5, 8}) {
        assertEquals((loss.loss(a + h) - loss.loss(a - h)) / (2 * h), loss.atLogit(a), 1e-8);
        double d = 1 / (1 + Math.exp(-a));
        assertEquals(loss.atLogit(a), loss.atProbability(a) * d * (1 - d), 1e-12);
      }
    }
    assertEquals(-1, GeneratorGradient.NON_SATURATING.atLogit(-50), 1e-15);
    assertEquals(-Math.exp(-50), GeneratorGradient.SATURATING.atLogit(-50), 1e-30);
    assertEquals(-Math.exp(50), GeneratorGradient.NON_SATURATING.atProbability(-50), 1e8);
    assertEquals(-Math.log1p(Math.exp(-3)), -GeneratorGradient.NON_SATURATING.loss(3), 1e-15);
  }

  @Test
  void impossibleRatesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Play(true, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Play(true, 1, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Game.Dirac(-1));
  }
}
