package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.zerosum.backend.scalar.Elementary;
import org.zerosum.tensor.BinaryOp;

/** Loops over a range of elements, one per {@link BinaryOp}: vectors, then the rest one by one. */
final class BinaryLoops {
  private BinaryLoops() {}

  /** out[o + e] = op(a[i + e], b[j + e]) for e below count. */
  static void apply(BinaryOp op, float[] out, int o, float[] a, int i, float[] b, int j, int count, float p) {
    switch (op) {
      case ADD -> add(out, o, a, i, b, j, count);
      case SUBTRACT -> subtract(out, o, a, i, b, j, count);
      case MULTIPLY -> multiply(out, o, a, i, b, j, count);
      case DIVIDE -> divide(out, o, a, i, b, j, count);
      case RELU_BACKWARD -> reluBackward(out, o, a, i, b, j, count);
      case LEAKY_RELU_BACKWARD -> leakyReluBackward(out, o, a, i, b, j, count, p);
      case SIGMOID_BACKWARD -> sigmoidBackward(out, o, a, i, b, j, count);
      case TANH_BACKWARD -> tanhBackward(out, o, a, i, b, j, count);
      case SOFTPLUS_BACKWARD -> softplusBackward(out, o, a, i, b, j, count);
    }
  }

  private static void add(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.add(vb).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] + b[j + e];
    }
  }

  private static void subtract(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.sub(vb).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] - b[j + e];
    }
  }

  private static void multiply(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.mul(vb).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] * b[j + e];
    }
  }

  private static void divide(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.div(vb).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] / b[j + e];
    }
  }

  private static void reluBackward(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      zero.blend(va, vb.compare(VectorOperators.GT, 0)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = b[j + e] > 0 ? a[i + e] : 0;
    }
  }

  private static void leakyReluBackward(float[] out, int o, float[] a, int i, float[] b, int j, int count, float p) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.mul(p).blend(va, vb.compare(VectorOperators.GT, 0)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = b[j + e] > 0 ? a[i + e] : a[i + e] * p;
    }
  }

  private static void sigmoidBackward(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.mul(vb.mul(one.sub(vb))).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] * (b[j + e] * (1 - b[j + e]));
    }
  }

  private static void tanhBackward(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, i + e);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, j + e);
      va.mul(one.sub(vb.mul(vb))).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = a[i + e] * (1 - b[j + e] * b[j + e]);
    }
  }

  private static void softplusBackward(float[] out, int o, float[] a, int i, float[] b, int j, int count) {
    for (int e = 0; e < count; e++) {
      out[o + e] = a[i + e] * Elementary.sigmoid(b[j + e]);
    }
  }
}
