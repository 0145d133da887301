package org.zerosum.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zerosum bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Measures an operation or a whole training step, and compares its bits with the scalar backend's.",
    description = {"", "Each row has the median, least and most milliseconds after a warm-up, and its share of what the"
        + " device can do at most: fma in registers, or bandwidth. Several devices are measured in turns.", ""})
final class BenchCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  private BenchCommand() {}

  /** The command with its benchmarks. */
  static CommandLine line(Session session) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.addSubcommand(new BenchTrainStep(session));
    line.addSubcommand(new BenchMatmul(session));
    line.addSubcommand(new BenchConv2d(session));
    line.addSubcommand(new BenchConvTranspose2d(session));
    line.addSubcommand(new BenchBatchNorm(session));
    line.addSubcommand(new BenchAdam(session));
    line.addSubcommand(new BenchPeak(session));
    line.addSubcommand(new BenchProfile(session));
    return line;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(),
        "a benchmark is missing: train-step, matmul, conv2d, conv-transpose2d, batch-norm, adam, peak or profile");
  }
}
