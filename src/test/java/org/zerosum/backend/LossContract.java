package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The fused losses. */
interface LossContract extends BackendUnderTest {
  /** B1 and B2. */
  int[][] BATCHES = {{1, 1}, {64, 64}, {1, 64}, {33, 7}, {255, 257}, {256, 513}, {65_537, 3}, {5, 65_536}};
  float[] LABELS = {1, 0.9f, 0.5f, 0};

  @Test
  default void lossesMatchScalar() {
    for (int[] batch : BATCHES) {
      for (float label : LABELS) {
        matchesScalar("losses of " + batch[0] + " and " + batch[1] + ", label " + label, backend -> fused(backend, batch, label, 1));
      }
    }
  }

  @Test
  default void lossesAreTheirComposites() {
    for (int[] batch : BATCHES) {
      for (float label : LABELS) {
        for (float spread : new float[] {1, 2500}) {
          try (Scope _ = backend().openScope()) {
            List<Tensor> fused = fused(backend(), batch, label, spread);
            List<Tensor> composite = composite(backend(), batch, label, spread);
            for (int i = 0; i < fused.size(); i++) {
              FloatAssert.assertSameBits("losses of " + batch[0] + " and " + batch[1] + ", label " + label + ", result " + i,
                  composite.get(i).toArray(), fused.get(i).toArray());
            }
          }
        }
      }
    }
  }

  @Test
  default void lossesAreTheirFormulas() {
    for (int[] batch : BATCHES) {
      for (float label : LABELS) {
        try (Scope _ = backend().openScope()) {
          List<Tensor> fused = fused(backend(), batch, label, 1);
          List<double[]> exact = exact(batch, label);
          for (int i = 0; i < fused.size(); i++) {
            FloatAssert.assertClose("losses of " + batch[0] + " and " + batch[1] + ", label " + label + ", result " + i, exact.get(i),
                fused.get(i).toArray(), 2e-6);
          }
        }
      }
    }
  }

  @Test
  default void lossesAreFiniteForLargeLogits() {
    float[] logits = {1e4f, -1e4f, 9999.5f, -9999.5f, 100, -100, 88.7f, -88.7f, 0, -0f};
    for (float label : LABELS) {
      matchesScalar("large logits, label " + label, backend -> {
        Tensor real = backend.tensor(Shape.of(logits.length, 1), logits);
        Tensor fake = backend.tensor(Shape.of(logits.length), logits);
        DiscriminatorLoss d = backend.discriminatorBce(real, fake, label);
        GeneratorLoss g = backend.generatorBce(fake, false);
        GeneratorLoss s = backend.generatorBce(fake, true);
        return List.of(d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient(), s.values(), s.gradient());
      });
    }
    try (Scope _ = backend().openScope()) {
      for (float logit : logits) {
        Tensor one = backend().tensor(Shape.of(1), logit);
        float loss = backend().discriminatorBce(one, one, 1).values().toArray()[0];
        assertTrue(Math.abs(loss - Math.max(Math.abs(logit), 2 * Math.log(2))) <= 1e-3 * Math.max(1, Math.abs(logit)), logit + ": " + loss);
      }
    }
  }

  @Test
  default void lossesShowThatLogitsHaveDiverged() {
    float[] special = Samples.special();
    for (float label : LABELS) {
      matchesScalarOrNaN("special logits, label " + label, backend -> {
        Tensor real = backend.tensor(Shape.of(special.length), special);
        Tensor fake = backend.tensor(Shape.of(3), 1, Float.NaN, 2);
        DiscriminatorLoss d = backend.discriminatorBce(real, fake, label);
        GeneratorLoss g = backend.generatorBce(real, false);
        GeneratorLoss s = backend.generatorBce(real, true);
        return List.of(d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient(), s.values(), s.gradient());
      });
    }
    try (Scope _ = backend().openScope()) {
      Tensor fine = backend().tensor(Shape.of(2), 1, -1);
      Tensor broken = backend().tensor(Shape.of(2), 1, Float.NaN);
      assertTrue(Float.isNaN(backend().discriminatorBce(broken, fine, 1).values().toArray()[0]));
      assertTrue(Float.isNaN(backend().discriminatorBce(fine, broken, 1).values().toArray()[0]));
      assertTrue(Float.isNaN(backend().generatorBce(broken, false).values().toArray()[0]));
    }
  }

