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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.autograd.GanLosses;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.Sequential;
import org.zerosum.nn.Activation.Tanh;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.MemoryUse;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Objectives and everything beside the plain algorithm, by what they do to the two networks. */
class PracticeTest {
  private static final int BATCH = 12;

  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void everythingIsGivenBack() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private static RealSamples points(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return samples -> {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (random.nextDouble() - 0.3);
      }
    };
  }

  private static TrainingOptions sgd(double rate) {
    return TrainingOptions.defaults().withBatches(BATCH, BATCH).withOptimizers(new Optimizer.Sgd(rate, 0), new Optimizer.Sgd(rate, 0));
  }

  private GanTrainer mlp(TrainingOptions options) {
    return new GanTrainer(Gan.mlp(backend, 2, 16, 2, 4, 3), options);
  }

  private Tensor real() {
    float[] values = new float[BATCH * 2];
    points(5).next(values);
    return backend.tensor(Shape.of(BATCH, 2), values);
  }

  private Tensor noise(GanTrainer trainer) {
    return trainer.gan().generator().draw(BATCH, new Noise(1, 9, 0));
  }

  private static float[] discriminator(GanTrainer trainer) {
    return trainer.gan().discriminator().network().parameters().toArray();
  }

  private static float[] generator(GanTrainer trainer) {
    return trainer.gan().generator().network().parameters().toArray();
  }

  /** L_D or L_G by the composed formulas. */
  private double loss(GanTrainer trainer, Tensor real, Tensor noise, boolean ofD) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable fake = trainer.gan().generator().network().frozen(tape).apply(tape.constant(noise));
      Pass d = trainer.gan().discriminator().network().frozen(tape);
      GanLoss objective = trainer.options().objective();
      Variable onReal = d.apply(tape.constant(real));
      Variable loss = ofD ? GanLosses.discriminatorLoss(objective, onReal, d.apply(fake), trainer.options().realLabel())
          : GanLosses.generatorLoss(objective, d.apply(fake), objective.needsReal() ? onReal : null);
      return loss.value().toArray()[0];
    }
  }

  @ParameterizedTest
  @EnumSource(GanLoss.class)
  void eachNetworkLowersItsOwnLoss(GanLoss objective) {
    GanTrainer trainer = mlp(sgd(0.01).withObjective(objective));
    Tensor real = real();
    Tensor noise = noise(trainer);
    double before = loss(trainer, real, noise, true);
    trainer.updateDiscriminator(real, noise);
    assertTrue(loss(trainer, real, noise, true) < before, "L_D must fall when D is updated");
    before = loss(trainer, real, noise, false);
    trainer.updateGenerator(objective.needsReal() ? new Batch(real, null) : null, new Batch(noise, null));
    assertTrue(loss(trainer, real, noise, false) < before, "L_G must fall when G is updated");
  }

  private static Practice everything() {
    return Practice.PLAIN.with(new Regularizer.R1(0.5)).with(new Regularizer.R2(0.25)).with(new Regularizer.GradientPenalty(2, false))
        .with(new Regularizer.InstanceNoise(0.1, 9)).with(new Regularizer.Diversity(0.1)).with(new Regularizer.WeightClipping(0.8))
        .withClipNorm(0.5).withAverage(0.9).withSchedule(new Schedule(Schedule.Form.COSINE, 2, 20, 0.1)).withUnrolled(1);
  }

  @Test
  void aRestoredStateContinuesExactlyWithEverythingOn() {
    TrainingOptions options = TrainingOptions.defaults().withBatches(8, 8).withObjective(GanLoss.RELATIVISTIC_AVERAGE)
        .withPractice(everything());
    RealSamples samples = points(4);
    GanTrainer whole = mlp(options);
    whole.scaleRates(0.5);
    for (int i = 0; i < 6; i++) {
      whole.step(samples);
    }
    RealSamples again = points(4);
    GanTrainer first = mlp(options);
    first.scaleRates(0.5);
    for (int i = 0; i < 4; i++) {
      first.step(again);
    }
    GanTrainer second = mlp(options);
    TrainingState from = first.state();
    Map<String, Tensor> to = second.state().tensors();
    from.tensors().forEach((name, tensor) -> backend.write(to.get(name), tensor.toArray()));
    second.resumeAt(from.steps(), from.discriminatorUpdates(), from.generatorUpdates(), from.rateFactor());
    second.step(again);
    second.step(again);
    whole.state().tensors().forEach((name, tensor) -> assertArrayEquals(tensor.toArray(), to.get(name).toArray(), name));
    assertTrue(whole.state().tensors().keySet().stream().anyMatch(name -> name.startsWith("generator_average.")));
  }

  @Test
  void aStepWithEverythingOnAllocatesNothingAfterTheFirst() {
    GanTrainer trainer = new GanTrainer(Gan.dcgan(backend, 16, 1, 2, 8, 1),
        TrainingOptions.defaults().withBatches(4, 4).withPractice(everything()));
    trainer.step(points(1));
    MemoryUse first = backend.memory();
    trainer.step(points(1));
    assertEquals(first, backend.memory());
  }

  @Test
  void theAverageFollowsTheGenerator() {
    GanTrainer trainer = mlp(sgd(0.2).withPractice(Practice.PLAIN.withAverage(0.4)));
    float[] expected = generator(trainer);
    for (int t = 0; t < 8; t++) {
      trainer.updateGenerator(noise(trainer));
      float share = (float) (1 - (double) (float) Math.min(0.4, (1.0 + t) / (10 + t)));
      float[] now = generator(trainer);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.fma(share, now[i] - expected[i], expected[i]);
      }
    }
    assertArrayEquals(expected, trainer.sampler().generator().network().parameters().toArray());
    assertFalse(Arrays.equals(expected, generator(trainer)));
  }

  @Test
  void aLongGradientIsShortenedToTheLimitAndReportedAsItWas() {
    GanTrainer free = mlp(sgd(1));
    GanTrainer bound = mlp(sgd(1).withPractice(Practice.PLAIN.withClipNorm(0.01)));
    float[] before = generator(bound);
    StepReport wide = free.step(points(1));
    StepReport narrow = bound.step(points(1));
    assertEquals(wide.discriminatorGradientNorm(), narrow.discriminatorGradientNorm(), "the norm before shortening");
    double squares = 0;
    float[] after = generator(bound);
    for (int i = 0; i < after.length; i++) {
      squares += Math.pow(after[i] - before[i], 2);
    }
    assertEquals(0.01, Math.sqrt(squares), 1e-5);
  }

  @Test
  void clippedWeightsStayWithinTheirLimit() {
    GanTrainer trainer = mlp(sgd(1).withObjective(GanLoss.WASSERSTEIN).withPractice(Practice.PLAIN.with(new Regularizer.WeightClipping(0.05))));
    trainer.step(points(1));
    float largest = 0;
    for (float p : discriminator(trainer)) {
      largest = Math.max(largest, Math.abs(p));
    }
    assertEquals(0.05f, largest);
  }

  @Test
  void instanceNoiseFallsLinearlyAndEnds() {
    Regularizer.InstanceNoise noise = new Regularizer.InstanceNoise(0.2, 10);
    assertEquals(0.2, noise.at(0));
    assertEquals(0.1, noise.at(5), 1e-15);
    assertEquals(0, noise.at(10));
    assertEquals(0, noise.at(11));
    GanTrainer plain = mlp(sgd(0.1));
    GanTrainer noisy = mlp(sgd(0.1).withPractice(Practice.PLAIN.with(noise)));
    noisy.resumeAt(20, 20, 20, 1);
    plain.resumeAt(20, 20, 20, 1);
    plain.step(points(1));
    noisy.step(points(1));
    assertArrayEquals(discriminator(plain), discriminator(noisy), "after its end it changes nothing");
    GanTrainer early = mlp(sgd(0.1).withPractice(Practice.PLAIN.with(noise)));
    GanTrainer without = mlp(sgd(0.1));
    early.step(points(1));
    without.step(points(1));
    assertFalse(Arrays.equals(discriminator(early), discriminator(without)));
    assertFalse(Arrays.equals(generator(early), generator(without)));
  }

  /** With the lecture notes' plus sign the samples would move together. */
  @Test
  void theDiversityTermDrivesSamplesApart() {
    GanTrainer trainer = mlp(sgd(0.05).withPractice(Practice.PLAIN.with(new Regularizer.Diversity(10))));
    Tensor noise = noise(trainer);
    double before = pairDistance(trainer, noise);
    trainer.updateGenerator(noise);
    assertTrue(pairDistance(trainer, noise) > before);
    StepReport report = trainer.step(points(1));
    assertTrue(report.diversityTerm() < 0);
  }

  private double pairDistance(GanTrainer trainer, Tensor noise) {
    float[] x = trainer.gan().generator().generate(noise).toArray();
    double sum = 0;
    for (int i = 0; i < BATCH; i++) {
      sum += Math.pow(x[i] - x[i + BATCH], 2);
    }
    return sum;
  }

  @Test
  void penaltiesLowerTheGradientOfTheDiscriminator() {
    for (Regularizer regularizer : List.of(new Regularizer.R1(50), new Regularizer.R2(50))) {
      GanTrainer trainer = mlp(sgd(0.002).withPractice(Practice.PLAIN.with(regularizer)));
      Tensor real = real();
      Tensor noise = noise(trainer);
      double first = 0;
      double last = 0;
      for (int i = 0; i < 30; i++) {
        StepReport report = trainer.step(points(i));
        first = i == 0 ? report.penalty() : first;
        last = report.penalty();
      }
      assertTrue(last < first, regularizer + ": " + first + " to " + last);
    }
  }

  @Test
  void theUnrolledGradientIsThatOfFiniteDifferences() {
    Discriminator d = new Discriminator(
        new Network(backend, Sequential.of(new Linear(2, 5), new Tanh(), new Linear(5, 1)), 3, 30), NetworkOptions.PLAIN);
    for (GanLoss objective : List.of(GanLoss.NON_SATURATING, GanLoss.LEAST_SQUARES)) {
      TrainingOptions options = sgd(0.3).withObjective(objective).withPractice(Practice.PLAIN.withUnrolled(2));
      Tensor real = backend.tensor(Shape.of(4, 2), 0.3f, -0.2f, 0.8f, 0.1f, -0.4f, 0.9f, 0.5f, 0.6f);
      GradientCheck check = new GradientCheck(backend, given -> {
        Variable fake = given.getFirst();
        return GanLosses.generatorLoss(objective, UnrolledDiscriminator.after(d, fake, null, new Batch(real, null), options).apply(fake), null);
      }, List.of(Input.random(7, 5, 2)), 2e-3);
      GradientCheck.Report report = check.firstOrder();
      assertTrue(report.passed(), report.toString());
    }
  }

  @Test
  void unrolledStepsAreGradientDescent() {
    GanTrainer trainer = mlp(sgd(0.1));
    Tensor real = real();
    Tensor noise = noise(trainer);
    Tape tape = new Tape(backend);
    Tensor fake = trainer.gan().generator().network().frozen(tape).apply(tape.constant(noise)).value();
    TrainingOptions options = sgd(0.1).withPractice(Practice.PLAIN.withUnrolled(1));
    Network d = trainer.gan().discriminator().network();
    float[] unrolled = UnrolledDiscriminator.after(trainer.gan().discriminator(), tape.leaf(fake), null, new Batch(real, null), options)
        .apply(tape.constant(real)).value().toArray();
    trainer.updateDiscriminator(real, noise);
    float[] updated = d.frozen(tape).apply(tape.constant(real)).value().toArray();
    assertArrayEquals(updated, unrolled, 1e-5f);
  }

  @Test
  void contradictoryOptionsAreRefused() {
    TrainingOptions plain = TrainingOptions.defaults();
    assertThrows(IllegalArgumentException.class, () -> plain.withObjective(GanLoss.HINGE).withRealLabel(0.9f));
    assertThrows(IllegalArgumentException.class,
        () -> plain.withBatches(4, 6).withPractice(Practice.PLAIN.with(new Regularizer.GradientPenalty(10, false))));
    assertThrows(IllegalArgumentException.class, () -> plain.withBatches(5, 5).withPractice(Practice.PLAIN.with(new Regularizer.Diversity(1))));
    assertThrows(IllegalArgumentException.class, () -> Practice.PLAIN.with(new Regularizer.R1(1)).with(new Regularizer.R1(2)));
    assertThrows(IllegalArgumentException.class, () -> Practice.PLAIN.withAverage(1));
    assertThrows(IllegalArgumentException.class, () -> new Regularizer.R1(0));
  }
}
