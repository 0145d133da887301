package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.tensor.AdamStep;

/** The optimisers over a range of parameters; docs/arithmetic.md, section 8. */
final class OptimizerLoops {
  private OptimizerLoops() {}

  /** p = fma(−rate, g, p). */
  static void sgd(float[] p, int i, float[] g, int j, int count, float rate) {
    FloatVector step = FloatVector.broadcast(SPECIES, -rate);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      step.fma(FloatVector.fromArray(SPECIES, g, j + e), FloatVector.fromArray(SPECIES, p, i + e)).intoArray(p, i + e);
    }
    for (; e < count; e++) {
      p[i + e] = Math.fma(-rate, g[j + e], p[i + e]);
    }
  }

  /** velocity = fma(momentum, velocity, g); p = fma(−rate, velocity, p). */
  static void momentum(float[] p, int i, float[] g, int j, float[] velocity, int k, int count, float rate,
      float momentum) {
    FloatVector step = FloatVector.broadcast(SPECIES, -rate);
    FloatVector keep = FloatVector.broadcast(SPECIES, momentum);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = keep.fma(FloatVector.fromArray(SPECIES, velocity, k + e),
          FloatVector.fromArray(SPECIES, g, j + e));
      v.intoArray(velocity, k + e);
      step.fma(v, FloatVector.fromArray(SPECIES, p, i + e)).intoArray(p, i + e);
    }
    for (; e < count; e++) {
      float v = Math.fma(momentum, velocity[k + e], g[j + e]);
      velocity[k + e] = v;
      p[i + e] = Math.fma(-rate, v, p[i + e]);
    }
  }

  /** As {@link org.zerosum.tensor.OptimizerOps#adam}. */
  static void adam(float[] p, int i, float[] g, int j, float[] first, int k, float[] second, int l, int count,
      AdamStep s) {
    FloatVector beta1 = FloatVector.broadcast(SPECIES, s.beta1());
    FloatVector beta2 = FloatVector.broadcast(SPECIES, s.beta2());
    FloatVector correction = FloatVector.broadcast(SPECIES, s.inverseRootCorrection());
    FloatVector epsilon = FloatVector.broadcast(SPECIES, s.epsilon());
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, g, j + e);
      FloatVector m = beta1.fma(FloatVector.fromArray(SPECIES, first, k + e), gradient.mul(s.oneMinusBeta1()));
      FloatVector v = beta2.fma(FloatVector.fromArray(SPECIES, second, l + e),
          gradient.mul(gradient).mul(s.oneMinusBeta2()));
      m.intoArray(first, k + e);
      v.intoArray(second, l + e);
      FloatVector change = m.mul(s.rate()).div(v.sqrt().fma(correction, epsilon));
      FloatVector.fromArray(SPECIES, p, i + e).sub(change).intoArray(p, i + e);
    }
    for (; e < count; e++) {
      float m = Math.fma(s.beta1(), first[k + e], s.oneMinusBeta1() * g[j + e]);
      float v = Math.fma(s.beta2(), second[l + e], s.oneMinusBeta2() * (g[j + e] * g[j + e]));
      first[k + e] = m;
      second[l + e] = v;
      p[i + e] -= s.rate() * m / Math.fma((float) Math.sqrt(v), s.inverseRootCorrection(), s.epsilon());
    }
  }

  /** average = fma(rate, values − average, average). */
  static void movingAverage(float[] average, int i, float[] values, int j, int count, float rate) {
    FloatVector step = FloatVector.broadcast(SPECIES, rate);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector old = FloatVector.fromArray(SPECIES, average, i + e);
      step.fma(FloatVector.fromArray(SPECIES, values, j + e).sub(old), old).intoArray(average, i + e);
    }
    for (; e < count; e++) {
      average[i + e] = Math.fma(rate, values[j + e] - average[i + e], average[i + e]);
    }
  }
}
