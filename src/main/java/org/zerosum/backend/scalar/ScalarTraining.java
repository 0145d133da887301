package org.zerosum.backend.scalar;

import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Noise;

/** docs/arithmetic.md, sections 5 and 8. */
final class ScalarTraining {
  private ScalarTraining() {}

  static void uniform(int[] words, HostStorage out, Noise noise, float low, float high) {
    Philox.fillUniform(words, out.array(), out.offset(), out.count(), 0, noise.seed(), noise.stream(), noise.step(), low, high);
  }

  static void normal(int[] words, HostStorage out, Noise noise, float mean, float deviation) {
    Philox.fillNormal(words, out.array(), out.offset(), out.count(), 0, noise.seed(), noise.stream(), noise.step(), mean, deviation);
  }

  static void sgd(HostStorage p, HostStorage g, HostStorage velocity, float rate, float momentum) {
    for (int e = 0; e < p.count(); e++) {
      float direction = g.get(e);
      if (velocity != null) {
        direction = Math.fma(momentum, velocity.get(e), direction);
        velocity.set(e, direction);
      }
      p.set(e, Math.fma(-rate, direction, p.get(e)));
    }
  }

  static void adam(HostStorage p, HostStorage g, HostStorage first, HostStorage second, AdamStep s) {
    for (int e = 0; e < p.count(); e++) {
      float m = Math.fma(s.beta1(), first.get(e), s.oneMinusBeta1() * g.get(e));
      float v = Math.fma(s.beta2(), second.get(e), s.oneMinusBeta2() * (g.get(e) * g.get(e)));
      first.set(e, m);
      second.set(e, v);
      p.set(e, p.get(e) - s.rate() * m / Math.fma((float) Math.sqrt(v), s.inverseRootCorrection(), s.epsilon()));
    }
  }

  static void movingAverage(HostStorage average, HostStorage values, float rate) {
    for (int e = 0; e < average.count(); e++) {
      average.set(e, Math.fma(rate, values.get(e) - average.get(e), average.get(e)));
    }
  }

  static void clipByNorm(HostStorage g, HostStorage sumOfSquares, float limit) {
    float norm = (float) Math.sqrt(sumOfSquares.get(0));
    if (norm <= limit) {
      return;
    }
    float factor = limit / norm;
    for (int e = 0; e < g.count(); e++) {
      g.set(e, g.get(e) * factor);
    }
  }
}
