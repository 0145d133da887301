package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.zerosum.FloatAssert;
import org.zerosum.LateKernels;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.gan.Regularizer.Diversity;
import org.zerosum.gan.Regularizer.GradientPenalty;
import org.zerosum.gan.Regularizer.InstanceNoise;
import org.zerosum.gan.Regularizer.R1;
import org.zerosum.gan.Regularizer.R2;
import org.zerosum.gan.Regularizer.WeightClipping;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;

/** A recorded step gives the bits of the same updates called one by one, for everything that a trainer can be told to do. */
class RecordedStepTest {
  private static final int BATCH = 6;
  private static final int STEPS = 4;
  private static final int CLASSES = 3;

  private static TrainingOptions plain() {
    return TrainingOptions.defaults().withBatches(BATCH, BATCH);
  }

  private static TrainingOptions with(Regularizer... regularizers) {
    Practice practice = Practice.PLAIN;
    for (Regularizer regularizer : regularizers) {
      practice = practice.with(regularizer);
    }
    return plain().withPractice(practice);
  }

  static Stream<Arguments> cases() {
    Map<String, TrainingOptions> options = new LinkedHashMap<>();
    for (GanLoss loss : GanLoss.values()) {
      options.put("objective " + loss, plain().withObjective(loss));
    }
    options.put("R1, R2 and gradient penalty", with(new R1(10), new R2(5), new GradientPenalty(3, true)));
    options.put("weights clipped", with(new WeightClipping(0.05)).withSteps(2, 1));
    options.put("instance noise that ends", with(new InstanceNoise(0.3, 2)));
    options.put("diversity", with(new Diversity(0.1)));
    options.put("gradients clipped, average, schedule", plain().withPractice(Practice.PLAIN.withClipNorm(0.1).withAverage(0.9)
        .withSchedule(new Schedule(Schedule.Form.COSINE, 2, 5, 0.1))));
    options.put("unrolled", plain().withPractice(Practice.PLAIN.withUnrolled(2)));
    options.put("augmented", plain().withPractice(Practice.PLAIN.withAugmentation(Augmentation.parse("flip,translation,cutout,colour"))));
    options.put("momentum, two updates of G", plain().withOptimizers(new Optimizer.Sgd(0.01, 0.9), new Optimizer.Sgd(0.01, 0))
        .withSteps(1, 2));
    List<Arguments> all = new ArrayList<>();
    options.forEach((name, value) -> all.add(Arguments.of(name, value, NetworkOptions.PLAIN)));
    all.add(Arguments.of("spectral norm, minibatch standard deviation", plain().withBatches(8, 8),
        NetworkOptions.PLAIN.withSpectralNorm().withMinibatchStdDev()));
    all.add(Arguments.of("packed", plain(), NetworkOptions.PLAIN.withPacking(2)));
    for (Conditioning.Input input : Conditioning.Input.values()) {
      all.add(Arguments.of("projection, " + input, plain(),
          NetworkOptions.PLAIN.withConditioning(new Conditioning(CLASSES, input, new Conditioning.Head.Projection()))));
      all.add(Arguments.of("auxiliary, " + input, with(new R1(1)),
          NetworkOptions.PLAIN.withConditioning(new Conditioning(CLASSES, input, new Conditioning.Head.Auxiliary(0.5f)))));
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aStepIsItsUpdates(String name, TrainingOptions options, NetworkOptions networks) {
    for (Supplier<Kernels> kernels : List.<Supplier<Kernels>>of(ScalarKernels::new, () -> new VectorKernels(2), LateKernels::create)) {
      float[] expected = oneByOne(kernels.get(), options, networks);
      FloatAssert.assertSameBits(name, expected, recorded(kernels.get(), options, networks));
    }
  }

  private static Gan gan(Backend backend, NetworkOptions networks) {
    return new Gan(backend, new Architecture.Dcgan(16, 1, 4, 5, networks), LatentDistribution.GAUSSIAN, 3);
  }

  private static RealSamples samples() {
    SplittableRandom random = new SplittableRandom(8);
    return RealSamples.labelled((samples, labels) -> {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (random.nextDouble() * 2 - 1);
      }
      if (labels != null) {
        for (int i = 0; i < labels.length; i++) {
          labels[i] = random.nextInt(CLASSES);
        }
      }
    });
  }

  private static float[] recorded(Kernels kernels, TrainingOptions options, NetworkOptions networks) {
    try (Backend backend = new Backend(kernels)) {
      GanTrainer trainer = new GanTrainer(gan(backend, networks), options);
      RealSamples samples = samples();
      for (int step = 0; step < STEPS; step++) {
        trainer.advance(samples);
      }
      return state(trainer);
    }
  }

  private static float[] oneByOne(Kernels kernels, TrainingOptions options, NetworkOptions networks) {
    try (Backend backend = new Backend(kernels)) {
      GanTrainer trainer = new GanTrainer(gan(backend, networks), options);
      RealSamples samples = samples();
      for (int step = 0; step < STEPS; step++) {
        for (int i = 0; i < options.discriminatorSteps(); i++) {
          try (Scope _ = backend.openScope()) {
            int update = step * options.discriminatorSteps() + i;
            trainer.updateDiscriminator(real(trainer, samples), noise(trainer, NoiseStreams.DISCRIMINATOR,
                NoiseStreams.DISCRIMINATOR_LABELS, update));
          }
        }
        for (int i = 0; i < options.generatorSteps(); i++) {
          try (Scope _ = backend.openScope()) {
            int update = step * options.generatorSteps() + i;
            Batch real = options.generatorNeedsReal() ? real(trainer, samples) : null;
            trainer.updateGenerator(real, noise(trainer, NoiseStreams.GENERATOR, NoiseStreams.GENERATOR_LABELS, update));
          }
        }
      }
      return state(trainer);
    }
  }

  private static Batch real(GanTrainer trainer, RealSamples samples) {
    Backend backend = trainer.gan().backend();
    Shape shape = trainer.gan().architecture().batchShape(trainer.options().realBatch());
    float[] values = new float[shape.count()];
    int[] labels = new int[trainer.options().realBatch()];
    if (trainer.gan().generator().classes() == 0) {
      samples.next(values);
      return new Batch(backend.tensor(shape, values), null);
    }
    samples.next(values, labels);
    return new Batch(backend.tensor(shape, values), trainer.gan().generator().labels(labels));
  }

  private static Batch noise(GanTrainer trainer, int stream, int labelStream, int update) {
    Generator g = trainer.gan().generator();
    return new Batch(g.draw(trainer.options().fakeBatch(), new Noise(3, stream, update)), g.drawLabels(trainer.options().fakeBatch(), new Noise(3, labelStream, update)));
  }

  private static float[] state(GanTrainer trainer) {
    List<float[]> all = trainer.state().tensors().values().stream().map(tensor -> tensor.toArray()).toList();
    float[] joined = new float[all.stream().mapToInt(values -> values.length).sum()];
    int at = 0;
    for (float[] values : all) {
      System.arraycopy(values, 0, joined, at, values.length);
      at += values.length;
    }
    assertEquals(joined.length, at);
    return joined;
  }
}
