package org.zerosum.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.zerosum.io.RunReport;
import org.zerosum.tensor.DataException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zerosum report}. */
@Command(name = "report", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Shows a run as one page: curves, alarms, samples, options, environment.",
    description = {"", "The page is made from the run's folder alone and needs neither network nor script. 'train' leaves"
        + " the same one.", ""})
final class ReportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "RUN", description = "A run's folder.")
  private Path run;

  @Option(names = "--out", paramLabel = "FILE", description = "The page; replaced. Default: report.html in RUN.")
  private Path out;

  ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RunFolder folder = new RunFolder(run);
    if (!Files.isDirectory(run)) {
      throw new DataException(run + ": is not a folder; give the folder of a run");
    }
    Path page = out == null ? folder.report() : out;
    RunReport.write(run, page);
    session.terminal().out().println("report of " + run + " in " + page);
    return ExitCode.DONE;
  }
}
