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
  private final Tensor history;
  private final List<StepReport> waiting = new ArrayList<>();

  Monitors(Backend backend) {
    this.backend = backend;
    this.history = backend.zeros(Shape.of(ROWS, StepReport.VALUES));
  }

  /** Makes room for one step's measurements. */
  StepReport begin(long step) {
    if (waiting.size() == ROWS) {
      fetch();
    }
    StepReport report = new StepReport(this, step);
    waiting.add(report);
    return report;
  }

  /** Stores measurements of the step begun last, from the given one of its values on; of updates outside a step nobody asks. */
  void put(int index, Tensor values) {
    backend.copyInto(history, Math.max(0, waiting.size() - 1) * StepReport.VALUES + index, values);
  }

  void fetch() {
    float[] all = history.toArray();
    for (int row = 0; row < waiting.size(); row++) {
      float[] values = new float[StepReport.VALUES];
      System.arraycopy(all, row * StepReport.VALUES, values, 0, StepReport.VALUES);
      waiting.get(row).fill(values);
    }
    waiting.clear();
  }
}
