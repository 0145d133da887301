package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;

/** What an observation measures, against the formulas in double precision. */
class WatchTest {
  private static final int COUNT = 12;

  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void everythingIsGivenBack() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private static float[] points(long seed, double centre) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] points = new float[COUNT * 2];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) (centre + random.nextDouble());
    }
    return points;
  }

  /** 1/N Σ ‖x − mean‖². */
  private static double spread(float[] x, int components) {
    int count = x.length / components;
    double sum = 0;
    for (int c = 0; c < components; c++) {
      double mean = 0;
      for (int n = 0; n < count; n++) {
        mean += x[n * components + c] / (double) count;
      }
      for (int n = 0; n < count; n++) {
        sum += Math.pow(x[n * components + c] - mean, 2) / count;
      }
    }
    return sum;
  }

  private double probability(Gan gan, float[] points) {
    double sum = 0;
    for (float p : gan.discriminator().probabilities(backend.tensor(Shape.of(COUNT, 2), points)).toArray()) {
      sum += p / COUNT;
    }
    return sum;
  }

  private static double norm(Map<String, Double> norms) {
    return Math.sqrt(norms.values().stream().mapToDouble(norm -> norm * norm).sum());
  }

  @Test
  void anObservationIsThatOfTheFormulas() {
    Gan gan = Gan.mlp(backend, 2, 16, 2, 4, 3);
    GanTrainer trainer = new GanTrainer(gan,
        TrainingOptions.defaults().withBatches(COUNT, COUNT).withOptimizers(new Optimizer.Sgd(0.1, 0), new Optimizer.Sgd(0.1, 0)));
    float[] real = points(1, 0);
    float[] heldOut = points(2, -2);
    StepReport report = trainer.step(samples -> System.arraycopy(real, 0, samples, 0, real.length));
    Watch watch = new Watch(trainer);
    assertTrue(Double.isNaN(watch.observe(report, real, null).heldOutGap()), "nothing is held out yet");
    watch.holdOut(heldOut, null);
    Observation seen = watch.observe(report, real, null);
    var z = gan.generator().draw(COUNT, new Noise(gan.seed(), NoiseStreams.WATCH, 1));
    double fake = spread(gan.generator().generate(z).toArray(), 2);
    assertEquals(1, seen.step());
    assertEquals(spread(real, 2), seen.spreadOfReal(), 1e-6);
    assertEquals(fake, seen.spreadOfFake(), 1e-6);
    assertEquals(Math.sqrt(fake / 2) / Math.sqrt(spread(z.toArray(), 4) / 4), seen.diversityRatio(), 1e-6);
    assertEquals(Math.sqrt(fake / spread(real, 2)), seen.relativeSpread(), 1e-6);
    double gap = probability(gan, real) - probability(gan, heldOut);
    assertTrue(Math.abs(gap) > 1e-3, "the two differ");
    assertEquals(gap, seen.heldOutGap(), 1e-6);
    assertEquals(6, seen.generatorNorms().size());
    assertEquals(report.generatorGradientNorm(), norm(seen.generatorNorms()), 1e-5);
    assertEquals(report.discriminatorGradientNorm(), norm(seen.discriminatorNorms()), 1e-5);
  }
}
