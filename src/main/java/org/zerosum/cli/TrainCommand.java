package org.zerosum.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.zerosum.backend.Devices;
import org.zerosum.data.Batches;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.data.Prefetch;
import org.zerosum.data.TestSplit;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zerosum train}. */
@Command(name = "train", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Trains a GAN and leaves a folder with samples, metrics and a checkpoint.",
    description = {"", "Images are trained with a deep convolutional pair (DCGAN), points with fully connected"
        + " networks. Ctrl-C writes the checkpoint; --resume continues exactly, on any device.", ""})
final class TrainCommand implements Callable<Integer> {
  private static final Set<String> BUILT_IN = Set.of("digits", "ring", "grid");

  private final Session session;

  @Spec
  private CommandSpec spec;

  @Option(names = "--out", paramLabel = "DIR",
      description = "The run's folder, new or empty. Default: runs/DATA-1, -2, ...")
  private Path out;

  @Option(names = "--resume",
      description = "Continue the run in --out. Its options are kept; --steps, --epochs, --device, --threads,"
      + " --sample-every and --checkpoint-every may be others.")
  private boolean resume;

  @Option(names = "--dry-run",
      description = "Check everything and say how much memory the run will take; make and train nothing.")
  private boolean dryRun;

  @Mixin
  private TrainOptions options;

  TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Set<String> given = TrainOptions.given(spec);
    options.check(given);
    options.data = located(options.data);
    RunFolder folder = folder();
    TrainOptions effective = resume ? StoredOptions.resume(folder.options(), options, given) : options;
    Dataset dataset = Datasets.open(effective.data, effective.imageOptions());
    Architecture architecture = effective.architecture(dataset, given);
    Batches batches = new Batches(dataset, effective.batchSize, effective.seed);
    requireCountable(effective, batches);
    Devices.Choice choice = Failures.fromOptions(() -> Devices.choose(effective.device));
    try (Backend backend = Devices.open(choice.spec(), effective.threads, session.terminal().err()::println)) {
      if (dryRun) {
        session.terminal().out().println("device " + backend.device() + ": " + choice.reason());
        MemoryPlan.of(effective, architecture, backend.kernels()).print(session.terminal().out());
        return ExitCode.DONE;
      }
      Gan gan = Failures.fromOptions(() ->
          new Gan(backend, architecture, effective.latentDistribution, effective.seed));
      GanTrainer trainer = Failures.fromOptions(() -> new GanTrainer(gan, effective.trainingOptions()));
      folder.create();
      Dataset heldOut = effective.watch.every == 0 ? null : heldOut(effective, dataset);
      try (RunLog log = new RunLog(folder.log());
          Prefetch prefetch = new Prefetch(batches);
          RunWatch watch = new RunWatch(folder, effective.watch, trainer, heldOut)) {
        return train(new TrainingRun(folder, effective, trainer, prefetch, session, log, watch), folder, effective, trainer,
            choice, log);
      }
    }
  }

  /** The test split beside the training data, if there is one of the same kind; else null. */
  private static Dataset heldOut(TrainOptions options, Dataset training) {
    return TestSplit.open(options.data, options.imageOptions()).filter(test ->
        test.sampleShape().equals(training.sampleShape()) && test.classNames().equals(training.classNames())).orElse(null);
  }

  private RunFolder folder() {
    if (resume && out == null) {
      throw new UsageException("--resume needs the run's folder; give it with --out DIR");
    }
    if (resume) {
      RunFolder folder = new RunFolder(out);
      folder.requireRun();
      return folder;
    }
    RunFolder folder = out == null ? RunFolder.unused(nameOf(options.data)) : new RunFolder(out);
    folder.requireUnused();
    return folder;
  }

  /** A short name for what a user gives as data: of a path its last part up to the first dot. */
  static String nameOf(String data) {
    if (BUILT_IN.contains(data)) {
      return data;
    }
    Path file = Path.of(data).getFileName();
    String name = file == null ? "" : file.toString().replaceAll("[^A-Za-z0-9_-].*", "");
    return name.isEmpty() ? "data" : name;
  }

  /** Paths are kept absolute, so that a run can be continued from another working directory. */
  private static String located(String data) {
    try {
      return BUILT_IN.contains(data) || data.isBlank() ? data : Path.of(data).toAbsolutePath().normalize().toString();
    } catch (InvalidPathException e) {
      throw new UsageException("--data '" + data + "' is not a path (" + e.getReason()
          + "); give digits, ring, grid or a path");
    }
  }

  private static void requireCountable(TrainOptions options, Batches batches) {
    long updates = options.lastStep(batches.batchesPerEpoch()) * Math.max(options.discriminatorSteps,
        options.generatorSteps);
    if (updates > Integer.MAX_VALUE) {
      throw new UsageException("the run would have " + updates + " updates of a network but at most "
          + Integer.MAX_VALUE
          + " are numbered; give fewer " + (options.epochs == null ? "--steps" : "--epochs"));
    }
  }

  private int train(TrainingRun run, RunFolder folder, TrainOptions effective, GanTrainer trainer,
      Devices.Choice choice, RunLog log) {
    if (resume) {
      run.restore();
      requireAhead(run, trainer);
    }
    Backend backend = trainer.gan().backend();
    say(log, "device " + backend.device() + ": " + choice.reason());
    say(log, (resume ? "continuing at step " + trainer.steps() + " of " : "training ") + run.steps() + " steps on "
        + effective.data + " with " + Words.of(trainer.gan().architecture()) + ", in " + folder.root());
    StoredOptions.write(folder.options(), effective);
    Environment.write(folder.environment(), backend, choice.reason(), effective.threads);
    session.interruption().watchSignals();
    try {
      int code = run.run();
      String result = code == ExitCode.DONE ? "done" : code == ExitCode.DIVERGED ? "stopped by an alarm" : "interrupted";
      say(log, result + " at step " + trainer.steps() + " after " + Progress.clock(run.seconds()) + "; samples in "
          + folder.samples()
          + ", checkpoint " + folder.checkpoint());
      if (new ReportFile(folder, log).write()) {
        session.terminal().out().println("report in " + folder.report());
      }
      session.terminal().out().println(code == ExitCode.DONE
          ? "more samples: ./zerosum sample " + folder.root() + " --count 64 --seed 2 --out grid.png"
          : "continue with: ./zerosum train --resume --out " + folder.root());
      return code;
    } catch (RuntimeException | OutOfMemoryError e) {
      log.add("stopped: " + e.getMessage());
      new ReportFile(folder, log).write();
      throw e;
    }
  }

  private static void requireAhead(TrainingRun run, GanTrainer trainer) {
    if (trainer.steps() > run.steps()) {
      throw new UsageException("the run has done " + trainer.steps() + " steps already but is to end with "
          + run.steps()
          + "; give more --steps");
    }
  }

  private void say(RunLog log, String text) {
    log.add(text);
    session.terminal().out().println(text);
  }
}
