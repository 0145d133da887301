package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Updates of parameters. */
interface OptimizerContract extends BackendUnderTest {
  int[] COUNTS = {1, 17, 128, 4099, 70_001};
  int STEPS = 5;

  @Test
  default void updatesMatchScalar() {
    for (int count : COUNTS) {
      matchesScalar("sgd of " + count, backend -> sgd(backend, count, 0));
      matchesScalar("sgd with momentum of " + count, backend -> sgd(backend, count, 0.9f));
      matchesScalar("adam of " + count, backend -> adam(backend, count));
      matchesScalar("limits and averages of " + count, backend -> limited(backend, count));
    }
  }

  @Test
  default void sgdIsItsFormula() {
    for (float momentum : new float[] {0, 0.9f}) {
      double[] p = doubles(Samples.random(1, 500));
      double[] v = new double[500];
      for (int step = 1; step <= STEPS; step++) {
        float[] g = Samples.random(10 + step, 500);
        for (int i = 0; i < 500; i++) {
          v[i] = momentum * v[i] + g[i];
          p[i] -= 0.1f * v[i];
        }
      }
      try (Scope _ = backend().openScope()) {
        FloatAssert.assertClose("sgd, momentum " + momentum, p, sgd(backend(), 500, momentum).getFirst().toArray(), 1e-6);
      }
    }
  }

