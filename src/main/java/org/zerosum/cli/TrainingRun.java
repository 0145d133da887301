package org.zerosum.cli;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.zerosum.data.Cursor;
import org.zerosum.data.Prefetch;
import org.zerosum.gan.DivergedException;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.StepReport;
import org.zerosum.io.Checkpoints;
import org.zerosum.io.Png;
import org.zerosum.tensor.DataException;

/**
 * The training loop with everything around it: metrics, samples, checkpoints, progress, interruption.
 *
 * <p>Measurements stay on the device and are fetched together, at most {@value #MOST_WAITING} steps or about a second
 * late, so that no step waits for them. Before a checkpoint or a picture all are fetched and found finite.
 */
final class TrainingRun {
  private static final int MOST_WAITING = 16;
  private static final long MOST_NANOS = 1_000_000_000L;
  static final String EPOCH = "data.epoch";
  static final String POSITION = "data.position";

  private record Waiting(StepReport report, long epoch) {}

  private final RunFolder folder;
  private final TrainOptions options;
  private final GanTrainer trainer;
  private final Prefetch batches;
  private final RealSamples samples;
  private final Session session;
  private final RunLog log;
  private final RunWatch watch;
  private final ReportFile page;
  private final ProgressLine line;
  private final List<Waiting> waiting = new ArrayList<>();
  private final long steps;
  /** The real samples of the latest batch and their classes, if it has any; the trainer's own arrays. */
  private float[] latest;
  private int[] latestLabels;
  private long started;
  private long startedAt;
  private long fetched;
  private long rateTime;
  private long rateStep;
  private double rate;
  private long saved = -1;
  private long pictured = -1;

  /** Everything is made and open; the trainer stands at its first step. */
  TrainingRun(RunFolder folder, TrainOptions options, GanTrainer trainer, Prefetch batches, Session session,
      RunLog log, RunWatch watch) {
    this.folder = folder;
    this.options = options;
    this.trainer = trainer;
    this.batches = batches;
    this.samples = RealSamples.labelled((samples, labels) -> {
      batches.next(samples, labels);
      latest = samples;
      latestLabels = labels;
    });
    this.session = session;
    this.log = log;
    this.watch = watch;
    this.page = new ReportFile(folder, log);
    this.line = new ProgressLine(session.terminal());
    this.steps = options.lastStep(batches.batchesPerEpoch());
  }

  /** Puts the trainer and the data where the checkpoint left them. */
  void restore() {
    Map<String, String> metadata = Checkpoints.restore(folder.checkpoint(), trainer);
    String classes = classNames();
    if (classes != null && !classes.equals(metadata.get(ClassNames.KEY))) {
      throw new DataException(batches.dataset().name() + ": its classes are " + classes + " but the run's are "
          + metadata.get(ClassNames.KEY) + "; continue with the same --data");
    }
    batches.seek(new Cursor(number(metadata, EPOCH), Math.toIntExact(number(metadata, POSITION))));
    watch.restore(metadata);
    saved = trainer.steps();
  }

  /** The classes as a checkpoint keeps them; null where the networks have none. */
  private String classNames() {
    return trainer.gan().generator().classes() == 0 ? null : new ClassNames(batches.dataset().classNames()).toJson();
  }

