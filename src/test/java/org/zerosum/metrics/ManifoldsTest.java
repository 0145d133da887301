package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ManifoldsTest {
  private static Features line(float... values) {
    return new Features(values, values.length, 1);
  }

  /** The definition, without blocks and in double. */
  private static Manifolds direct(Features real, Features generated, int near, int wide) {
    double precise = 0;
    double held = 0;
    double recalled = 0;
    double covered = 0;
    for (int j = 0; j < generated.count(); j++) {
      boolean inside = false;
      for (int i = 0; i < real.count(); i++) {
        inside |= distance(real, i, generated, j) <= radius(real, i, near);
        held += distance(real, i, generated, j) <= radius(real, i, wide) ? 1 : 0;
      }
      precise += inside ? 1 : 0;
    }
    for (int i = 0; i < real.count(); i++) {
      boolean inside = false;
      boolean any = false;
      for (int j = 0; j < generated.count(); j++) {
        inside |= distance(real, i, generated, j) <= radius(generated, j, near);
        any |= distance(real, i, generated, j) <= radius(real, i, wide);
      }
      recalled += inside ? 1 : 0;
      covered += any ? 1 : 0;
    }
    int n = real.count();
    int m = generated.count();
    return new Manifolds(precise / m, recalled / n, held / ((double) wide * m), covered / n);
  }

  private static double distance(Features a, int i, Features b, int j) {
    double sum = 0;
    for (int k = 0; k < a.dimension(); k++) {
      double difference = (double) a.values()[i * a.dimension() + k] - b.values()[j * b.dimension() + k];
      sum += difference * difference;
    }
    return sum;
  }

  private static double radius(Features set, int i, int k) {
    double[] all = new double[set.count() - 1];
    for (int j = 0, place = 0; j < set.count(); j++) {
      if (j != i) {
        all[place++] = distance(set, i, set, j);
      }
    }
    Arrays.sort(all);
    return all[k - 1];
  }

  @Test
  void theDefinitionIsFollowedAcrossBlocks() {
    Features real = Gaussians.of(1_100, 6, 0, 1, 1);
    Features generated = Gaussians.of(1_057, 6, 0.4, 0.8, 2);
    Manifolds expected = direct(real.part(0, 150), generated.part(0, 130), 2, 4);
    assertEquals(expected, Manifolds.of(real.part(0, 150), generated.part(0, 130), 2, 4));
    Manifolds large = Manifolds.of(real, generated);
    assertTrue(large.precision() > large.recall() && large.recall() > 0.3, "" + large);
  }

  /** Real 0, 1, 2, 10: with k = 1 the balls are [−1, 1], [0, 2], [1, 3], [2, 18]. */
  @Test
  void aLineCanBeCountedByHand() {
    Features real = line(0, 1, 2, 10);
    Features generated = line(-2, 0.5f, 17, 17.5f);
    Manifolds found = Manifolds.of(real, generated, 1, 1);
    assertEquals(3 / 4.0, found.precision());
    // −2 has radius 2.5, 0.5 has 2.5, 17 and 17.5 have 0.5: of the real ones 10 is missed.
    assertEquals(3 / 4.0, found.recall());
    // 0.5 lies in two balls, 17 and 17.5 in one.
    assertEquals(4 / 4.0, found.density());
    assertEquals(3 / 4.0, found.coverage());
  }

  @Test
  void equalSetsAreAllPreciseAndCovered() {
    Features set = Gaussians.of(300, 9, 0, 1, 7);
    Manifolds same = Manifolds.of(set, set);
    assertEquals(1, same.precision());
    assertEquals(1, same.recall());
    assertEquals(1, same.coverage());
    // Every real ball holds its own centre and its 5 neighbours.
    assertEquals(6 / 5.0, same.density(), 1e-12);
  }

  @Test
  void farSetsShareNothingAndACollapsedOneIsPreciseWithoutRecall() {
    Features real = Gaussians.of(400, 4, 0, 1, 1);
    assertEquals(new Manifolds(0, 0, 0, 0), Manifolds.of(real, Gaussians.of(400, 4, 50, 1, 2)));
    Manifolds collapsed = Manifolds.of(real, Gaussians.of(400, 4, 0, 1e-4, 3));
    assertTrue(collapsed.precision() == 1 && collapsed.recall() < 0.01 && collapsed.coverage() < 0.2 && collapsed.density() > 1, "" + collapsed);
  }

  @Test
  void tooFewSamplesAreRefused() {
    String message = assertThrows(IllegalArgumentException.class,
        () -> Manifolds.of(Gaussians.of(5, 2, 0, 1, 1), Gaussians.of(50, 2, 0, 1, 1))).getMessage();
    assertTrue(message.contains("at least 6") && message.contains("5"), message);
  }
}
