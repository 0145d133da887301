package org.zerosum.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum theory gradients}. */
@Command(name = "gradients", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Compares saturating with non-saturating gradients of G as D(G(z)) goes to 0 and to 1, by autograd and by formula.",
    description = {"", "At the probability -log D has the slope -1/D; through the logit, on which networks end, only 1 - D is left.", ""})
final class TheoryGradients implements Callable<Integer> {
  private final Session session;

  @Option(names = "--logits", paramLabel = "A", defaultValue = "30",
      description = "Logits reach from -A to A, 1 to 80. Default: 30.")
  private double reach;

  @Option(names = "--points", paramLabel = "N", defaultValue = "121", description = "Number of logits. Default: 121.")
  private int points;

  @Mixin
  private TheoryOptions options;

  TheoryGradients(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!(reach >= 1 && reach <= 80)) {
      throw new UsageException("--logits is " + reach + " but must lie in 1 to 80, where float32 can still hold D");
    }
    Failures.requireRange("--points", points, 2, 100_000);
    return options.run(session, new GradientsStudy(Lines.spread(-reach, reach, points)));
  }
}
