package org.zerosum.gan;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The measurements of the latest steps, on the device, fetched together when someone asks or the rows are used up. */
final class Monitors {
  private static final int ROWS = 64;

  private final Backend backend;
  /** Of the step that is under way: always at the same place, so that updates can be recorded. */
  private final Tensor latest;
  private final Tensor history;
  private final List<StepReport> waiting = new ArrayList<>();

  Monitors(Backend backend) {
    this.backend = backend;
    this.latest = backend.zeros(Shape.of(StepReport.VALUES));
    this.history = backend.zeros(Shape.of(ROWS, StepReport.VALUES));
  }

  private static int row(long step) {
    return (int) (step % ROWS);
  }

  /** Stores measurements of the step that is under way, from the given one of its values on. */
  void put(int index, Tensor values) {
    backend.copyInto(latest, index, values);
  }

  /** Ends a step. */
  void end(long step) {
    if (!waiting.isEmpty() && waiting.getFirst().step() <= step - ROWS) {
      fetch();
    }
    backend.copyInto(history, row(step) * StepReport.VALUES, latest);
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
      System.arraycopy(all, row(report.step()) * StepReport.VALUES, values, 0, StepReport.VALUES);
      report.fill(values);
    }
    waiting.clear();
  }
}
