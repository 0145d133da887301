package org.zerosum.backend.scalar;

import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Noise;

/** docs/arithmetic.md, sections 5, 7 and 8. */
final class ScalarTraining {
  private ScalarTraining() {}

  static void uniform(HostStorage out, Noise noise, float low, float high) {
    Philox.fillUniform(out.array(), out.offset(), out.count(), 0, noise.seed(), noise.stream(), noise.step(), low, high);
  }

  static void normal(HostStorage out, Noise noise, float mean, float deviation) {
    Philox.fillNormal(out.array(), out.offset(), out.count(), 0, noise.seed(), noise.stream(), noise.step(), mean, deviation);
  }

  static void discriminatorBce(HostStorage values, HostStorage realGradient, HostStorage fakeGradient, HostStorage real, HostStorage fake,
      float label) {
    float other = 1 - label;
    float b1 = real.count();
    float b2 = fake.count();
    float realMean = ScalarReduction.sum(real.count(),
        e -> label * Elementary.softplus(-real.get(e)) + other * Elementary.softplus(real.get(e))) / b1;
    float fakeMean = ScalarReduction.sum(fake.count(), e -> Elementary.softplus(fake.get(e))) / b2;
    values.set(0, realMean + fakeMean);
    values.set(1, -(ScalarReduction.sum(real.count(), e -> Elementary.softplus(-real.get(e))) / b1 + fakeMean));
    values.set(2, ScalarReduction.sum(real.count(), e -> Elementary.sigmoid(real.get(e))) / b1);
    values.set(3, ScalarReduction.sum(fake.count(), e -> Elementary.sigmoid(fake.get(e))) / b2);
    for (int e = 0; e < real.count(); e++) {
      realGradient.set(e, (other * Elementary.sigmoid(real.get(e)) - label * Elementary.sigmoid(-real.get(e))) / b1);
    }
    for (int e = 0; e < fake.count(); e++) {
      fakeGradient.set(e, Elementary.sigmoid(fake.get(e)) / b2);
    }
  }

  static void generatorBce(HostStorage values, HostStorage gradient, HostStorage fake, boolean saturating) {
    float b2 = fake.count();
    values.set(0, ScalarReduction.sum(fake.count(),
        e -> saturating ? -Elementary.softplus(fake.get(e)) : Elementary.softplus(-fake.get(e))) / b2);
    values.set(1, ScalarReduction.sum(fake.count(), e -> Elementary.sigmoid(fake.get(e))) / b2);
    for (int e = 0; e < fake.count(); e++) {
      gradient.set(e, -Elementary.sigmoid(saturating ? fake.get(e) : -fake.get(e)) / b2);
    }
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
}
