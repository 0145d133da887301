package org.zerosum.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.zerosum.backend.Devices;
import org.zerosum.gan.Alarm;
import org.zerosum.gan.Conditioning;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.Schedule;
import org.zerosum.tensor.GanLoss;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code zerosum}. */
@Command(name = "zerosum", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
    header = "Trains generative adversarial networks on any OpenCL device, with the same bits on the CPU.",
    description = {"", "A run is a folder: options, metrics, samples and checkpoints. Start with 'zerosum train'."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:internal error, unwritable output, or 'verify' or 'gradcheck' found a difference", "2:wrong usage",
        "3:no such device",
        "4:bad data or checkpoint", "5:training diverged (NaN or infinity); the last good checkpoint stays",
        "130:interrupted; the checkpoint is written, continue with --resume"})
public final class Main implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
  private boolean debug;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    LauncherFilter.leave(System.getenv());
    Terminal terminal = Terminal.system(System.getenv());
    Interruption interruption = Interruption.ofProcess();
    int code = run(args, new Session(terminal, interruption));
    terminal.out().flush();
    terminal.err().flush();
    interruption.finish(code);
    System.exit(code);
  }

  /**
   * Runs a command in this process, without ending it.
   *
   * @param out gets results and progress
   * @param err gets errors
   * @return the exit code
   */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(args, new Session(Terminal.plain(out, err), Interruption.byRequest()));
  }

  static int run(String[] args, Session session) {
    Main main = new Main();
    Terminal terminal = session.terminal();
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new TrainCommand(session));
    line.addSubcommand(new SampleCommand(session));
    line.addSubcommand(new InterpolateCommand(session));
    line.addSubcommand(new EvaluateCommand(session));
    line.addSubcommand(new ReportCommand(session));
    line.addSubcommand(new DevicesCommand(session));
    line.addSubcommand(new TuneCommand(session));
    line.addSubcommand(new VerifyCommand(session, Devices::open));
    line.addSubcommand(new GradcheckCommand(session, Devices::open));
    line.addSubcommand(BenchCommand.line(session));
    line.addSubcommand(TheoryCommand.line(session));
    configure(line);
    line.setOut(terminal.out()).setErr(terminal.err());
    line.setColorScheme(Help.defaultColorScheme(terminal.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
    line.setUsageHelpWidth(Math.clamp(terminal.columns(), 80, 120));
    line.setParameterExceptionHandler((e, _) -> reportUsage(e, terminal));
    line.setExecutionExceptionHandler((e, _, _) -> Failures.report(e, terminal, main.debug));
    try {
      return line.execute(args);
    } catch (Error e) {
      return Failures.report(e, terminal, main.debug);
    } finally {
      terminal.out().flush();
      terminal.err().flush();
    }
  }

  /** How all our parsers read: words for enums, no argument files. */
  static void configure(CommandLine line) {
    line.setExpandAtFiles(false);
    line.registerConverter(GanLoss.class, Words.converter(GanLoss.class));
    line.registerConverter(Schedule.Form.class, Words.converter(Schedule.Form.class));
    line.registerConverter(Alarm.Kind.class, Words.converter(Alarm.Kind.class));
    line.registerConverter(WatchOptions.Reaction.class, Words.converter(WatchOptions.Reaction.class));
    line.registerConverter(LatentDistribution.class, Words.converter(LatentDistribution.class));
    line.registerConverter(TrainOptions.Rule.class, Words.converter(TrainOptions.Rule.class));
    line.registerConverter(LayerOptions.Head.class, Words.converter(LayerOptions.Head.class));
    line.registerConverter(Conditioning.Input.class, Words.converter(Conditioning.Input.class));
    line.registerConverter(BenchConvolution.Pass.class, Words.converter(BenchConvolution.Pass.class));
  }

  private static int reportUsage(ParameterException e, Terminal terminal) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String sentence = e.getMessage().lines().findFirst().orElse("wrong usage");
    terminal.err().println("zerosum: " + sentence + "; see '" + command + " --help'");
    return ExitCode.USAGE;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(),
        "a command is missing: train, sample, interpolate, evaluate, report, theory, devices, tune, verify, gradcheck or bench");
  }

  /** This build's version. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** For picocli. */
  static final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      return new String[] {"zerosum " + version(), "Java " + System.getProperty("java.version") + " ("
          + System.getProperty("java.vm.name") + ")"};
    }
  }
}
