package org.zerosum.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum theory dynamics}. */
@Command(name = "dynamics", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Plays two small games by gradient steps: who spirals out, who circles, who converges, and how fast.",
    description = {"", "V = x y, and the Dirac GAN, whose data and samples are one point each. Simultaneous and alternating steps,"
        + " without and with a penalty on D (R1 for the Dirac GAN), and different ratios of the learning rates.", ""})
final class TheoryDynamics implements Callable<Integer> {
  private final Session session;

  @Option(names = "--learning-rate-g", paramLabel = "X", defaultValue = "0.2", description = "alpha_G. Default: 0.2.")
  private double generatorRate;

  @Option(names = "--learning-rate-d", paramLabel = "X", defaultValue = "0.2", description = "alpha_D. Default: 0.2.")
  private double discriminatorRate;

  @Option(names = "--penalty", paramLabel = "X", defaultValue = "0.3", description = "gamma of the penalised games. Default: 0.3.")
  private double penalty;

  @Option(names = "--ratios", paramLabel = "X", split = ",", defaultValue = "0.01,0.1,1,10,100",
      description = "Ratios alpha_G/alpha_D of the same product. Default: 0.01,0.1,1,10,100.")
  private List<Double> ratios;

  @Option(names = "--start", paramLabel = "X,Y", split = ",", defaultValue = "1,1", description = "Where both begin. Default: 1,1.")
  private List<Double> start;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "150", description = "Steps of each game. Default: 150.")
  private int steps;

  @Mixin
  private TheoryOptions options;

  TheoryDynamics(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--steps", steps, 1, 1_000_000);
    requirePositive("--learning-rate-g", generatorRate);
    requirePositive("--learning-rate-d", discriminatorRate);
    ratios.forEach(ratio -> requirePositive("--ratios", ratio));
    requirePositive("--penalty", penalty);
    if (start.size() != 2 || !(Double.isFinite(start.get(0)) && Double.isFinite(start.get(1))) || start.equals(List.of(0.0, 0.0))) {
      throw new UsageException("--start is " + start + " but must be two finite numbers, not both 0");
    }
    return options.run(session,
        new DynamicsStudy(generatorRate, discriminatorRate, penalty, ratios, start.get(0), start.get(1), steps));
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0 && value <= 1e6)) {
      throw new UsageException(option + " is " + value + " but must be above 0 and at most 1000000");
    }
  }
}
