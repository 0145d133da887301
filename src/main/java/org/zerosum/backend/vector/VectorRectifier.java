package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.zerosum.tensor.Rectifier;

/** {@link Rectifier} for whole vectors. */
final class VectorRectifier {
  private VectorRectifier() {}

  /** {@link Rectifier#apply(float)} for whole vectors: without a branch, whose ends the compiler would make objects. */
  static FloatVector apply(Rectifier rectifier, FloatVector x) {
    return gate(x, x, rectifier.slope(), kept(rectifier));
  }

  /**
   * {@link Rectifier#gate} for whole vectors, without a branch.
   *
   * @param slope the rectifier's
   * @param kept {@link #kept} of the rectifier
   */
  static FloatVector gate(FloatVector gradient, FloatVector result, float slope, int kept) {
    FloatVector below = gradient.mul(slope).reinterpretAsInts().and(kept).reinterpretAsFloats();
    return below.blend(gradient, result.compare(VectorOperators.GT, 0));
  }

  /** The bits of slope · gradient that count: none with {@link Rectifier.Kind#RELU}, which has +0 whatever the gradient. */
  static int kept(Rectifier rectifier) {
    return rectifier.kind() == Rectifier.Kind.RELU ? 0 : -1;
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