  private long number(Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null || !text.matches("[0-9]{1,9}")) {
      throw new DataException(folder.checkpoint() + ": '" + key + "' is '" + text
          + "' but must be a number; the file is damaged");
    }
    return Long.parseLong(text);
  }

  /** The step that training ends with. */
  long steps() {
    return steps;
  }

  /**
   * Trains to the end or to an interruption; either way the last thing is a checkpoint.
   *
   * @return the exit code
   * @throws DivergedException if a measurement is not finite; the checkpoint before it stays
   */
  int run() {
    started = trainer.steps();
    startedAt = System.nanoTime();
    fetched = startedAt;
    rateTime = startedAt;
    rateStep = started;
    try (MetricsFile metrics = new MetricsFile(folder.metrics(), started)) {
      if (started == 0) {
        checkpoint();
        picture();
      }
      watch.open(started);
      while (trainer.steps() < steps && !session.interruption().requested() && !watch.isStopped()) {
        step(metrics);
      }
      fetch(metrics);
      checkpoint();
      if (trainer.steps() >= steps) {
        picture();
      }
    } finally {
      line.end();
    }
    return watch.isStopped() ? ExitCode.DIVERGED : trainer.steps() < steps ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  private void step(MetricsFile metrics) {
    long epoch = batches.cursor().epoch() + 1;
    StepReport report = trainer.step(samples);
    waiting.add(new Waiting(report, epoch));
    if (trainer.steps() == started + 1) {
      tellStart();
    }
    long step = trainer.steps();
    boolean checkpointDue = step % options.checkpointEvery == 0;
    boolean pictureDue = step % options.sampleEvery == 0;
    boolean watchDue = watch.isDue(step);
    boolean late = waiting.size() >= MOST_WAITING || System.nanoTime() - fetched >= MOST_NANOS;
    if (late || watchDue || checkpointDue || pictureDue || step == steps || session.interruption().requested()) {
      fetch(metrics);
    }
    if (watchDue) {
      watch.observe(report, latest, latestLabels, this::tell);
    }
    if (checkpointDue) {
      checkpoint();
    }
    if (pictureDue) {
      picture();
    }
    if (checkpointDue) {
      page.writeIfDue();
    }
  }

  /** How long it took to get here, with what was compiled on the way told apart. */
  private void tellStart() {
    trainer.gan().backend().synchronize();
    double seconds = (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1e3;
    double kernels = trainer.gan().backend().kernels().compilationNanos() / 1e9;
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    double java = compiler == null || !compiler.isCompilationTimeMonitoringSupported() ? 0 : compiler.getTotalCompilationTime() / 1e3;
    String line = String.format(Locale.ROOT, "first step done %.2f s after the start; building kernels took %.2f s, compiling Java %.2f s in"
        + " threads of its own", seconds, kernels, java);
    log.add(line);
    session.terminal().out().println(line);
  }

  /** A line that people should see above the progress. */
  private void tell(String text) {
    log.add(text);
    line.end();
    session.terminal().err().println(text);
  }

  private void fetch(MetricsFile metrics) {
    if (waiting.isEmpty()) {
      return;
    }
    for (Waiting entry : waiting) {
      metrics.append(entry.report, entry.epoch);
      if (!entry.report.isFinite()) {
        metrics.flush();
        throw diverged(entry.report.step());
      }
    }
    metrics.flush();
    fetched = System.nanoTime();
    Waiting newest = waiting.getLast();
    waiting.clear();
    if (line.isDue() || newest.report.step() == steps || session.interruption().requested()) {
      Progress progress = progress(newest);
      log.add(progress.plain());
      line.show(progress);
    }
  }

  private DivergedException diverged(long step) {
    return new DivergedException("training has diverged: the measurements of step " + step
        + " are not finite (metrics.csv); "
        + folder.checkpoint() + " holds step " + saved
        + "; start again with a lower --learning-rate-d or --learning-rate-g");
  }

  private Progress progress(Waiting newest) {
    StepReport report = newest.report;
    long now = System.nanoTime();
    double recent = (report.step() - rateStep) / Math.max(1e-9, (now - rateTime) / 1e9);
    // Half of the old rate: steady enough to read, quick to forget the compiler's first seconds.
    rate = rate == 0 ? recent : 0.5 * rate + 0.5 * recent;
    rateTime = now;
    rateStep = report.step();
    long perStep = (long) options.batchSize * options.batchesPerStep();
    long epochs = Math.max(newest.epoch,
        Math.ceilDiv(Math.multiplyExact(steps, (long) options.batchesPerStep()), batches.batchesPerEpoch()));
    return new Progress(newest.epoch, epochs, report.step(), steps, rate * perStep, (now - startedAt) / 1e9,
        (steps - report.step()) / Math.max(1e-9, rate), report.discriminatorLoss(), report.generatorLoss(),
        report.realProbability(),
        report.fakeProbability());
  }

  private void checkpoint() {
    if (saved == trainer.steps()) {
      return;
    }
    Map<String, String> extra = new LinkedHashMap<>();
    extra.put(EPOCH, Long.toString(batches.cursor().epoch()));
    extra.put(POSITION, Integer.toString(batches.cursor().position()));
    watch.save(extra);
    if (classNames() != null) {
      extra.put(ClassNames.KEY, classNames());
    }
    Checkpoints.save(folder.checkpoint(), trainer, extra);
    saved = trainer.steps();
    log.add("checkpoint of step " + saved);
  }

  private void picture() {
    if (pictured == trainer.steps()) {
      return;
    }
    pictured = trainer.steps();
    Png.write(folder.sample(pictured), SampleSheet.forSeed(trainer.sampler(), options.samples, options.seed));
    trainer.gan().backend().trim();
    log.add("samples of step " + pictured);
  }

  /** Seconds of training in this process. */
  double seconds() {
    return (System.nanoTime() - startedAt) / 1e9;
  }
}
