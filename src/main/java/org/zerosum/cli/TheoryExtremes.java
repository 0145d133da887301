package org.zerosum.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum theory extremes}. */
@Command(name = "extremes", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Shows L = 0 where D knows nothing, L = 2 log 2 where D is perfect, and what gradient is left for G.",
    description = {"", "L(theta, phi) = V(D, G) + 2 log 2, Garcia's lemmas 2.1 and 2.2. Data and samples lie on two intervals that do not"
        + " meet: [1, 3] and [-3, -1].", ""})
final class TheoryExtremes implements Callable<Integer> {
  private final Session session;

  @Option(names = "--generators", paramLabel = "N", defaultValue = "5", description = "How many theta. Default: 5.")
  private int generators;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "1000",
      description = "Updates of a D that is trained from knowing nothing to nearly perfect. Default: 1000.")
  private int steps;

  @Option(names = "--samples", paramLabel = "N", defaultValue = "4096", description = "Samples of each. Default: 4096.")
  private int samples;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the thetas and samples. Default: 1.")
  private long seed;

  @Mixin
  private TheoryOptions options;

  TheoryExtremes(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--generators", generators, 1, 1_000);
    Failures.requireRange("--steps", steps, 1, 1_000_000);
    Failures.requireRange("--samples", samples, 2, 1_000_000);
    return options.run(session, new ExtremesStudy(generators, steps, samples, seed));
  }
}
