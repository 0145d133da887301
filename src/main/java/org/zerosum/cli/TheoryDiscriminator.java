package org.zerosum.cli;

import java.util.concurrent.Callable;
import org.zerosum.theory.Distribution;
import org.zerosum.theory.OptimalDiscriminator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum theory discriminator}. */
@Command(name = "discriminator", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Trains D against a fixed G of known density and compares it with D* = p/(p + q), V with -log 4 + 2 JSD.",
    description = {"", "Distributions: " + DensityWords.FORMS + ".", ""})
final class TheoryDiscriminator implements Callable<Integer> {
  private final Session session;

  @Option(names = "--data", paramLabel = "SPEC", defaultValue = "two", description = "p, the data's distribution. Default: two.")
  private String data;

  @Option(names = "--generator", paramLabel = "SPEC",
      description = "q, the generator's. Default: normal(0,1), normal(0,0,0.6) in the plane, die for points.")
  private String generator;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", description = "Updates of D. Default: 3000.")
  private int steps;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "512",
      description = "Samples of p and of q per update. Default: 512.")
  private int batchSize;

  @Option(names = "--hidden", paramLabel = "N", defaultValue = "64", description = "Width of D's hidden layers. Default: 64.")
  private int hidden;

  @Option(names = "--hidden-layers", paramLabel = "N", defaultValue = "3", description = "Their number. Default: 3.")
  private int hiddenLayers;

  @Option(names = "--learning-rate", paramLabel = "X", defaultValue = "2e-3", description = "Of Adam. Default: 2e-3.")
  private double learningRate;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of D's starting values and the samples. Default: 1.")
  private long seed;

  @Mixin
  private TheoryOptions options;

  TheoryDiscriminator(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--steps", steps, 1, 1_000_000);
    Failures.requireRange("--batch-size", batchSize, 1, 65_536);
    Distribution p = DensityWords.parse("--data", data);
    String other = generator != null ? generator
        : p instanceof org.zerosum.theory.PointMasses && p.dimension() == 1 ? "die"
        : p.dimension() == 1 ? "normal(0,1)" : "normal(0,0,0.6)";
    Distribution q = DensityWords.parse("--generator", other);
    if (!p.isComparableWith(q)) {
      throw new UsageException("--data " + data + " and --generator " + other
          + " cannot be compared: both must lie on the line or both in the plane, and be both discrete or both not");
    }
    OptimalDiscriminator optimal = Failures.fromOptions(() -> new OptimalDiscriminator(p, q));
    DiscriminatorStudy study = Failures.fromOptions(() -> new DiscriminatorStudy(data, p, other, q, optimal,
        new DiscriminatorStudy.Training(steps, batchSize, hidden, hiddenLayers, learningRate, seed)));
    return options.run(session, study);
  }
}
