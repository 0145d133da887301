package org.zerosum.gan;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Where a step's real samples go: the same memory each time, on the host and on the device. */
final class RealInput {
  private final Backend backend;
  private final int classes;
  private final float[] values;
  private final int[] labels;
  private final float[] rows;
  private final Batch batch;

  /** Its memory belongs to the innermost scope. */
  RealInput(Gan gan, int count) {
    this.backend = gan.backend();
    this.classes = gan.generator().classes();
    Tensor samples = backend.allocate(gan.architecture().batchShape(count));
    values = new float[samples.count()];
    labels = new int[count];
    rows = new float[Math.multiplyExact(count, classes)];
    batch = new Batch(samples, classes == 0 ? null : backend.allocate(Shape.of(count, classes)));
  }

  /** The samples on the device. */
  Batch batch() {
    return batch;
  }

  /** Replaces the samples by the next ones. */
  void next(RealSamples samples) {
    if (classes == 0) {
      samples.next(values);
    } else {
      samples.next(values, labels);
      Labels.fill(rows, labels, classes);
      backend.write(batch.labels(), rows);
    }
    backend.write(batch.values(), values);
  }
}
