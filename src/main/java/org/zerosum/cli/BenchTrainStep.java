package org.zerosum.cli;

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
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code zerosum bench train-step}: one step of a DCGAN with Adam, data on the host; {@link StepWork} says what is
 * counted.
 */
@Command(name = "train-step", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures a DCGAN training step: one update of D and one of G.",
    description = {"", "Bits are compared after two steps of a smaller model (equal_bits_checked_at).", ""})
final class BenchTrainStep implements Callable<Integer> {
  private static final int LATENT = 100;
  private static final int CHECKED_STEPS = 2;

  private final Session session;

  @Option(names = "--image-size", paramLabel = "N", defaultValue = "32",
      description = "16, 32, 64 or 128. Default: 32.")
  private int imageSize;

  @Option(names = "--channels", paramLabel = "N", defaultValue = "3", description = "Default: 3.")
  private int channels;

  @Option(names = "--base-channels", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  private int baseChannels;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  private int batchSize;

  @Mixin
  private BenchOptions options;

  BenchTrainStep(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    options.check();
    Failures.requireRange("--batch-size", batchSize, 2, 65_536);
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark())));
  }

  private Benchmark benchmark() {
    Architecture architecture = new Architecture.Dcgan(imageSize, channels, baseChannels, LATENT);
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("image_size", imageSize);
    shape.put("channels", channels);
    shape.put("base_channels", baseChannels);
    shape.put("batch_size", batchSize);
    int checkedBase = Math.min(baseChannels, 8);
    int checkedBatch = Math.min(batchSize, 8);
    Map<String, Object> checkedAt = new LinkedHashMap<>();
    checkedAt.put("base_channels", checkedBase);
    checkedAt.put("batch_size", checkedBatch);
    checkedAt.put("steps", CHECKED_STEPS);
    Architecture small = new Architecture.Dcgan(imageSize, channels, checkedBase, LATENT);
    TrainingCheck check = new TrainingCheck(small, images(checkedBatch), checkedBatch, 1, CHECKED_STEPS);
    return new Benchmark("train-step", shape, backend -> step(backend, architecture),
        new Benchmark.Rates(flops(architecture), 0, batchSize),
        (device, scalar) -> TrainingCheck.compare(check.run(scalar), check.run(device)).isEmpty(), checkedAt);
  }

  private NoiseImages images(int batch) {
    return new NoiseImages(2 * batch, new SampleShape(channels, imageSize, imageSize));
  }

  private Runnable step(Backend backend, Architecture architecture) {
    Gan gan = new Gan(backend, architecture, LatentDistribution.GAUSSIAN, 1);
    GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(batchSize, batchSize));
    float[] real = new float[Math.multiplyExact(batchSize, architecture.sampleShape().count())];
    new Batches(images(batchSize), batchSize, 1).next(real);
    return () -> trainer.step(target -> System.arraycopy(real, 0, target, 0, real.length));
  }

  private double flops(Architecture architecture) {
    try (Backend backend = new Backend(new ScalarKernels())) {
      return StepWork.flops(new Gan(backend, architecture, LatentDistribution.GAUSSIAN, 1), batchSize, batchSize);
    }
  }
}
