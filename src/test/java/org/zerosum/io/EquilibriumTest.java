package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EquilibriumTest {
  @Test
  void withoutSmoothingItIsTheTheoremsValues() {
    Equilibrium at = Equilibrium.of(Map.of()).orElseThrow();
    assertEquals(0.5, at.probability());
    assertEquals(2 * Math.log(2), at.lossD(), 1e-15);
    assertEquals(Math.log(2), at.lossG(), 1e-15);
    assertEquals(-Math.log(4), at.value(), 1e-15);
    assertEquals(-Math.log(2), Equilibrium.of(Map.of("objective", "saturating")).orElseThrow().lossG(), 1e-15);
    assertTrue(Equilibrium.of(Map.of("objective", "hinge")).isEmpty());
  }

  /** Where p = p_g, the loss of D at a point is −(1 − s) log D − s log(1 − D) − log(1 − D): no other D has a smaller one. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.3})
  void noOtherDiscriminatorHasASmallerLoss(double s) {
    Equilibrium at = Equilibrium.of(Map.of("label-smoothing", s)).orElseThrow();
    double best = Double.POSITIVE_INFINITY;
    double where = 0;
    for (int i = 1; i < 100_000; i++) {
      double d = i / 100_000.0;
      double loss = -(1 - s) * Math.log(d) - s * Math.log(1 - d) - Math.log(1 - d);
      if (loss < best) {
        best = loss;
        where = d;
      }
    }
    assertEquals(where, at.probability(), 1e-4);
    assertEquals(best, at.lossD(), 1e-8);
  }
}
