package org.zerosum.cli;

import java.util.SplittableRandom;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Inputs for comparing backends: the same arrays for each, made on the host. */
final class CheckInputs {
  private final Backend backend;
  private final SplittableRandom random;

  CheckInputs(Backend backend, long seed) {
    this.backend = backend;
    this.random = new SplittableRandom(seed);
  }

  Backend backend() {
    return backend;
  }

  /** Numbers of both signs in [−2, 2), with an exact zero now and then. */
  Tensor signed(int... extents) {
    return fill(Shape.of(extents), -2, 2, 0.01);
  }

  /** Numbers in [0.25, 4). */
  Tensor positive(int... extents) {
    return fill(Shape.of(extents), 0.25, 4, 0);
  }

  /** Logits of both signs, some of them beyond where sigmoid saturates. */
  Tensor logits(int... extents) {
    return fill(Shape.of(extents), -120, 120, 0.01);
  }

  /** Classes from 0 to classes − 1. */
  Tensor classes(int count, int classes) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(classes);
    }
    return backend.tensor(Shape.of(count), values);
  }

  private Tensor fill(Shape shape, double low, double high, double zeros) {
    float[] values = new float[shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble() < zeros ? 0 : (float) random.nextDouble(low, high);
    }
    return backend.tensor(shape, values);
  }
}