  @Test
  default void adamIsItsFormula() {
    double[] p = doubles(Samples.random(1, 500));
    double[] m = new double[500];
    double[] v = new double[500];
    for (int step = 1; step <= STEPS; step++) {
      float[] g = Samples.random(10 + step, 500);
      for (int i = 0; i < 500; i++) {
        m[i] = 0.5 * m[i] + 0.5 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        p[i] -= 0.01 * (m[i] / (1 - Math.pow(0.5, step))) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, step))) + 1e-8);
      }
    }
    try (Scope _ = backend().openScope()) {
      List<Tensor> results = adam(backend(), 500);
      FloatAssert.assertClose("parameters", p, results.get(0).toArray(), 1e-6);
      FloatAssert.assertClose("first moment", m, results.get(1).toArray(), 1e-6);
      FloatAssert.assertClose("second moment", v, results.get(2).toArray(), 1e-6);
    }
  }

  @Test
  default void zeroGradientsLeaveZerosAsTheyAre() {
    try (Scope _ = backend().openScope()) {
      Tensor p = backend().zeros(Shape.of(130));
      Tensor g = backend().zeros(Shape.of(130));
      Tensor m = backend().zeros(Shape.of(130));
      Tensor v = backend().zeros(Shape.of(130));
      for (int step = 1; step <= STEPS; step++) {
        backend().adam(p, g, m, v, AdamStep.of(0.01, 0.5, 0.999, 1e-8, step));
        backend().sgd(p, g, m, 0.1f, 0.9f);
        backend().sgd(p, g, null, 0.1f, 0);
      }
      for (Tensor tensor : List.of(p, g, m, v)) {
        assertArrayEquals(new float[130], tensor.toArray());
      }
    }
  }

  @Test
  default void updatesKeepInfinitiesNaNAndSubnormals() {
    float[] special = Samples.special();
    int n = special.length;
    float[] parameters = new float[n * n];
    float[] gradients = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      parameters[i] = special[i / n];
      gradients[i] = special[i % n];
    }
    matchesScalarOrNaN("special values", backend -> {
      Tensor p = backend.tensor(Shape.of(n * n), parameters);
      Tensor q = backend.tensor(Shape.of(n * n), parameters);
      Tensor g = backend.tensor(Shape.of(n * n), gradients);
      Tensor m = backend.zeros(Shape.of(n * n));
      Tensor v = backend.zeros(Shape.of(n * n));
      Tensor velocity = backend.tensor(Shape.of(n * n), gradients);
      backend.adam(p, g, m, v, AdamStep.of(0.01, 0.5, 0.999, 1e-8, 1));
      backend.sgd(q, g, velocity, 0.1f, 0.9f);
      Tensor average = backend.tensor(Shape.of(n * n), parameters);
      Tensor clipped = backend.tensor(Shape.of(n * n), parameters);
      backend.movingAverage(average, g, 0.9f);
      backend.clipByNorm(clipped, backend.full(Shape.of(), Float.POSITIVE_INFINITY), 1);
      return List.of(p, m, v, q, velocity, average, clipped);
    });
  }

  @Test
  default void movingAverageIsItsFormula() {
    double rate = 1 - (double) 0.9f;
    double[] expected = doubles(Samples.random(1, 500));
    try (Scope _ = backend().openScope()) {
      Tensor average = backend().tensor(Shape.of(500), Samples.random(1, 500));
      for (int step = 1; step <= STEPS; step++) {
        float[] values = Samples.random(10 + step, 500);
        for (int i = 0; i < 500; i++) {
          expected[i] += rate * (values[i] - expected[i]);
        }
        backend().movingAverage(average, backend().tensor(Shape.of(500), values), 0.9f);
      }
      FloatAssert.assertClose("moving average", expected, average.toArray(), 1e-6);
      float[] before = average.toArray();
      backend().movingAverage(average, backend().full(Shape.of(500), 7), 1);
      FloatAssert.assertSameBits("decay 1", before, average.toArray());
    }
  }

  @Test
  default void clippingKeepsDirectionAndLeavesSmallGradientsAlone() {
    try (Scope _ = backend().openScope()) {
      float[] values = Samples.random(4, 4099);
      Tensor gradients = backend().tensor(Shape.of(4099), values);
      double norm = Math.sqrt(java.util.stream.DoubleStream.of(doubles(values)).map(x -> x * x).sum());
      backend().clipByNorm(gradients, backend().sumOfSquares(gradients), (float) norm * 1.001f);
      FloatAssert.assertSameBits("within the limit", values, gradients.toArray());
      backend().clipByNorm(gradients, backend().sumOfSquares(gradients), 0.25f);
      double[] expected = java.util.stream.DoubleStream.of(doubles(values)).map(x -> x * 0.25 / norm).toArray();
      FloatAssert.assertClose("beyond the limit", expected, gradients.toArray(), 1e-6);
      Tensor square = backend().tensor(Shape.of(1), 16);
      Tensor equal = backend().tensor(Shape.of(3), -0f, Float.MIN_VALUE, 4);
      backend().clipByNorm(equal, square, 4);
      FloatAssert.assertSameBits("at the limit", new float[] {-0f, Float.MIN_VALUE, 4}, equal.toArray());
      backend().clipByNorm(equal, backend().full(Shape.of(), Float.NaN), 4);
      FloatAssert.assertSameBitsOrNaN("a NaN among the gradients", new float[] {Float.NaN, Float.NaN, Float.NaN}, equal.toArray());
      Tensor weights = backend().tensor(Shape.of(4), 0.5f, -0.02f, 0.01f, -0f);
      backend().clipWeights(weights, 0.01f);
      FloatAssert.assertSameBits("weights", new float[] {0.01f, -0.01f, 0.01f, -0f}, weights.toArray());
    }
  }

  private static List<Tensor> limited(Backend on, int count) {
    Tensor average = on.tensor(Shape.of(count), Samples.random(1, count));
    Tensor clipped = on.tensor(Shape.of(count), Samples.random(2, count));
    Tensor small = on.tensor(Shape.of(count), Samples.random(3, count));
    Tensor weights = on.tensor(Shape.of(count), Samples.random(4, count));
    on.movingAverage(average, small, 0.999f);
    on.clipByNorm(clipped, on.sumOfSquares(clipped), 0.03f);
    on.clipByNorm(small, on.sumOfSquares(small), 1e6f);
    on.clipWeights(weights, 0.3f);
    return List.of(average, clipped, small, weights);
  }

  private static List<Tensor> sgd(Backend on, int count, float momentum) {
    Tensor p = on.tensor(Shape.of(count), Samples.random(1, count));
    Tensor v = momentum == 0 ? null : on.zeros(Shape.of(count));
    for (int step = 1; step <= STEPS; step++) {
      on.sgd(p, on.tensor(Shape.of(count), Samples.random(10 + step, count)), v, 0.1f, momentum);
    }
    return v == null ? List.of(p) : List.of(p, v);
  }

  private static List<Tensor> adam(Backend on, int count) {
    Tensor p = on.tensor(Shape.of(count), Samples.random(1, count));
    Tensor m = on.zeros(Shape.of(count));
    Tensor v = on.zeros(Shape.of(count));
    for (int step = 1; step <= STEPS; step++) {
      on.adam(p, on.tensor(Shape.of(count), Samples.random(10 + step, count)), m, v, AdamStep.of(0.01, 0.5, 0.999, 1e-8, step));
    }
    return List.of(p, m, v);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
