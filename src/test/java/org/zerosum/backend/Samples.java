package org.zerosum.backend;

import java.util.SplittableRandom;

/** Seeded inputs of both signs. */
final class Samples {
  private static final float[] POSITIVE = {0, Float.MIN_VALUE, 0x1.fffffcp-127f, Float.MIN_NORMAL, 0x1p-30f, 0.3f, 1, 1.5f, 87.5f, 90, 104.5f,
    1e4f, 0x1p100f, Float.MAX_VALUE, Float.POSITIVE_INFINITY};

  private Samples() {}

  /** Normal numbers, scaled by powers of two from 1/8 to 4, so that sums round differently in every order. */
  static float[] random(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Math.scalb((float) random.nextGaussian(), random.nextInt(6) - 3);
    }
    return values;
  }

  /** Numbers in [0.25, 2.25). */
  static float[] positive(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.25f + 2 * (float) random.nextDouble();
    }
    return values;
  }

  /** Whole numbers from −bound to bound. */
  static float[] integers(long seed, int count, int bound) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-bound, bound + 1);
    }
    return values;
  }

  /** Zeros, subnormals, infinities, ends of ranges of both signs, and NaN. */
  static float[] special() {
    float[] values = new float[2 * POSITIVE.length + 1];
    for (int i = 0; i < POSITIVE.length; i++) {
      values[2 * i] = POSITIVE[i];
      values[2 * i + 1] = -POSITIVE[i];
    }
    values[values.length - 1] = Float.NaN;
    return values;
  }
}
