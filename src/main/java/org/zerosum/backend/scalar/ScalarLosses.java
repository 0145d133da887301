package org.zerosum.backend.scalar;

import org.zerosum.tensor.GanLoss;

/** docs/arithmetic.md, section 7. */
final class ScalarLosses {
  /** Below this |B2 · ∂L_G/∂b| a sample counts as saturated. */
  private static final float SATURATED = 0.01f;

  private ScalarLosses() {}

  /** Whose logits they are, in whose loss. */
  private enum Side {
    DISCRIMINATOR_REAL, DISCRIMINATOR_FAKE, GENERATOR_FAKE, GENERATOR_REAL
  }

  /** A column of section 7's table: one logit's share of a loss, with its derivative. */
  private record Summand(GanLoss loss, Side side, float label) {
    private boolean isReal() {
      return side == Side.DISCRIMINATOR_REAL;
    }

    private boolean isGenerator() {
      return side == Side.GENERATOR_FAKE;
    }

    float term(float x) {
      return switch (loss) {
        case SATURATING, NON_SATURATING, RELATIVISTIC_AVERAGE -> switch (side) {
          case DISCRIMINATOR_REAL -> label * Elementary.softplus(-x) + (1 - label) * Elementary.softplus(x);
          case DISCRIMINATOR_FAKE, GENERATOR_REAL -> Elementary.softplus(x);
          case GENERATOR_FAKE -> loss == GanLoss.SATURATING ? -Elementary.softplus(x) : Elementary.softplus(-x);
        };
        case LEAST_SQUARES -> 0.5f * (slope(x) * slope(x));
        case HINGE -> isGenerator() ? -x : margin(x) <= 0 ? 0 : margin(x);
        case WASSERSTEIN -> isReal() || isGenerator() ? -x : x;
      };
    }

    float slope(float x) {
      return switch (loss) {
        case SATURATING, NON_SATURATING, RELATIVISTIC_AVERAGE -> switch (side) {
          case DISCRIMINATOR_REAL -> (1 - label) * Elementary.sigmoid(x) - label * Elementary.sigmoid(-x);
          case DISCRIMINATOR_FAKE, GENERATOR_REAL -> Elementary.sigmoid(x);
          case GENERATOR_FAKE -> -Elementary.sigmoid(loss == GanLoss.SATURATING ? x : -x);
        };
        case LEAST_SQUARES -> isReal() ? x - label : isGenerator() ? x - 1 : x;
        case HINGE -> isGenerator() ? -1 : margin(x) <= 0 ? 0 : isReal() ? -1 : 1;
        case WASSERSTEIN -> isReal() || isGenerator() ? -1 : 1;
      };
    }

    private float margin(float x) {
      return isReal() ? 1 - x : 1 + x;
    }

    /** The gradients, where every logit also moves the mean that the other side subtracts. */
    void gradients(HostStorage gradient, HostStorage logits, float shift, float otherSlope) {
      for (int e = 0; e < logits.count(); e++) {
        gradient.set(e, (slope(logits.get(e) - shift) - otherSlope) / (float) logits.count());
      }
    }
  }

  /** A mean over some logits, prepared to be taken again and again. */
  private static final class Mean {
    private final int count;
    private final ScalarReduction.Lane lane;
    private final float[] lanes = new float[ScalarReduction.LANES];

    Mean(HostStorage logits, ScalarReduction.Term term) {
      count = logits.count();
      lane = ScalarReduction.adding(term);
    }

    float value() {
      return ScalarReduction.sumByLanes(lanes, count, lane) / (float) count;
    }
  }

  /** D's loss, prepared to be computed again and again without allocating. */
  static final class Discriminator {
    private final Summand onReal;
    private final Summand onFake;
    private final boolean relative;
    private final HostStorage values;
    private final HostStorage realGradient;
    private final HostStorage fakeGradient;
    private final HostStorage real;
    private final HostStorage fake;
    private final Mean realLogit;
    private final Mean fakeLogit;
    private final Mean realTerm;
    private final Mean fakeTerm;
    private final Mean realSlope;
    private final Mean fakeSlope;
    private final Mean realLog;
    private final Mean fakeLog;
    private final Mean realProbability;
    private final Mean fakeProbability;
    private float realShift;
    private float fakeShift;

