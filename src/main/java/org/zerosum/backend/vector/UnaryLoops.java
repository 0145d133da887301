package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.zerosum.backend.scalar.Elementary;
import org.zerosum.tensor.UnaryOp;

/** Loops over a range of elements, one per {@link UnaryOp}: vectors, then the rest one by one. */
final class UnaryLoops {
  private UnaryLoops() {}

  /** out[o + e] = op(x[i + e]) for e below count. */
  static void apply(UnaryOp op, float[] out, int o, float[] x, int i, int count, float p) {
    switch (op) {
      case NEGATE -> negate(out, o, x, i, count);
      case ABS -> abs(out, o, x, i, count);
      case SCALE -> scale(out, o, x, i, count, p);
      case ADD_SCALAR -> addScalar(out, o, x, i, count, p);
      case RECIPROCAL -> reciprocal(out, o, x, i, count);
      case SQRT -> sqrt(out, o, x, i, count);
      case RELU -> relu(out, o, x, i, count);
      case LEAKY_RELU -> leakyRelu(out, o, x, i, count, p);
      case EXP -> exp(out, o, x, i, count);
      case LOG -> log(out, o, x, i, count);
      case SIGMOID -> sigmoid(out, o, x, i, count);
      case TANH -> tanh(out, o, x, i, count);
      case SOFTPLUS -> softplus(out, o, x, i, count);
      case CLAMP -> clamp(out, o, x, i, count, p);
    }
  }

  private static void negate(float[] out, int o, float[] x, int i, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.neg().intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = -x[i + e];
    }
  }

  private static void abs(float[] out, int o, float[] x, int i, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.abs().intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = Math.abs(x[i + e]);
    }
  }

  private static void scale(float[] out, int o, float[] x, int i, int count, float p) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.mul(p).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = x[i + e] * p;
    }
  }

  private static void addScalar(float[] out, int o, float[] x, int i, int count, float p) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.add(p).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = x[i + e] + p;
    }
  }

  private static void reciprocal(float[] out, int o, float[] x, int i, int count) {
    FloatVector one = FloatVector.broadcast(SPECIES, 1);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      one.div(v).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = 1 / x[i + e];
    }
  }

  private static void sqrt(float[] out, int o, float[] x, int i, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.sqrt().intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = (float) Math.sqrt(x[i + e]);
    }
  }

  private static void relu(float[] out, int o, float[] x, int i, int count) {
    FloatVector zero = FloatVector.zero(SPECIES);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      zero.blend(v, v.compare(VectorOperators.GT, 0)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = x[i + e] > 0 ? x[i + e] : 0;
    }
  }

  private static void leakyRelu(float[] out, int o, float[] x, int i, int count, float p) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.mul(p).blend(v, v.compare(VectorOperators.GT, 0)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = x[i + e] > 0 ? x[i + e] : x[i + e] * p;
    }
  }

  private static void exp(float[] out, int o, float[] x, int i, int count) {
    for (int e = 0; e < count; e++) {
      out[o + e] = Elementary.exp(x[i + e]);
    }
  }

  private static void log(float[] out, int o, float[] x, int i, int count) {
    for (int e = 0; e < count; e++) {
      out[o + e] = Elementary.log(x[i + e]);
    }
  }

  private static void sigmoid(float[] out, int o, float[] x, int i, int count) {
    for (int e = 0; e < count; e++) {
      out[o + e] = Elementary.sigmoid(x[i + e]);
    }
  }

  private static void tanh(float[] out, int o, float[] x, int i, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      VectorElementary.tanh(FloatVector.fromArray(SPECIES, x, i + e)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = Elementary.tanh(x[i + e]);
    }
  }

  private static void softplus(float[] out, int o, float[] x, int i, int count) {
    for (int e = 0; e < count; e++) {
      out[o + e] = Elementary.softplus(x[i + e]);
    }
  }

  private static void clamp(float[] out, int o, float[] x, int i, int count, float p) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.blend(-p, v.compare(VectorOperators.LT, -p)).blend(p, v.compare(VectorOperators.GT, p)).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = x[i + e] > p ? p : x[i + e] < -p ? -p : x[i + e];
    }
  }
}
