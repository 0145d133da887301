package org.zerosum.cli;

import java.util.concurrent.Callable;
import org.zerosum.theory.Distribution;
import org.zerosum.theory.Mixture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum theory equilibrium}. */
@Command(name = "equilibrium", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Trains a GAN on a density on the line until p_g = p_data and D = 1/2, as nearly as it gets.",
    description = {"", "Alternating Adam without momentum, D faster than G; after half of the steps both rates drop to a quarter, and the"
        + " result are the mean parameters of the last three eighths.", ""})
final class TheoryEquilibrium implements Callable<Integer> {
  private final Session session;

  @Option(names = "--data", paramLabel = "SPEC", defaultValue = "two",
      description = "The data's density, as for theory discriminator, on the line. Default: two.")
  private String data;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "3000", description = "Steps, at least 16. Default: 3000.")
  private int steps;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "512", description = "Real and generated samples. Default: 512.")
  private int batchSize;

  @Option(names = "--learning-rate-d", paramLabel = "X", defaultValue = "3e-3", description = "Default: 3e-3.")
  private double discriminatorRate;

  @Option(names = "--learning-rate-g", paramLabel = "X", defaultValue = "5e-4", description = "Default: 5e-4.")
  private double generatorRate;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of everything random. Default: 1.")
  private long seed;

  @Mixin
  private TheoryOptions options;

  TheoryEquilibrium(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--steps", steps, 16, 1_000_000);
    Failures.requireRange("--batch-size", batchSize, 2, 65_536);
    Distribution distribution = DensityWords.parse("--data", data);
    if (!(distribution instanceof Mixture p) || p.dimension() != 1) {
      throw new UsageException("--data " + data + " must be a density on the line, for example two or normal(0,1)");
    }
    return options.run(session, Failures.fromOptions(() -> new EquilibriumStudy(data, p,
        new EquilibriumStudy.Training(steps, batchSize, discriminatorRate, generatorRate, seed))));
  }
}
