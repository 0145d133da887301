package org.zerosum.backend;

import java.util.SplittableRandom;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** A backend and inputs for it: the same numbers whatever the backend. */
final class SelfTestInputs {
  private static final long SEED = 20140610;

  private final Backend backend;
  private final SplittableRandom random = new SplittableRandom(SEED);

  SelfTestInputs(Backend backend) {
    this.backend = backend;
  }

  Backend backend() {
    return backend;
  }

  /** Numbers of both signs in [−2, 2). */
  Tensor signed(int... extents) {
    return fill(Shape.of(extents), -2, 2);
  }

  /** Numbers in [0.25, 4). */
  Tensor positive(int... extents) {
    return fill(Shape.of(extents), 0.25, 4);
  }

  /** Numbers of both signs, beyond where sigmoid saturates. */
  Tensor logits(int... extents) {
    return fill(Shape.of(extents), -120, 120);
  }

  /** Classes from 0 to classes − 1. */
  Tensor classes(int count, int classes) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(classes);
    }
    return backend.tensor(Shape.of(count), values);
  }

  private Tensor fill(Shape shape, double low, double high) {
    float[] values = new float[shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(low, high);
    }
    return backend.tensor(shape, values);
  }
}
