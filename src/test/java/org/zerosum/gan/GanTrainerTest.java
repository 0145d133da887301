package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Network;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.MemoryUse;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The alternating algorithm: signs, the detach, who moves when, and what a step leaves behind. */
final class GanTrainerTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void everythingIsGivenBack() {
    backend.close();
    MemoryUse left = backend.memory();
    assertEquals(0, left.tensors());
    assertEquals(0, left.bytesInUse());
  }

  private static RealSamples shiftedNoise(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return samples -> {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (0.5 + 0.25 * random.nextDouble());
      }
    };
  }

  private GanTrainer mlp(TrainingOptions options) {
    return new GanTrainer(Gan.mlp(backend, 2, 16, 2, 4, 3), options);
  }

  private static TrainingOptions sgd(double rate) {
    return TrainingOptions.defaults().withBatches(16, 16).withOptimizers(new Optimizer.Sgd(rate, 0), new Optimizer.Sgd(rate, 0));
  }

  private Tensor real(GanTrainer trainer, int count) {
    float[] values = new float[trainer.gan().architecture().batchShape(count).count()];
    shiftedNoise(5).next(values);
    return backend.tensor(trainer.gan().architecture().batchShape(count), values);
  }

  private static float[] discriminator(GanTrainer trainer) {
    return trainer.gan().discriminator().network().parameters().toArray();
  }

  private static float[] generator(GanTrainer trainer) {
    return trainer.gan().generator().network().parameters().toArray();
  }

  @Test
  void aDiscriminatorUpdateMovesTheDiscriminatorAlone() {
    GanTrainer trainer = mlp(sgd(0.1));
    float[] g = generator(trainer);
    float[] d = discriminator(trainer);
    trainer.updateDiscriminator(real(trainer, 16), trainer.gan().generator().draw(16, new Noise(1, 9, 0)));
    assertArrayEquals(g, generator(trainer));
    assertArrayEquals(new float[g.length], trainer.gan().generator().network().gradients().toArray(), "no gradient reaches G");
    assertFalse(Arrays.equals(d, discriminator(trainer)));
  }

  @Test
  void aGeneratorUpdateMovesTheGeneratorAloneAndItsGradientFlowsThroughTheDiscriminator() {
    GanTrainer trainer = mlp(sgd(0.1));
    float[] g = generator(trainer);
    float[] d = discriminator(trainer);
    trainer.updateGenerator(trainer.gan().generator().draw(16, new Noise(1, 9, 0)));
    assertArrayEquals(d, discriminator(trainer));
    assertArrayEquals(new float[d.length], trainer.gan().discriminator().network().gradients().toArray(), "D's gradient is never computed");
    assertFalse(Arrays.equals(g, generator(trainer)));
  }

  @Test
  void aDiscriminatorWithZeroWeightsGivesTheGeneratorNoGradient() {
    GanTrainer trainer = mlp(sgd(0.1));
    backend.fill(trainer.gan().discriminator().network().parameters(), 0);
    float[] g = generator(trainer);
    trainer.updateGenerator(trainer.gan().generator().draw(16, new Noise(1, 9, 0)));
    assertArrayEquals(g, generator(trainer), "the only way to G leads through D");
  }

  @Test
  void theDiscriminatorAscendsTheValue() {
    GanTrainer trainer = mlp(sgd(0.02));
    Tensor real = real(trainer, 64);
    Tensor noise = trainer.gan().generator().draw(64, new Noise(1, 9, 0));
    double before = value(trainer, real, noise);
    trainer.updateDiscriminator(real, noise);
    assertTrue(value(trainer, real, noise) > before, "V(D, G) must rise when D is updated");
  }

  @Test
  void theObjectivesOfTheOriginalGameLowerTheValueAndRaiseTheProbabilityOfItsSamples() {
    for (GanLoss objective : List.of(GanLoss.SATURATING, GanLoss.NON_SATURATING)) {
      GanTrainer trainer = mlp(sgd(0.02).withObjective(objective));
      Tensor real = real(trainer, 64);
      Tensor noise = trainer.gan().generator().draw(64, new Noise(1, 9, 0));
      double before = value(trainer, real, noise);
      trainer.updateGenerator(noise);
      assertTrue(value(trainer, real, noise) < before, objective + ": V(D, G) must fall when G is updated");
    }
  }

  /** V(D, G) in double precision. */
  private double value(GanTrainer trainer, Tensor real, Tensor noise) {
    try (Scope _ = backend.openScope()) {
      float[] onReal = trainer.gan().discriminator().probabilities(real).toArray();
      float[] onFake = trainer.gan().discriminator().probabilities(trainer.gan().generator().generate(noise)).toArray();
      double sum = 0;
      for (float p : onReal) {
        sum += Math.log(p) / onReal.length;
      }
      for (float p : onFake) {
        sum += Math.log1p(-p) / onFake.length;
      }
      return sum;
    }
  }

  @Test
  void theReportedValueIsTheOneOfTheFormula() {
    GanTrainer trainer = mlp(sgd(1e-9).withBatches(24, 10));
    float[][] seen = new float[1][];
    StepReport report = trainer.step(samples -> {
      shiftedNoise(8).next(samples);
      seen[0] = samples.clone();
    });
    Tensor real = backend.tensor(trainer.gan().architecture().batchShape(24), seen[0]);
    Tensor noise = trainer.gan().generator().draw(10, new Noise(3, NoiseStreams.DISCRIMINATOR, 0));
    assertEquals(value(trainer, real, noise), report.value(), 1e-5);
    assertEquals(-report.value(), report.discriminatorLoss(), 1e-6);
    assertTrue(report.isFinite());
    assertTrue(report.discriminatorGradientNorm() > 0 && report.generatorGradientNorm() > 0);
  }

  @Test
  void theReportedScoresAreTheMeanLogits() {
    GanTrainer trainer = mlp(sgd(1e-9).withBatches(24, 10));
    float[][] seen = new float[1][];
    StepReport report = trainer.step(samples -> {
      shiftedNoise(8).next(samples);
      seen[0] = samples.clone();
    });
    Tensor real = backend.tensor(trainer.gan().architecture().batchShape(24), seen[0]);
    assertEquals(meanLogit(trainer.gan().discriminator().probabilities(real)), report.realScore(), 1e-4);
    for (int stream : new int[] {NoiseStreams.DISCRIMINATOR, NoiseStreams.GENERATOR}) {
      Tensor fake = trainer.gan().generator().generate(trainer.gan().generator().draw(10, new Noise(3, stream, 0)));
      Tensor probabilities = trainer.gan().discriminator().probabilities(fake);
      boolean after = stream == NoiseStreams.GENERATOR;
      assertEquals(meanLogit(probabilities), after ? report.fakeScoreAfter() : report.fakeScore(), 1e-4);
      if (after) {
        double inverse = 0;
        for (float p : probabilities.toArray()) {
          inverse += 1 / (10.0 * p);
        }
        assertEquals(inverse, report.inverseProbability(), 1e-4);
        assertEquals(0, report.saturatedShare());
      }
    }
  }

  private static double meanLogit(Tensor probabilities) {
    float[] values = probabilities.toArray();
    double sum = 0;
    for (float p : values) {
      sum += Math.log(p / (1.0 - p)) / values.length;
    }
    return sum;
  }

  @Test
  void aDiscriminatorThatIsSureBeyondFloatsIsNoDivergence() {
    GanTrainer trainer = mlp(sgd(1e-30).withObjective(GanLoss.SATURATING));
    Network network = trainer.gan().discriminator().network();
    backend.fill(network.parameters(), 0);
    network.state().values().stream().filter(parameter -> parameter.shape().equals(Shape.of(1)))
        .forEach(bias -> backend.fill(bias, -200));
    StepReport report = trainer.step(shiftedNoise(3));
    assertEquals(Float.POSITIVE_INFINITY, report.inverseProbability());
    assertEquals(-200, report.fakeScoreAfter());
    assertEquals(1, report.saturatedShare());
    assertTrue(report.isFinite());
  }

  @Test
  void stepsCountUpdatesAndAskForRealSamplesOncePerDiscriminatorUpdate() {
    GanTrainer trainer = mlp(sgd(0.01).withBatches(6, 4).withSteps(3, 2));
    int[] asked = new int[1];
    trainer.step(samples -> {
      assertEquals(6 * 2, samples.length);
      asked[0]++;
      shiftedNoise(1).next(samples);
    });
    assertEquals(3, asked[0]);
    TrainingState state = trainer.state();
    assertEquals(1, state.steps());
    assertEquals(3, state.discriminatorUpdates());
    assertEquals(2, state.generatorUpdates());
  }

  @Test
  void learningRatesAreIndependent() {
    TrainingOptions options = sgd(0.1).withOptimizers(new Optimizer.Sgd(1e-30, 0), new Optimizer.Sgd(0.1, 0));
    GanTrainer trainer = mlp(options);
    float[] g = generator(trainer);
    float[] d = discriminator(trainer);
    trainer.step(shiftedNoise(1));
    assertArrayEquals(d, discriminator(trainer), 1e-25f);
    assertFalse(Arrays.equals(g, generator(trainer)));
  }

  @Test
  void reportsCanBeReadLateAndInAnyOrder() {
    GanTrainer late = mlp(sgd(0.05));
    RealSamples samples = shiftedNoise(2);
    StepReport[] reports = new StepReport[150];
    for (int i = 0; i < reports.length; i++) {
      reports[i] = late.step(samples);
    }
    GanTrainer eager = mlp(sgd(0.05));
    RealSamples again = shiftedNoise(2);
    for (StepReport report : reports) {
      StepReport expected = eager.step(again);
      assertEquals(expected.step(), report.step());
      assertEquals(expected.discriminatorLoss(), report.discriminatorLoss());
      assertEquals(expected.generatorLoss(), report.generatorLoss());
      assertEquals(expected.generatorGradientNorm(), report.generatorGradientNorm());
    }
  }

  @Test
  void aStepAllocatesNothingAfterTheFirst() {
    GanTrainer trainer = new GanTrainer(Gan.dcgan(backend, 16, 1, 2, 8, 1), TrainingOptions.defaults().withBatches(3, 2));
    trainer.step(shiftedNoise(1));
    MemoryUse first = backend.memory();
    for (int i = 0; i < 3; i++) {
      trainer.step(shiftedNoise(1));
    }
    assertEquals(first, backend.memory());
  }

  @Test
  void aDivergedStepSaysSo() {
    GanTrainer trainer = mlp(sgd(1e30));
    RealSamples samples = shiftedNoise(1);
    boolean finite = true;
    for (int i = 0; i < 5; i++) {
      finite &= trainer.step(samples).isFinite();
    }
    assertFalse(finite);
  }

  @Test
  void aRestoredStateContinuesExactly() {
    RealSamples samples = shiftedNoise(4);
    TrainingOptions options = TrainingOptions.defaults().withBatches(8, 8);
    GanTrainer whole = mlp(options);
    for (int i = 0; i < 6; i++) {
      whole.step(samples);
    }
    RealSamples again = shiftedNoise(4);
    GanTrainer first = mlp(options);
    for (int i = 0; i < 4; i++) {
      first.step(again);
    }
    GanTrainer second = new GanTrainer(Gan.mlp(backend, 2, 16, 2, 4, 3), options);
    TrainingState from = first.state();
    Map<String, Tensor> to = second.state().tensors();
    from.tensors().forEach((name, tensor) -> backend.write(to.get(name), tensor.toArray()));
    second.resumeAt(from.steps(), from.discriminatorUpdates(), from.generatorUpdates(), from.rateFactor());
    second.step(again);
    second.step(again);
    whole.state().tensors().forEach((name, tensor) -> assertArrayEquals(tensor.toArray(), to.get(name).toArray(), name));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> TrainingOptions.defaults().withBatches(0, 2));
    assertThrows(IllegalArgumentException.class, () -> TrainingOptions.defaults().withBatches(2, 1));
    assertThrows(IllegalArgumentException.class, () -> TrainingOptions.defaults().withSteps(0, 1));
    assertThrows(IllegalArgumentException.class, () -> TrainingOptions.defaults().withRealLabel(1.5f));
    assertThrows(IllegalArgumentException.class, () -> new Architecture.Dcgan(48, 1, 8, 8));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Sgd(-1, 0));
  }
}
