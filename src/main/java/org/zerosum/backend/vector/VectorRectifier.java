package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Rectifier;

/** {@link Rectifier} for whole vectors. */
final class VectorRectifier {
  private VectorRectifier() {}

  static FloatVector apply(Rectifier rectifier, FloatVector x) {
    return switch (rectifier.kind()) {
      case NONE -> x;
      case RELU -> FloatVector.zero(SPECIES).blend(x, x.compare(VectorOperators.GT, 0));
      case LEAKY_RELU -> x.mul(rectifier.slope()).blend(x, x.compare(VectorOperators.GT, 0));
    };
  }

  /** out[o + e] = {@link Rectifier#gate} of gradient[i + e] by result[j + e]; out may be gradient. */
  static void gate(Rectifier rectifier, float[] out, int o, float[] gradient, int i, float[] result, int j, int count) {
    switch (rectifier.kind()) {
      case NONE -> System.arraycopy(gradient, i, out, o, count);
      case RELU -> BinaryLoops.apply(BinaryOp.RELU_BACKWARD, out, o, gradient, i, result, j, count, 0);
      case LEAKY_RELU -> BinaryLoops.apply(BinaryOp.LEAKY_RELU_BACKWARD, out, o, gradient, i, result, j, count, rectifier.slope());
    }
  }

  /** Rectifies numbers in place. */
  static void apply(Rectifier rectifier, float[] x, int at, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      apply(rectifier, FloatVector.fromArray(SPECIES, x, at + e)).intoArray(x, at + e);
    }
    for (; e < count; e++) {
      x[at + e] = rectifier.apply(x[at + e]);
    }
  }
}
