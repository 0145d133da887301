package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.zerosum.data.Dataset;
import org.zerosum.data.ImageOptions;
import org.zerosum.data.SampleShape;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.NetworkOptions;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.GanLoss;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * The options of a training run: what {@code options.json} keeps. Null means "not given, a default that depends on
 * other options".
 */
final class TrainOptions {
  /** How gradients change parameters. */
  enum Rule { ADAM, SGD }

  private static final long DEFAULT_STEPS = 2_000;
  private static final int IMAGE_LATENT = 100;
  private static final int VECTOR_LATENT = 32;
  /** Salimans et al., arXiv:1606.03498, section 3.4. */
  private static final double IMAGE_SMOOTHING = 0.1;
  private static final Set<String> FOR_IMAGES = Set.of("--image-size", "--channels", "--base-channels", "--augment");
  private static final Set<String> FOR_VECTORS = Set.of("--hidden", "--hidden-layers");
  private static final Set<String> FOR_ADAM = Set.of("--beta1", "--beta2");

  @Option(names = "--data", paramLabel = "SPEC", defaultValue = "digits",
      description = "digits (drawn, no file needed), ring, grid (points in the plane), or the path of an IDX file or"
          + " folder (.gz too), an image folder or a zip of one. Default: digits.")
  String data;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto",
      description = "auto (an OpenCL GPU, else vector), scalar, vector, opencl, opencl:PLATFORM:DEVICE. Default: auto.")
  String device;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  int threads;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of training in all. Default: " + DEFAULT_STEPS
      + ".")
  Long steps;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data, instead of --steps.")
  Long epochs;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64",
      description = "Real samples per update. Default: 64.")
  int batchSize;

  @Option(names = "--fake-batch-size", paramLabel = "N",
      description = "Generated samples per update. Default: the batch size.")
  Integer fakeBatchSize;

  @Option(names = "--image-size", paramLabel = "N",
      description = "Bring images to 16, 32, 64 or 128 pixels. Default: what fits them.")
  Integer imageSize;

  @Option(names = "--channels", paramLabel = "N",
      description = "Bring images to 1 (grey) or 3 (RGB) channels. Default: as they are.")
  Integer channels;

  @Option(names = "--base-channels", paramLabel = "N", defaultValue = "64",
      description = "Channels of the networks' widest level; each further level doubles them. Default: 64.")
  int baseChannels;

  @Option(names = "--hidden", paramLabel = "N", defaultValue = "128",
      description = "Width of hidden layers, for points. Default: 128.")
  int hidden;

  @Option(names = "--hidden-layers", paramLabel = "N", defaultValue = "3",
      description = "Hidden layers, for points. Default: 3.")
  int hiddenLayers;

  @Option(names = "--latent", paramLabel = "N",
      description = "Components of z. Default: " + IMAGE_LATENT + " for images, " + VECTOR_LATENT + " for points.")
  Integer latent;

  @Option(names = "--latent-distribution", paramLabel = "NAME", defaultValue = "gaussian",
      description = "Distribution of z: gaussian (standard normal) or uniform (in [-1, 1)). Default: gaussian.")
  LatentDistribution latentDistribution;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Of starting values, noise and shuffling; the same seed gives the same bits everywhere."
          + " Default: 1.")
  long seed;

  @Option(names = "--optimizer", paramLabel = "NAME", defaultValue = "adam",
      description = "adam or sgd. Default: adam.")
  Rule optimizer;

  @Option(names = "--learning-rate-d", paramLabel = "X", defaultValue = "2e-4",
      description = "Of the discriminator. Default: 2e-4.")
  double learningRateD;

  @Option(names = "--learning-rate-g", paramLabel = "X", defaultValue = "2e-4",
      description = "Of the generator. Default: 2e-4.")
  double learningRateG;

  @Option(names = "--beta1", paramLabel = "X", defaultValue = "0.5",
      description = "Adam's decay of the first moment. Default: 0.5.")
  double beta1;

  @Option(names = "--beta2", paramLabel = "X", defaultValue = "0.999",
      description = "Adam's decay of the second moment. Default: 0.999.")
  double beta2;

  @Option(names = "--momentum", paramLabel = "X", defaultValue = "0", description = "Of sgd, in [0, 1). Default: 0.")
  double momentum;

  @Option(names = "--discriminator-steps", paramLabel = "N", defaultValue = "1",
      description = "Updates of D per step. Default: 1.")
  int discriminatorSteps;

  @Option(names = "--generator-steps", paramLabel = "N", defaultValue = "1",
      description = "Updates of G per step. Default: 1.")
  int generatorSteps;

  @Option(names = "--objective", paramLabel = "NAME", defaultValue = "non-saturating",
      description = "What the networks descend: non-saturating (G: -log D(G(z))), saturating (log(1 - D(G(z)))),"
          + " least-squares, hinge, wasserstein or relativistic-average. Default: non-saturating.")
  GanLoss objective;

  @Option(names = "--label-smoothing", paramLabel = "X",
      description = "One-sided: real samples get the label 1 - X. In [0, 1). Default: " + IMAGE_SMOOTHING
          + " for images and objectives with labels, where G falls into a single picture without it, else 0.")
  Double labelSmoothing;

  @Mixin
  final LayerOptions layers = new LayerOptions();

  @Mixin
  final PracticeOptions practice = new PracticeOptions();

  @Mixin
  final WatchOptions watch = new WatchOptions();

  @Option(names = "--sample-every", paramLabel = "N", defaultValue = "500",
      description = "Steps between sample pictures. Default: 500.")
  long sampleEvery;

  @Option(names = "--checkpoint-every", paramLabel = "N", defaultValue = "500",
      description = "Steps between checkpoints. Default: 500.")
  long checkpointEvery;

  @Option(names = "--samples", paramLabel = "N", defaultValue = "64", description = "Samples per picture. Default: 64.")
  int samples;

  /** The options that were written on the command line, by their long names. */
  static Set<String> given(CommandSpec command) {
    return command.commandLine().getParseResult().matchedOptions().stream().map(option -> option.longestName())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Checks every number against its range and every option against the others.
   *
   * @param given the options that were written out, as {@code --name}
   * @throws UsageException if one cannot be followed
   */
  void check(Set<String> given) {
    if (steps != null && epochs != null) {
      throw new UsageException("--steps and --epochs exclude each other; give one of them");
    }
    requirePositive("--steps", steps, 1_000_000_000);
    requirePositive("--epochs", epochs, 1_000_000);
    Failures.requireRange("--threads", threads, 0, 1_024);
    Failures.requireRange("--batch-size", batchSize, 1, 65_536);
    Failures.requireRange("--fake-batch-size", fakeBatch(), 2, 65_536);
    Failures.requireRange("--discriminator-steps", discriminatorSteps, 1, 100);
    Failures.requireRange("--generator-steps", generatorSteps, 1, 100);
    Failures.requireRange("--sample-every", sampleEvery, 1, 1_000_000_000);
    Failures.requireRange("--checkpoint-every", checkpointEvery, 1, 1_000_000_000);
    Failures.requireRange("--samples", samples, 1, 4_096);
    if (labelSmoothing != null && !(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new UsageException("--label-smoothing is " + labelSmoothing + " but must lie in [0, 1)");
    }
    if (given.contains("--momentum") && optimizer != Rule.SGD) {
      throw new UsageException("--momentum belongs to --optimizer sgd; leave it out or choose that");
    }
    refuse(given, FOR_ADAM, optimizer != Rule.ADAM, "belongs to --optimizer adam; leave it out or choose that");
    layers.check(given, batchSize, fakeBatch());
    practice.check(epochs == null ? (Long) (steps == null ? DEFAULT_STEPS : steps) : null);
    practice.check(objective, layers.spectralNorm);
    watch.check();
    imageOptions();
    trainingOptions();
    Failures.requireRange("--base-channels", baseChannels, 1, 1_024);
    Failures.requireRange("--hidden", hidden, 1, 65_536);
    Failures.requireRange("--hidden-layers", hiddenLayers, 1, 64);
    requirePositive("--latent", latent == null ? null : (long) latent, 65_536);
  }

  private static void requirePositive(String option, Long value, long high) {
    if (value != null) {
      Failures.requireRange(option, value, 1, high);
    }
  }

  private static void refuse(Set<String> given, Set<String> options, boolean wrong, String why) {
    options.stream().filter(option -> wrong && given.contains(option)).sorted().findFirst().ifPresent(option -> {
      throw new UsageException(option + " " + why);
    });
  }

  private int fakeBatch() {
    return fakeBatchSize == null ? batchSize : fakeBatchSize;
  }

  /** How pictures are to be read. */
  ImageOptions imageOptions() {
    return Failures.fromOptions(() ->
        new ImageOptions(imageSize == null ? 0 : imageSize, channels == null ? 0 : channels));
  }

  /** The settings of the alternating algorithm; complete once {@link #architecture} has seen the data. */
  TrainingOptions trainingOptions() {
    return Failures.fromOptions(() -> new TrainingOptions(batchSize, fakeBatch(), discriminatorSteps, generatorSteps,
        optimizer(learningRateD), optimizer(learningRateG), objective,
        (float) (1 - (labelSmoothing == null ? 0 : labelSmoothing)), practice.practice()));
  }

  private Optimizer optimizer(double rate) {
    return optimizer == Rule.ADAM ? new Optimizer.Adam(rate, beta1, beta2, 1e-8) : new Optimizer.Sgd(rate, momentum);
  }

  /**
   * The networks for the data: convolutional for images, fully connected for points. Fills in what has a default for each.
   *
   * @param given the options that were written out
   * @throws UsageException if an option does not suit the data
   */
  Architecture architecture(Dataset dataset, Set<String> given) {
    SampleShape shape = dataset.sampleShape();
    NetworkOptions networks = layers.networks(dataset);
    if (shape.isVector()) {
      refuse(given, FOR_IMAGES, true, "is for images but " + dataset.name() + " holds points; leave it out");
      latent = latent == null ? VECTOR_LATENT : latent;
      labelSmoothing = labelSmoothing == null ? 0 : labelSmoothing;
      return Failures.fromOptions(() -> new Architecture.Mlp(shape.channels(), hidden, hiddenLayers, latent, networks));
    }
    refuse(given, FOR_VECTORS, true, "is for points but " + dataset.name()
        + " holds images; leave it out or use --base-channels");
    latent = latent == null ? IMAGE_LATENT : latent;
    labelSmoothing = labelSmoothing == null ? (objective.takesLabel() ? IMAGE_SMOOTHING : 0) : labelSmoothing;
    imageSize = shape.height();
    channels = shape.channels();
    return Failures.fromOptions(() -> new Architecture.Dcgan(shape.height(), shape.channels(), baseChannels, latent, networks));
  }

  /** The step that training ends with. Of epochs: the first step by whose end they are over. */
  long lastStep(int batchesPerEpoch) {
    if (epochs != null) {
      return Math.ceilDiv(Math.multiplyExact(epochs, (long) batchesPerEpoch), batchesPerStep());
    }
    return steps == null ? DEFAULT_STEPS : steps;
  }

  /** Batches of real samples that a step takes. */
  int batchesPerStep() {
    return discriminatorSteps + (trainingOptions().generatorNeedsReal() ? generatorSteps : 0);
  }

  /** All options by name without dashes, in a fixed order; those that are not set are left out. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("data", data);
    map.put("device", device);
    map.put("threads", threads);
    map.put("steps", steps == null && epochs == null ? (Long) DEFAULT_STEPS : steps);
    map.put("epochs", epochs);
    map.put("batch-size", batchSize);
    map.put("fake-batch-size", fakeBatch());
    map.put("image-size", imageSize);
    map.put("channels", channels);
    map.put("base-channels", baseChannels);
    map.put("hidden", hidden);
    map.put("hidden-layers", hiddenLayers);
    map.put("latent", latent);
    map.put("latent-distribution", Words.of(latentDistribution));
    map.put("seed", seed);
    map.put("optimizer", Words.of(optimizer));
    map.put("learning-rate-d", learningRateD);
    map.put("learning-rate-g", learningRateG);
    map.put("beta1", beta1);
    map.put("beta2", beta2);
    map.put("momentum", momentum);
    map.put("discriminator-steps", discriminatorSteps);
    map.put("generator-steps", generatorSteps);
    map.put("objective", Words.of(objective));
    map.put("label-smoothing", labelSmoothing);
    layers.putInto(map);
    practice.put(map);
    watch.put(map);
    map.put("sample-every", sampleEvery);
    map.put("checkpoint-every", checkpointEvery);
    map.put("samples", samples);
    map.values().removeIf(Objects::isNull);
    return map;
  }
}