  private static float[] logits(long seed, int count, float spread) {
    float[] logits = Samples.random(seed, count);
    for (int i = 0; i < count; i++) {
      logits[i] *= spread;
    }
    return logits;
  }

  private static List<Tensor> fused(Backend on, int[] batch, float label, float spread) {
    Tensor real = on.tensor(Shape.of(batch[0], 1), logits(1, batch[0], spread));
    Tensor fake = on.tensor(Shape.of(batch[1], 1), logits(2, batch[1], spread));
    DiscriminatorLoss d = on.discriminatorBce(real, fake, label);
    GeneratorLoss g = on.generatorBce(fake, false);
    GeneratorLoss s = on.generatorBce(fake, true);
    return List.of(d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient(), s.values(), s.gradient());
  }

  private static List<Tensor> composite(Backend on, int[] batch, float t, float spread) {
    Tensor a = on.tensor(Shape.of(batch[0], 1), logits(1, batch[0], spread));
    Tensor b = on.tensor(Shape.of(batch[1], 1), logits(2, batch[1], spread));
    Tensor b1 = on.full(Shape.of(), batch[0]);
    Tensor b2 = on.full(Shape.of(), batch[1]);
    Tensor spMinusA = on.softplus(on.negate(a));
    Tensor realMean = on.divide(on.sum(on.add(on.scale(spMinusA, t), on.scale(on.softplus(a), 1 - t))), b1);
    Tensor fakeMean = on.divide(on.sum(on.softplus(b)), b2);
    Tensor value = on.negate(on.add(on.divide(on.sum(spMinusA), b1), fakeMean));
    Tensor meanOfA = on.divide(on.sum(on.sigmoid(a)), b1);
    Tensor meanOfB = on.divide(on.sum(on.sigmoid(b)), b2);
    Tensor realGradient = on.divide(on.subtract(on.scale(on.sigmoid(a), 1 - t), on.scale(on.sigmoid(on.negate(a)), t)), b1);
    Tensor fakeGradient = on.divide(on.sigmoid(b), b2);
    Tensor generator = on.divide(on.sum(on.softplus(on.negate(b))), b2);
    Tensor saturating = on.divide(on.sum(on.negate(on.softplus(b))), b2);
    return List.of(joined(on, on.add(realMean, fakeMean), value, meanOfA, meanOfB), realGradient, fakeGradient, joined(on, generator, meanOfB),
        on.divide(on.negate(on.sigmoid(on.negate(b))), b2), joined(on, saturating, meanOfB), on.divide(on.negate(on.sigmoid(b)), b2));
  }

  private static Tensor joined(Backend on, Tensor... scalars) {
    return on.concatenate(java.util.Arrays.stream(scalars).map(scalar -> on.reshape(scalar, Shape.of(1))).toList(), 0);
  }

  private static List<double[]> exact(int[] batch, double t) {
    float[] a = logits(1, batch[0], 1);
    float[] b = logits(2, batch[1], 1);
    double[] d = new double[4];
    double[] real = new double[a.length];
    double[] fake = new double[b.length];
    double[] g = new double[2];
    double[] dg = new double[b.length];
    double[] s = new double[2];
    double[] ds = new double[b.length];
    for (int i = 0; i < a.length; i++) {
      double p = 1 / (1 + Math.exp(-a[i]));
      d[0] -= (t * Math.log(p) + (1 - t) * Math.log1p(-p)) / a.length;
      d[1] += Math.log(p) / a.length;
      d[2] += p / a.length;
      real[i] = (p - t) / a.length;
    }
    for (int i = 0; i < b.length; i++) {
      double p = 1 / (1 + Math.exp(-b[i]));
      d[0] -= Math.log1p(-p) / b.length;
      d[1] += Math.log1p(-p) / b.length;
      d[3] += p / b.length;
      fake[i] = p / b.length;
      g[0] -= Math.log(p) / b.length;
      dg[i] = (p - 1) / b.length;
      s[0] += Math.log1p(-p) / b.length;
      ds[i] = -p / b.length;
    }
    g[1] = d[3];
    s[1] = d[3];
    return List.of(d, real, fake, g, dg, s, ds);
  }
}
