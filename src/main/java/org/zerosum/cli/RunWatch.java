package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.zerosum.data.Dataset;
import org.zerosum.gan.Alarm;
import org.zerosum.gan.Alarms;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.Observation;
import org.zerosum.gan.StepReport;
import org.zerosum.gan.Watch;
import org.zerosum.io.Checkpoints;
import org.zerosum.tensor.DataException;

/** Observes a run at its interval, tells alarms and reacts to them as asked. */
final class RunWatch implements AutoCloseable {
  private static final int MOST_SAMPLES = 64;
  private static final int HELD_OUT = 128;
  private static final String STATE = "alarms";

  private final RunFolder folder;
  private final WatchOptions options;
  private final GanTrainer trainer;
  private final Watch watch;
  private final Alarms alarms;
  private WatchFile file;
  private boolean stopped;

  /**
   * Watches a run. Held-out samples are copied to the device and belong to the innermost scope.
   *
   * @param heldOut data that D is never trained with, or null
   */
  RunWatch(RunFolder folder, WatchOptions options, GanTrainer trainer, Dataset heldOut) {
    this.folder = folder;
    this.options = options;
    this.trainer = trainer;
    this.alarms = new Alarms(options.thresholds());
    this.watch = new Watch(trainer);
    if (heldOut != null && options.every > 0) {
      holdOut(heldOut);
    }
  }

  private void holdOut(Dataset data) {
    int count = Math.min(HELD_OUT, data.size());
    int elements = data.sampleShape().elements();
    float[] samples = new float[count * elements];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      data.read(i, samples, i * elements);
      labels[i] = data.label(i);
    }
    watch.holdOut(samples, labels);
  }

  /** Opens the files, behind the step that the run continues from. */
  void open(long lastStep) {
    if (options.every > 0) {
      List<String> names = new ArrayList<>();
      trainer.gan().generator().network().gradientsByName().keySet().forEach(name -> names.add("generator." + name));
      trainer.gan().discriminator().network().gradientsByName().keySet().forEach(name -> names.add("discriminator." + name));
      file = new WatchFile(folder, lastStep, names);
    }
  }

  boolean isDue(long step) {
    return options.every > 0 && step % options.every == 0;
  }

  /**
   * Observes and judges.
   *
   * @param real real samples of the step's last batch
   * @param labels their classes, or null without
   * @param say tells a line to people
   */
  void observe(StepReport report, float[] real, int[] labels, Consumer<String> say) {
    int elements = trainer.gan().architecture().sampleShape().count();
    int count = Math.min(real.length / elements, MOST_SAMPLES);
    Observation seen = watch.observe(report, Arrays.copyOf(real, count * elements), labels == null ? null : Arrays.copyOf(labels, count));
    file.append(seen);
    for (Alarm alarm : alarms.judge(seen)) {
      file.append(alarm);
      say.accept("alarm at step " + alarm.step() + ": " + Words.of(alarm.kind()) + ": " + alarm.message());
      react(alarm, say);
    }
  }

  private void react(Alarm alarm, Consumer<String> say) {
    switch (options.reaction) {
      case WARN -> { }
      case STOP -> stopped = true;
      case SNAPSHOT -> {
        Checkpoints.save(folder.snapshot(alarm.step()), trainer, Map.of());
        say.accept("snapshot in " + folder.snapshot(alarm.step()));
      }
      case LOWER_RATE -> {
        trainer.scaleRates(0.5);
        say.accept("learning rates are " + trainer.rateFactor() + " times the given ones now");
      }
    }
  }

  /** Whether an alarm is to end the run. */
  boolean isStopped() {
    return stopped;
  }

  /** Adds what a checkpoint must hold: the streaks, if there are any. */
  void save(Map<String, String> metadata) {
    if (!alarms.isCalm()) {
      metadata.put(STATE, alarms.state());
    }
  }

  /** Continues from a checkpoint's metadata; one without streaks has none. */
  void restore(Map<String, String> metadata) {
    String state = metadata.get(STATE);
    if (state != null) {
      try {
        alarms.restore(state);
      } catch (IllegalArgumentException e) {
        throw new DataException(folder.checkpoint() + ": " + e.getMessage() + "; the file is damaged", e);
      }
    }
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
