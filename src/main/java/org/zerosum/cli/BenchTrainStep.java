package org.zerosum.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.data.Batches;
import org.zerosum.data.SampleShape;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.Regularizer;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code zerosum bench train-step}: one step of a DCGAN with Adam, data on the host; {@link StepWork} says what is
 * counted.
 */
@Command(name = "train-step", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures a DCGAN training step: one update of D and one of G.",
    description = {"", "Bits are compared after two steps of a smaller model (equal_bits_checked_at). Counted are"
        + " direct convolutions, whatever the algorithm.", ""})
final class BenchTrainStep implements Callable<Integer> {
  private static final int CHECKED_STEPS = 2;
  /** With as many or more channels every layer but the first and last may be Winograd's. */
  private static final int CHECKED_BASE = 32;
  private static final int LEAST_CHECKED_BASE = 8;
  private static final int LARGEST_CHECKED_BATCH = 8;
  /** What the scalar backend does in a second or two. */
  private static final double CHECKED_FLOPS = 0.8e9;

  private final Session session;

  @Mixin
  private ModelOptions model;

  @Option(names = "--objective", paramLabel = "NAME", defaultValue = "non-saturating", description = "As for train.")
  private GanLoss objective;

  @Mixin
  private LayerOptions layers;

  @Mixin
  private PracticeOptions practice;

  @Mixin
  private BenchOptions options;

  @Spec
  private CommandSpec spec;

  BenchTrainStep(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    options.check();
    model.check();
    layers.check(TrainOptions.given(spec), model.batchSize, model.batchSize);
    practice.check(1_000_000L);
    practice.check(objective, layers.spectralNorm);
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark())));
  }

  private Benchmark benchmark() {
    Architecture.Dcgan architecture = new Architecture.Dcgan(model.imageSize, model.channels, model.baseChannels, ModelOptions.LATENT,
        layers.networks(NoiseImages.CLASSES));
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("image_size", model.imageSize);
    shape.put("channels", model.channels);
    shape.put("base_channels", model.baseChannels);
    shape.put("batch_size", model.batchSize);
    architecture.describe().forEach((key, value) -> {
      if (!architecture.plain().describe().containsKey(key)) {
        shape.put(key, value);
      }
    });
    TrainingOptions training = training(model.batchSize);
    put(shape);
    TrainingCheck check = check(architecture, training);
    Map<String, Object> checkedAt = new LinkedHashMap<>();
    checkedAt.put("base_channels", ((Architecture.Dcgan) check.architecture()).baseChannels());
    checkedAt.put("batch_size", check.batchSize());
    checkedAt.put("steps", check.steps());
    Benchmark.Rates rates = new Benchmark.Rates(flops(architecture, training), 0, model.batchSize);
    return new Benchmark("train-step", shape, backend -> step(backend, architecture), _ -> rates,
        (device, scalar) -> TrainingCheck.compare(check.run(scalar), check.run(device)).isEmpty(), checkedAt);
  }

  /**
   * The check of a model like the measured one: fewer channels and samples, so that the scalar backend takes a second
   * or two, but enough channels that layers by Winograd's algorithm stay such layers.
   */
  static TrainingCheck check(Architecture.Dcgan measured, TrainingOptions training) {
    Architecture.Dcgan small = withBase(measured, Math.min(measured.baseChannels(), CHECKED_BASE));
    while (small.baseChannels() >= 2 * LEAST_CHECKED_BASE && CHECKED_STEPS * flops(small, training.withBatches(2, 2)) > CHECKED_FLOPS) {
      small = withBase(measured, small.baseChannels() / 2);
    }
    double perSample = CHECKED_STEPS * flops(small, training.withBatches(2, 2)) / 2;
    int unit = measured.options().batchUnit();
    int affordable = (int) Math.clamp(CHECKED_FLOPS / perSample, 2, Math.min(training.realBatch(), LARGEST_CHECKED_BATCH));
    int checked = Math.max(unit, affordable / unit * unit);
    boolean paired = training.practice().regularizers().stream().anyMatch(Regularizer.Diversity.class::isInstance);
    int fitting = paired && checked % 2 != 0 ? checked + unit : checked;
    return new TrainingCheck(small, images(measured, fitting), training.withBatches(fitting, fitting), 1, CHECKED_STEPS);
  }

  private static Architecture.Dcgan withBase(Architecture.Dcgan dcgan, int baseChannels) {
    return new Architecture.Dcgan(dcgan.imageSize(), dcgan.channels(), baseChannels, dcgan.latent(), dcgan.options());
  }

  private static NoiseImages images(Architecture.Dcgan dcgan, int batch) {
    return new NoiseImages(2 * batch, new SampleShape(dcgan.channels(), dcgan.imageSize(), dcgan.imageSize()));
  }

  private Runnable step(Backend backend, Architecture.Dcgan architecture) {
    Gan gan = new Gan(backend, architecture, LatentDistribution.GAUSSIAN, 1);
    GanTrainer trainer = new GanTrainer(gan, training(model.batchSize));
    float[] real = new float[Math.multiplyExact(model.batchSize, architecture.sampleShape().count())];
    new Batches(images(architecture, model.batchSize), model.batchSize, 1).next(real);
    RealSamples samples = RealSamples.labelled((target, labels) -> {
      System.arraycopy(real, 0, target, 0, real.length);
      if (labels != null) {
        Arrays.setAll(labels, n -> n % NoiseImages.CLASSES);
      }
    });
    return () -> trainer.advance(samples);
  }

  private TrainingOptions training(int batch) {
    return TrainingOptions.defaults().withBatches(batch, batch).withObjective(objective).withPractice(practice.practice());
  }

  /** What is not as it is by default. */
  private void put(Map<String, Object> shape) {
    if (objective != GanLoss.NON_SATURATING) {
      shape.put("objective", Words.of(objective));
    }
    Map<String, Object> all = new LinkedHashMap<>();
    practice.put(all);
    all.forEach((name, value) -> {
      if (value != null && TrainOptions.given(spec).contains("--" + name)) {
        shape.put(name.replace('-', '_'), value);
      }
    });
  }

  private static double flops(Architecture architecture, TrainingOptions training) {
    try (Backend backend = new Backend(new ScalarKernels())) {
      return StepWork.flops(new Gan(backend, architecture, LatentDistribution.GAUSSIAN, 1), training);
    }
  }
}