    Discriminator(GanLoss loss, HostStorage values, HostStorage realGradient, HostStorage fakeGradient, HostStorage real,
        HostStorage fake, float label) {
      this.values = values;
      this.realGradient = realGradient;
      this.fakeGradient = fakeGradient;
      this.real = real;
      this.fake = fake;
      onReal = new Summand(loss, Side.DISCRIMINATOR_REAL, label);
      onFake = new Summand(loss, Side.DISCRIMINATOR_FAKE, label);
      relative = loss == GanLoss.RELATIVISTIC_AVERAGE;
      realLogit = new Mean(real, real::get);
      fakeLogit = new Mean(fake, fake::get);
      realTerm = new Mean(real, e -> onReal.term(real.get(e) - realShift));
      fakeTerm = new Mean(fake, e -> onFake.term(fake.get(e) - fakeShift));
      realSlope = new Mean(real, e -> onReal.slope(real.get(e) - realShift));
      fakeSlope = new Mean(fake, e -> onFake.slope(fake.get(e) - fakeShift));
      realLog = new Mean(real, e -> Elementary.softplus(-real.get(e)));
      fakeLog = new Mean(fake, e -> Elementary.softplus(fake.get(e)));
      realProbability = new Mean(real, e -> Elementary.sigmoid(real.get(e)));
      fakeProbability = new Mean(fake, e -> Elementary.sigmoid(fake.get(e)));
    }

    void run() {
      float realMean = realLogit.value();
      float fakeMean = fakeLogit.value();
      realShift = relative ? fakeMean : 0;
      fakeShift = relative ? realMean : 0;
      values.set(0, realTerm.value() + fakeTerm.value());
      values.set(1, -(realLog.value() + fakeLog.value()));
      values.set(2, realProbability.value());
      values.set(3, fakeProbability.value());
      values.set(4, realMean);
      values.set(5, fakeMean);
      onReal.gradients(realGradient, real, realShift, relative ? fakeSlope.value() : 0);
      onFake.gradients(fakeGradient, fake, fakeShift, relative ? realSlope.value() : 0);
    }
  }

  /** G's loss, prepared to be computed again and again without allocating. */
  static final class Generator {
    private final Summand onFake;
    private final HostStorage values;
    private final HostStorage gradient;
    private final HostStorage fake;
    private final Mean fakeLogit;
    private final Mean fakeTerm;
    private final Mean probability;
    private final Mean saturated;
    private final Mean inverse;
    /** Of the real logits, or null. */
    private final Mean realLogit;
    private final Mean realTerm;
    private final Mean realSlope;
    private float fakeMean;
    private float shift;
    private float otherSlope;

    Generator(GanLoss loss, HostStorage values, HostStorage gradient, HostStorage fake, HostStorage real) {
      this.values = values;
      this.gradient = gradient;
      this.fake = fake;
      onFake = new Summand(loss, Side.GENERATOR_FAKE, 1);
      Summand onReal = new Summand(loss, Side.GENERATOR_REAL, 1);
      fakeLogit = new Mean(fake, fake::get);
      fakeTerm = new Mean(fake, e -> onFake.term(fake.get(e) - shift));
      probability = new Mean(fake, e -> Elementary.sigmoid(fake.get(e)));
      saturated = new Mean(fake, e -> Math.abs(onFake.slope(fake.get(e) - shift) - otherSlope) < SATURATED ? 1 : 0);
      inverse = new Mean(fake, e -> Elementary.exp(-fake.get(e)));
      realLogit = real == null ? null : new Mean(real, real::get);
      realTerm = real == null ? null : new Mean(real, e -> onReal.term(real.get(e) - fakeMean));
      realSlope = real == null ? null : new Mean(real, e -> onReal.slope(real.get(e) - fakeMean));
    }

    void run() {
      fakeMean = fakeLogit.value();
      shift = realLogit == null ? 0 : realLogit.value();
      otherSlope = realLogit == null ? 0 : realSlope.value();
      float fakeLoss = fakeTerm.value();
      values.set(0, realLogit == null ? fakeLoss : fakeLoss + realTerm.value());
      values.set(1, probability.value());
      values.set(2, fakeMean);
      values.set(3, saturated.value());
      values.set(4, 1 + inverse.value());
      onFake.gradients(gradient, fake, shift, otherSlope);
    }
  }

  static void softmaxCrossEntropy(HostStorage values, HostStorage gradient, HostStorage logits, HostStorage classes) {
    int rows = classes.count();
    int columns = logits.count() / rows;
    float[] losses = new float[rows];
    float[] hits = new float[rows];
    for (int n = 0; n < rows; n++) {
      int first = n * columns;
      int best = 0;
      for (int c = 1; c < columns; c++) {
        best = logits.get(first + c) > logits.get(first + best) ? c : best;
      }
      float largest = logits.get(first + best);
      float sum = 0;
      float picked = Float.NaN;
      for (int c = 0; c < columns; c++) {
        float difference = logits.get(first + c) - largest;
        picked = c == classes.get(n) ? difference : picked;
        sum += Elementary.exp(difference);
      }
      losses[n] = Elementary.log(sum) - picked;
      hits[n] = best == classes.get(n) ? 1 : 0;
      for (int c = 0; c < columns; c++) {
        float probability = Elementary.exp(logits.get(first + c) - largest) / sum;
        gradient.set(first + c, (probability - (c == classes.get(n) ? 1 : 0)) / (float) rows);
      }
    }
    values.set(0, ScalarReduction.sum(rows, n -> losses[n]) / rows);
    values.set(1, ScalarReduction.sum(rows, n -> hits[n]) / rows);
  }
}
