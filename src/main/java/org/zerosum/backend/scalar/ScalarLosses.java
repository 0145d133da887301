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

    float meanTerm(HostStorage logits, float shift) {
      return ScalarReduction.sum(logits.count(), e -> term(logits.get(e) - shift)) / (float) logits.count();
    }

    float meanSlope(HostStorage logits, float shift) {
      return ScalarReduction.sum(logits.count(), e -> slope(logits.get(e) - shift)) / (float) logits.count();
    }

    /** The gradients, where every logit also moves the mean that the other side subtracts. */
    void gradients(HostStorage gradient, HostStorage logits, float shift, float otherSlope) {
      for (int e = 0; e < logits.count(); e++) {
        gradient.set(e, (slope(logits.get(e) - shift) - otherSlope) / (float) logits.count());
      }
    }
  }

  private static float mean(HostStorage logits, ScalarReduction.Term term) {
    return ScalarReduction.sum(logits.count(), term) / (float) logits.count();
  }

  static void discriminator(GanLoss loss, HostStorage values, HostStorage realGradient, HostStorage fakeGradient, HostStorage real,
      HostStorage fake, float label) {
    Summand onReal = new Summand(loss, Side.DISCRIMINATOR_REAL, label);
    Summand onFake = new Summand(loss, Side.DISCRIMINATOR_FAKE, label);
    boolean relative = loss == GanLoss.RELATIVISTIC_AVERAGE;
    float realMean = mean(real, real::get);
    float fakeMean = mean(fake, fake::get);
    float realShift = relative ? fakeMean : 0;
    float fakeShift = relative ? realMean : 0;
    values.set(0, onReal.meanTerm(real, realShift) + onFake.meanTerm(fake, fakeShift));
    values.set(1, -(mean(real, e -> Elementary.softplus(-real.get(e))) + mean(fake, e -> Elementary.softplus(fake.get(e)))));
    values.set(2, mean(real, e -> Elementary.sigmoid(real.get(e))));
    values.set(3, mean(fake, e -> Elementary.sigmoid(fake.get(e))));
    values.set(4, realMean);
    values.set(5, fakeMean);
    onReal.gradients(realGradient, real, realShift, relative ? onFake.meanSlope(fake, fakeShift) : 0);
    onFake.gradients(fakeGradient, fake, fakeShift, relative ? onReal.meanSlope(real, realShift) : 0);
  }

  static void generator(GanLoss loss, HostStorage values, HostStorage gradient, HostStorage fake, HostStorage real) {
    Summand onFake = new Summand(loss, Side.GENERATOR_FAKE, 1);
    Summand onReal = new Summand(loss, Side.GENERATOR_REAL, 1);
    float fakeMean = mean(fake, fake::get);
    float shift = real == null ? 0 : mean(real, real::get);
    float otherSlope = real == null ? 0 : onReal.meanSlope(real, fakeMean);
    float fakeLoss = onFake.meanTerm(fake, shift);
    values.set(0, real == null ? fakeLoss : fakeLoss + onReal.meanTerm(real, fakeMean));
    values.set(1, mean(fake, e -> Elementary.sigmoid(fake.get(e))));
    values.set(2, fakeMean);
    values.set(3, mean(fake, e -> Math.abs(onFake.slope(fake.get(e) - shift) - otherSlope) < SATURATED ? 1 : 0));
    values.set(4, 1 + mean(fake, e -> Elementary.exp(-fake.get(e))));
    onFake.gradients(gradient, fake, shift, otherSlope);
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
