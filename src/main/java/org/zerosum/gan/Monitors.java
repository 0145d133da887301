package org.zerosum.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The measurements of the latest steps, on the device, fetched together when someone asks or the rows are used up. */
final class Monitors {
  private static final int ROWS = 64;
  /** Where each group of values begins in a report; a group is what one operation measures. */
  private static final int[] GROUPS = {StepReport.DISCRIMINATOR, StepReport.DISCRIMINATOR_SQUARES, StepReport.GENERATOR,
    StepReport.GENERATOR_SQUARES, StepReport.PENALTY, StepReport.DIVERSITY_TERM};
  /** From group to group on the device: far enough apart that a recorded operation writes its results there itself. */
  private static final int SLOT = Backend.VIEW_ALIGNMENT;
  private static final int ROW = GROUPS.length * SLOT;

  private final Backend backend;
  /** Of the step that is under way: always at the same place, so that updates can be recorded. */
  private final Tensor latest;
  private final Tensor history;
  private final List<StepReport> waiting = new ArrayList<>();

  Monitors(Backend backend) {
    this.backend = backend;
    this.latest = backend.zeros(Shape.of(ROW));
    this.history = backend.zeros(Shape.of(ROWS, ROW));
  }

  private static int row(long step) {
    return (int) (step % ROWS);
  }

  /**
   * Stores measurements of the step that is under way.
   *
   * @param group the index of the first one in a report
   */
  void put(int group, Tensor values) {
    backend.copyInto(latest, Arrays.binarySearch(GROUPS, group) * SLOT, values);
  }

  /** Ends a step. */
  void end(long step) {
    if (!waiting.isEmpty() && waiting.getFirst().step() <= step - ROWS) {
      fetch();
    }
    backend.copyInto(history, row(step) * ROW, latest);
  }

  /** The measurements of the step that ended last. */
  StepReport report(long step) {
    StepReport report = new StepReport(this, step);
    waiting.add(report);
    return report;
  }

  void fetch() {
    float[] all = history.toArray();
    for (StepReport report : waiting) {
      float[] values = new float[StepReport.VALUES];
      for (int group = 0; group < GROUPS.length; group++) {
        int end = group + 1 == GROUPS.length ? StepReport.VALUES : GROUPS[group + 1];
        System.arraycopy(all, row(report.step()) * ROW + group * SLOT, values, GROUPS[group], end - GROUPS[group]);
      }
      report.fill(values);
    }
    waiting.clear();
  }
}
