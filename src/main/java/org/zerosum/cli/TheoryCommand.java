package org.zerosum.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zerosum theory}. */
@Command(name = "theory", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Measures what the theory of GANs says, next to networks that are really trained, as numbers and a picture.",
    description = {"", "Each study has its derivation and its figures in docs/theory.md.", ""})
final class TheoryCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  private TheoryCommand() {}

  /** The command with its studies. */
  static CommandLine line(Session session) {
    CommandLine line = new CommandLine(new TheoryCommand());
    line.addSubcommand(new TheoryDiscriminator(session));
    line.addSubcommand(new TheoryExtremes(session));
    line.addSubcommand(new TheoryGradients(session));
    line.addSubcommand(new TheoryDynamics(session));
    line.addSubcommand(new TheoryEquilibrium(session));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a study is missing: discriminator, extremes, gradients, dynamics or equilibrium");
  }
}
