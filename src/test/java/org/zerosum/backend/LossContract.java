package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The fused losses of a GAN. */
interface LossContract extends BackendUnderTest {
  /** B1 and B2. */
  int[][] BATCHES = {{1, 1}, {64, 64}, {1, 64}, {33, 7}, {255, 257}, {256, 513}, {65_537, 3}, {5, 65_536}};

  private static float[] labels(GanLoss loss) {
    return loss.takesLabel() ? new float[] {1, 0.9f, 0.5f, 0} : new float[] {1};
  }

  private static String what(GanLoss loss, int[] batch, float label) {
    return loss + " of " + batch[0] + " and " + batch[1] + ", label " + label;
  }

  @ParameterizedTest
  @EnumSource
  default void lossesMatchScalar(GanLoss loss) {
    for (int[] batch : BATCHES) {
      for (float label : labels(loss)) {
        matchesScalar(what(loss, batch, label), backend -> fused(backend, loss, batch, label, 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void lossesAreTheirComposites(GanLoss loss) {
    for (int[] batch : BATCHES) {
      for (float label : labels(loss)) {
        for (float spread : new float[] {1, 2500}) {
          try (Scope _ = backend().openScope()) {
            List<Tensor> fused = fused(backend(), loss, batch, label, spread);
            List<Tensor> composite = new LossComposite(backend(), loss, label)
                .of(logits(1, batch[0], spread), logits(2, batch[1], spread));
            for (int i = 0; i < fused.size(); i++) {
              FloatAssert.assertSameBits(what(loss, batch, label) + ", result " + i, composite.get(i).toArray(), fused.get(i).toArray());
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void lossesAreTheirFormulas(GanLoss loss) {
    for (int[] batch : BATCHES) {
      for (float label : labels(loss)) {
        try (Scope _ = backend().openScope()) {
          List<Tensor> fused = fused(backend(), loss, batch, label, 1);
          List<double[]> exact = LossFormula.of(loss, logits(1, batch[0], 1), logits(2, batch[1], 1), label);
          for (int i = 0; i < fused.size(); i++) {
            FloatAssert.assertClose(what(loss, batch, label) + ", result " + i, exact.get(i), fused.get(i).toArray(), 2e-6);
          }
        }
      }
    }
  }

  @Test
  default void lossesHaveTheirClosedValues() {
    double log2 = Math.log(2);
    try (Scope _ = backend().openScope()) {
      Tensor zeros = backend().zeros(Shape.of(3, 1));
      // At D = 1/2 everywhere: V = −log 4.
      FloatAssert.assertClose("minimax", new double[] {2 * log2, -2 * log2, 0.5, 0.5, 0, 0},
          backend().discriminatorLoss(GanLoss.SATURATING, zeros, zeros, 1).values().toArray(), 1e-7);
      FloatAssert.assertClose("relativistic", new double[] {2 * log2, -2 * log2, 0.5, 0.5, 0, 0},
          backend().discriminatorLoss(GanLoss.RELATIVISTIC_AVERAGE, zeros, zeros, 1).values().toArray(), 1e-7);
      FloatAssert.assertClose("non-saturating", new double[] {log2, 0.5, 0, 0, 2},
          backend().generatorLoss(GanLoss.NON_SATURATING, zeros, null).values().toArray(), 1e-7);
      Tensor a = backend().tensor(Shape.of(3), 2, 0.5f, -1);
      Tensor b = backend().tensor(Shape.of(2), -3, 0.5f);
      check(GanLoss.LEAST_SQUARES, a, b, (1 + 0.25 + 4) / 6 + (9 + 0.25) / 4, new double[] {1 / 3., -0.5 / 3, -2 / 3.}, new double[] {-1.5, 0.25});
      check(GanLoss.HINGE, a, b, (0 + 0.5 + 2) / 3 + 1.5 / 2, new double[] {0, -1 / 3., -1 / 3.}, new double[] {0, 0.5});
      check(GanLoss.WASSERSTEIN, a, b, -1.25 - 0.5, new double[] {-1 / 3., -1 / 3., -1 / 3.}, new double[] {0.5, 0.5});
      GeneratorLoss squares = backend().generatorLoss(GanLoss.LEAST_SQUARES, b, null);
      assertEquals((16 + 0.25) / 4, squares.values().toArray()[0], 1e-6);
      FloatAssert.assertClose("least squares, G", new double[] {-2, -0.25}, squares.gradient().toArray(), 1e-7);
      for (GanLoss critic : List.of(GanLoss.HINGE, GanLoss.WASSERSTEIN)) {
        GeneratorLoss g = backend().generatorLoss(critic, b, null);
        assertEquals(1.25, g.values().toArray()[0], 1e-6);
        FloatAssert.assertClose(critic + ", G", new double[] {-0.5, -0.5}, g.gradient().toArray(), 1e-7);
      }
    }
  }

  private void check(GanLoss loss, Tensor real, Tensor fake, double value, double[] realGradient, double[] fakeGradient) {
    DiscriminatorLoss fused = backend().discriminatorLoss(loss, real, fake, 1);
    assertEquals(value, fused.values().toArray()[0], 1e-6, loss.name());
    FloatAssert.assertClose(loss + ", real", realGradient, fused.realGradient().toArray(), 1e-7);
    FloatAssert.assertClose(loss + ", fake", fakeGradient, fused.fakeGradient().toArray(), 1e-7);
  }

  @Test
  default void aSaturatedGeneratorIsSeen() {
    try (Scope _ = backend().openScope()) {
      // sigmoid(−5) = 0.0067, sigmoid(−4.5) = 0.011.
      Tensor rejected = backend().tensor(Shape.of(4), -5, -4.5f, -30, 2);
      assertEquals(0.5f, backend().generatorLoss(GanLoss.SATURATING, rejected, null).values().toArray()[3]);
      assertEquals(0, backend().generatorLoss(GanLoss.NON_SATURATING, rejected, null).values().toArray()[3]);
      assertEquals(0, backend().generatorLoss(GanLoss.WASSERSTEIN, rejected, null).values().toArray()[3]);
      float[] values = backend().generatorLoss(GanLoss.NON_SATURATING, backend().tensor(Shape.of(2), -200, 0), null).values().toArray();
      assertEquals(Float.POSITIVE_INFINITY, values[4]);
      assertEquals(100, values[0], 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void lossesAreFiniteForLargeLogits(GanLoss loss) {
    float[] logits = {1e4f, -1e4f, 9999.5f, -9999.5f, 100, -100, 88.7f, -88.7f, 0, -0f};
    for (float label : labels(loss)) {
      matchesScalar("large logits, " + loss + ", label " + label, backend -> {
        Tensor real = backend.tensor(Shape.of(logits.length, 1), logits);
        Tensor fake = backend.tensor(Shape.of(logits.length), logits);
        return results(backend, loss, real, fake, label);
      });
      try (Scope _ = backend().openScope()) {
        for (float a : logits) {
          for (float b : logits) {
            List<Tensor> fused = results(backend(), loss, backend().tensor(Shape.of(1), a), backend().tensor(Shape.of(1), b), label);
            List<double[]> exact = LossFormula.of(loss, new float[] {a}, new float[] {b}, label);
            for (int i = 0; i < fused.size(); i++) {
              float[] actual = fused.get(i).toArray();
              for (int k = 0; k < actual.length; k++) {
                // 1/D overflows float32, not double, and both in the end.
                boolean inverse = i == 3 && k == 4;
                assertEquals(inverse && -b > 88.7, Float.isInfinite(actual[k]), loss + " at " + a + ", " + b + ": result " + i);
                if (!inverse) {
                  assertEquals(exact.get(i)[k], actual[k], 1e-5 * Math.max(1, Math.abs(exact.get(i)[k])), loss + " at " + a + ", " + b);
                }
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  default void lossesShowThatLogitsHaveDiverged(GanLoss loss) {
    float[] special = Samples.special();
    for (float label : labels(loss)) {
      matchesScalarOrNaN("special logits, " + loss + ", label " + label, backend -> results(backend, loss,
          backend.tensor(Shape.of(special.length), special), backend.tensor(Shape.of(3), 1, Float.NaN, 2), label));
      matchesScalarOrNaN("special fake logits, " + loss + ", label " + label, backend -> results(backend, loss,
          backend.tensor(Shape.of(2), 1, -3), backend.tensor(Shape.of(special.length), special), label));
    }
    try (Scope _ = backend().openScope()) {
      Tensor fine = backend().tensor(Shape.of(2), 1, -1);
      Tensor broken = backend().tensor(Shape.of(2), 1, Float.NaN);
      assertTrue(Float.isNaN(backend().discriminatorLoss(loss, broken, fine, 1).values().toArray()[0]));
      assertTrue(Float.isNaN(backend().discriminatorLoss(loss, fine, broken, 1).values().toArray()[0]));
      assertFalse(Float.isNaN(backend().discriminatorLoss(loss, fine, fine, 1).values().toArray()[0]));
      assertTrue(Float.isNaN(backend().generatorLoss(loss, broken, loss.needsReal() ? fine : null).values().toArray()[0]));
      if (loss.needsReal()) {
        assertTrue(Float.isNaN(backend().generatorLoss(loss, fine, broken).values().toArray()[0]));
      }
      if (loss == GanLoss.HINGE) {
        // An infinite logit on the right side of the hinge is no error.
        Tensor sure = backend().tensor(Shape.of(1), Float.POSITIVE_INFINITY);
        assertEquals(0, backend().discriminatorLoss(loss, sure, backend().negate(sure), 1).values().toArray()[0]);
      }
    }
  }

  private static float[] logits(long seed, int count, float spread) {
    float[] logits = Samples.random(seed, count);
    for (int i = 0; i < count; i++) {
      logits[i] *= spread;
    }
    return logits;
  }

  private static List<Tensor> fused(Backend on, GanLoss loss, int[] batch, float label, float spread) {
    Tensor real = on.tensor(Shape.of(batch[0], 1), logits(1, batch[0], spread));
    Tensor fake = on.tensor(Shape.of(batch[1], 1), logits(2, batch[1], spread));
    return results(on, loss, real, fake, label);
  }

  private static List<Tensor> results(Backend on, GanLoss loss, Tensor real, Tensor fake, float label) {
    DiscriminatorLoss d = on.discriminatorLoss(loss, real, fake, label);
    GeneratorLoss g = on.generatorLoss(loss, fake, loss.needsReal() ? real : null);
    return List.of(d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient());
  }
}
