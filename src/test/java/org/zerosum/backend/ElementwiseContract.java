package org.zerosum.backend;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/** Element-wise functions and expansion. */
interface ElementwiseContract extends BackendUnderTest {
  int[] COUNTS = {1, 2, 7, 15, 16, 17, 31, 32, 33, 255, 257, 1023, 4099, 70_001};
  float[] PARAMETERS = {0.2f, -0.5f, 0};
  /** Outer, middle, inner. */
  int[][] BROADCASTS = {{1, 1, 1}, {1, 1, 37}, {1, 37, 1}, {5, 7, 1}, {1, 7, 5}, {3, 5, 7}, {2, 16, 16}, {3, 33, 17}, {64, 1, 3}, {2, 3, 1025},
    {17, 513, 1}};

  @ParameterizedTest
  @EnumSource
  default void unaryMatchesScalar(UnaryOp op) {
    for (int count : COUNTS) {
      float[] x = Samples.random(count, count);
      matchesScalarOrNaN(op + " of " + count, backend -> List.of(backend.unary(op, backend.tensor(Shape.of(count), x), 0.2f)));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void unaryMatchesScalarOnSpecialValues(UnaryOp op) {
    float[] special = Samples.special();
    for (float parameter : PARAMETERS) {
      matchesScalarOrNaN(op + " of special values, parameter " + parameter,
          backend -> List.of(backend.unary(op, backend.tensor(Shape.of(special.length), special), parameter)));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void unaryIsItsFormula(UnaryOp op) {
    float[] x = op == UnaryOp.SQRT || op == UnaryOp.LOG ? Samples.positive(3, 999) : Samples.random(3, 999);
    double[] expected = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = formula(op, x[i], 0.2f);
    }
    try (Scope _ = backend().openScope()) {
      float[] actual = backend().unary(op, backend().tensor(Shape.of(x.length), x), 0.2f).toArray();
      FloatAssert.assertWithinUlps(op.toString(), expected, actual, 1.01);
    }
  }

  private static double formula(UnaryOp op, double x, double p) {
    return switch (op) {
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SCALE -> x * p;
      case ADD_SCALAR -> x + p;
      case RECIPROCAL -> 1 / x;
      case SQRT -> Math.sqrt(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x > 0 ? x : x * p;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> Math.log1p(Math.exp(x));
      case CLAMP -> Math.clamp(x, -p, p);
    };
  }

  @ParameterizedTest
  @EnumSource
  default void binaryMatchesScalarInAllBroadcasts(BinaryOp op) {
    for (int[] b : BROADCASTS) {
      Shape large = Shape.of(b[0], b[1], b[2]);
      Shape small = b[0] * b[2] == 1 ? large : Shape.of(b[1], 1);
      float[] left = Samples.random(4, large.count());
      float[] right = Samples.random(5, b[1]);
      matchesScalar(op + " " + large + " with " + small,
          backend -> List.of(backend.binary(op, backend.tensor(large, left), backend.tensor(small, right), 0.2f)));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void binaryMatchesScalarOnPairsOfSpecialValues(BinaryOp op) {
    float[] special = Samples.special();
    int n = special.length;
    float[] left = new float[n * n];
    float[] right = new float[n * n];
    for (int i = 0; i < n * n; i++) {
      left[i] = special[i / n];
      right[i] = special[i % n];
    }
    for (float parameter : PARAMETERS) {
      matchesScalarOrNaN(op + " of special values, parameter " + parameter, backend -> List.of(
          backend.binary(op, backend.tensor(Shape.of(n * n), left), backend.tensor(Shape.of(n * n), right), parameter),
          backend.binary(op, backend.tensor(Shape.of(n, n), left), backend.tensor(Shape.of(n), special), parameter),
          backend.binary(op, backend.tensor(Shape.of(n, n), right), backend.tensor(Shape.of(n, 1), special), parameter)));
    }
  }

  @ParameterizedTest
  @EnumSource
  default void binaryIsItsFormula(BinaryOp op) {
    float[] a = Samples.random(6, 999);
    float[] b = Samples.random(7, 999);
    double[] expected = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      expected[i] = formula(op, a[i], b[i], 0.2f);
    }
    try (Scope _ = backend().openScope()) {
      Shape shape = Shape.of(a.length);
      float[] actual = backend().binary(op, backend().tensor(shape, a), backend().tensor(shape, b), 0.2f).toArray();
      FloatAssert.assertClose(op.toString(), expected, actual, 4e-7);
    }
  }

  private static double formula(BinaryOp op, double a, double b, double p) {
    return switch (op) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case RELU_BACKWARD -> b > 0 ? a : 0;
      case LEAKY_RELU_BACKWARD -> b > 0 ? a : a * p;
      case SIGMOID_BACKWARD -> a * b * (1 - b);
      case TANH_BACKWARD -> a * (1 - b * b);
      case SOFTPLUS_BACKWARD -> a / (1 + Math.exp(-b));
    };
  }

  @Test
  default void kinksBelongToTheirLowerSideAndNaNToo() {
    try (Scope _ = backend().openScope()) {
      Backend on = backend();
      Shape four = Shape.of(4);
      Tensor x = on.tensor(four, 0f, -0f, Float.NaN, Float.MIN_VALUE);
      Tensor g = on.full(four, 8);
      FloatAssert.assertSameBits("relu", new float[] {0f, 0f, 0f, Float.MIN_VALUE}, on.relu(x).toArray());
      FloatAssert.assertSameBits("relu, gradient", new float[] {0, 0, 0, 8}, on.binary(BinaryOp.RELU_BACKWARD, g, x, 0).toArray());
      FloatAssert.assertSameBitsOrNaN("leaky relu", new float[] {0f, -0f, Float.NaN, Float.MIN_VALUE}, on.leakyRelu(x, 0.25f).toArray());
      FloatAssert.assertSameBits("leaky relu, gradient", new float[] {2, 2, 2, 8},
          on.binary(BinaryOp.LEAKY_RELU_BACKWARD, g, x, 0.25f).toArray());
      FloatAssert.assertSameBitsOrNaN("abs", new float[] {0f, 0f, Float.NaN, Float.MIN_VALUE}, on.unary(UnaryOp.ABS, x, 0).toArray());
      FloatAssert.assertSameBitsOrNaN("negate", new float[] {-0f, 0f, Float.NaN, -Float.MIN_VALUE}, on.negate(x).toArray());
      FloatAssert.assertSameBitsOrNaN("reciprocal",
          new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.POSITIVE_INFINITY},
          on.unary(UnaryOp.RECIPROCAL, x, 0).toArray());
      FloatAssert.assertSameBitsOrNaN("clamp", new float[] {0f, -0f, Float.NaN, Float.MIN_VALUE}, on.clamp(x, 0.5f).toArray());
      FloatAssert.assertSameBits("clamp at the ends", new float[] {0.5f, -0.5f, 0.5f, -0.5f},
          on.clamp(on.tensor(four, 0.5f, -0.5f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY), 0.5f).toArray());
      FloatAssert.assertSameBitsOrNaN("sqrt", new float[] {0f, -0f, Float.NaN, (float) Math.sqrt(Float.MIN_VALUE)}, on.sqrt(x).toArray());
    }
  }

  @Test
  default void operationsMayWriteOverTheirOperands() {
    for (int count : COUNTS) {
      float[] x = Samples.random(8, count);
      float[] y = Samples.random(9, count);
      matchesScalar("in place, " + count, backend -> {
        Broadcast same = new Broadcast(1, count, 1);
        Tensor a = backend.tensor(Shape.of(count), x);
        Tensor b = backend.tensor(Shape.of(count), y);
        Tensor c = backend.tensor(Shape.of(count), y);
        Tensor d = backend.tensor(Shape.of(count), x);
        backend.kernels().unary(UnaryOp.TANH, a, a, 0);
        backend.kernels().binary(BinaryOp.SUBTRACT, b, b, d, same, 0);
        backend.kernels().binary(BinaryOp.SUBTRACT, c, d, c, same, 0);
        backend.addInto(d, backend.tensor(Shape.of(count), y));
        return List.of(a, b, c, d);
      });
    }
  }

  @Test
  default void fusedGradientsAreTheirComposites() {
    try (Scope _ = backend().openScope()) {
      Backend on = backend();
      float[] special = Samples.special();
      for (float[] values : new float[][] {Samples.random(11, 3001), special}) {
        Shape shape = Shape.of(values.length);
        Tensor g = on.tensor(shape, Samples.random(10, values.length));
        Tensor y = on.tensor(shape, values);
        Tensor one = on.full(Shape.of(), 1);
        Tensor ones = on.full(shape, 1);
        sameBits("sigmoid", on.binary(BinaryOp.SIGMOID_BACKWARD, g, y, 0), on.multiply(g, on.multiply(y, on.addScalar(on.negate(y), 1))));
        sameBits("sigmoid", on.binary(BinaryOp.SIGMOID_BACKWARD, g, y, 0), on.multiply(g, on.multiply(y, on.subtract(ones, y))));
        sameBits("tanh", on.binary(BinaryOp.TANH_BACKWARD, g, y, 0), on.multiply(g, on.subtract(ones, on.multiply(y, y))));
        sameBits("tanh", on.binary(BinaryOp.TANH_BACKWARD, g, y, 0), on.multiply(g, on.addScalar(on.negate(on.multiply(y, y)), 1)));
        sameBits("softplus", on.binary(BinaryOp.SOFTPLUS_BACKWARD, g, y, 0), on.multiply(g, on.sigmoid(y)));
        sameBits("scale by a scalar tensor", on.addScalar(y, 1), on.add(y, one));
      }
    }
  }

  private static void sameBits(String what, Tensor fused, Tensor composite) {
    FloatAssert.assertSameBitsOrNaN(what, composite.toArray(), fused.toArray());
  }

  @Test
  default void expansionRepeatsValues() {
    for (int[] b : BROADCASTS) {
      Shape large = Shape.of(b[0], b[1], b[2]);
      float[] x = Samples.random(12, b[1]);
      float[] expected = new float[large.count()];
      for (int e = 0; e < expected.length; e++) {
        expected[e] = x[e / b[2] % b[1]];
      }
      try (Scope _ = backend().openScope()) {
        Tensor small = backend().tensor(b[2] == 1 && b[0] > 1 ? Shape.of(b[1], 1) : Shape.of(1, b[1], 1), x);
        FloatAssert.assertSameBits("expand to " + large, expected, backend().expand(small, large).toArray());
      }
    }
  }

  @Test
  default void fillsWritesAndReads() {
    try (Scope _ = backend().openScope()) {
      List<Tensor> tensors = new ArrayList<>();
      for (int count : COUNTS) {
        float[] x = Samples.random(13, count);
        Tensor written = backend().tensor(Shape.of(count), x);
        x[0] += 1;
        FloatAssert.assertSameBits("write takes a copy", Samples.random(13, count), written.toArray());
        Tensor full = backend().full(Shape.of(count), -1.5f);
        tensors.add(full);
        float[] host = new float[count + 2];
        backend().read(full, host, 1);
        float[] expected = new float[count + 2];
        java.util.Arrays.fill(expected, 1, count + 1, -1.5f);
        FloatAssert.assertSameBits("full " + count, expected, host);
        backend().fill(full, -0f);
        FloatAssert.assertSameBits("minus zero", negativeZeros(count), full.toArray());
      }
      for (Tensor tensor : tensors) {
        FloatAssert.assertSameBits("still minus zero", negativeZeros(tensor.count()), tensor.toArray());
      }
    }
  }

  private static float[] negativeZeros(int count) {
    float[] zeros = new float[count];
    java.util.Arrays.fill(zeros, -0f);
    return zeros;
  }
}
