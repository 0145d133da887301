package org.zerosum.backend.vector;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Random;
import java.util.function.Function;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Runs the same operations on the specification and on the vector backend and compares every bit. */
final class Pair implements AutoCloseable {
  private static final float[] SPECIAL = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f, Float.MAX_VALUE,
      -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 1f, -1f, 88.7f, -103f};

  private final Backend scalar = new Backend(new ScalarKernels());
  private final Backend vector;
  private final int threads;

  Pair(int threads) {
    this.threads = threads;
    vector = new Backend(new VectorKernels(threads));
  }

  /** Inputs of one run, the same for both backends: the seed counts up from one call to the next. */
  static final class Inputs {
    private final Backend backend;
    private long seed;

    private Inputs(Backend backend, long seed) {
      this.backend = backend;
      this.seed = seed;
    }

    Backend backend() {
      return backend;
    }

    /** Values in [−1, 1). */
    Tensor uniform(int... extents) {
      return between(-1, 1, extents);
    }

    /** Values in [low, high). */
    Tensor between(float low, float high, int... extents) {
      return backend.tensor(Shape.of(extents), values(low, high, Shape.of(extents).count()));
    }

    /** A tensor that is a view from an element other than 0 on. */
    Tensor view(int... extents) {
      Shape shape = Shape.of(extents);
      Tensor base = backend.tensor(Shape.of(Backend.VIEW_ALIGNMENT + shape.count()),
          values(-1, 1, Backend.VIEW_ALIGNMENT + shape.count()));
      return backend.view(base, Backend.VIEW_ALIGNMENT, shape);
    }

    /** Values in [−8, 8) among which are infinities, NaN, zeros of both signs and subnormals. */
    Tensor special(int... extents) {
      float[] values = values(-8, 8, Shape.of(extents).count());
      for (int i = 0; i < values.length; i += 3) {
        values[i] = SPECIAL[i / 3 % SPECIAL.length];
      }
      return backend.tensor(Shape.of(extents), values);
    }

    private float[] values(float low, float high, int count) {
      Random random = new Random(seed++);
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = low + (high - low) * random.nextFloat();
      }
      return values;
    }
  }

  /** Runs and compares; NaN fails. */
  void same(String what, Function<Inputs, Tensor[]> operation) {
    compare(what, operation, false);
  }

  /** Runs and compares, a NaN being equal to a NaN. */
  void sameOrNaN(String what, Function<Inputs, Tensor[]> operation) {
    compare(what, operation, true);
  }

  private void compare(String what, Function<Inputs, Tensor[]> operation, boolean allowNaN) {
    float[][] expected = run(scalar, what, operation);
    float[][] actual = run(vector, what, operation);
    for (int t = 0; t < expected.length; t++) {
      for (int i = 0; i < expected[t].length; i++) {
        boolean bothNaN = Float.isNaN(expected[t][i]) && Float.isNaN(actual[t][i]);
        if (bothNaN ? !allowNaN : Float.floatToRawIntBits(expected[t][i]) != Float.floatToRawIntBits(actual[t][i])) {
          fail(what + ", " + threads + " threads, " + VectorWidth.BITS + " bits: result " + t + " differs at element "
              + i + " of "
              + expected[t].length + ": expected " + expected[t][i] + " but was " + actual[t][i]);
        }
      }
    }
  }

  private static float[][] run(Backend backend, String what, Function<Inputs, Tensor[]> operation) {
    try (Scope scope = backend.openScope()) {
      Tensor[] results = operation.apply(new Inputs(backend, what.hashCode()));
      float[][] values = new float[results.length][];
      for (int i = 0; i < results.length; i++) {
        values[i] = results[i].toArray();
      }
      return values;
    }
  }

  @Override
  public void close() {
    scalar.close();
    vector.close();
  }
}
