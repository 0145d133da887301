package org.zerosum.backend.scalar;

/** Arguments for functions of one float: special values, all patterns near thresholds, and patterns of the whole range. */
public final class FloatSamples {
  private static final float[] SPECIAL = {
    0.0f, Float.MIN_VALUE, 0x1.fffffcp-127f, Float.MIN_NORMAL, 0x1p-25f, 1.0f, Float.MAX_VALUE, Float.POSITIVE_INFINITY,
  };

  // Where some function changes its formula, its kind of result or its exponent; both signs are taken.
  private static final float[] THRESHOLDS = {
    0.0f, 0x1p-127f, Float.MIN_NORMAL, 0x1p-64f, 0x1p-26f, 0x1p-25f, 0x1p-24f, 0.125f, 0.25f, 0.34657359f,
    0.375f, 0.5f, 0.625f, 0.69314718f, 0.75f, 0.875f, 1.0f, 1.0397208f, 1.5f, 2.0f, 9.0f, 10.0f, 16.635532f,
    17.0f, 17.32868f, 20.0f, 64.0f, 87.33655f, 88.0f, 88.722839f, 89.0f, 103.27893f, 103.97208f, 104.0f, 105.0f,
    128.0f, 0x1p23f, 0x1p24f, 0x1p25f, 0x1p63f, 0x1p64f, 0x1p127f, Float.MAX_VALUE,
  };
  private static final int AROUND = 512;

  // Both NaN signs, a signalling one, and payloads.
  private static final int[] NANS = {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, 0x7fc12345};

  private FloatSamples() {}

  /** Special values, thresholds, then {@code spread} patterns at equal steps, an odd number of patterns apart. */
  public static float[] wholeRange(int spread) {
    int fixed = 2 * SPECIAL.length + NANS.length + 2 * THRESHOLDS.length * (2 * AROUND + 1);
    float[] samples = new float[fixed + spread];
    int n = 0;
    for (float x : SPECIAL) {
      samples[n++] = x;
      samples[n++] = -x;
    }
    for (int bits : NANS) {
      samples[n++] = Float.intBitsToFloat(bits);
    }
    for (float x : THRESHOLDS) {
      for (int i = -AROUND; i <= AROUND; i++) {
        int bits = Float.floatToRawIntBits(x) + i;
        samples[n++] = Float.intBitsToFloat(bits);
        samples[n++] = Float.intBitsToFloat(bits ^ 0x80000000);
      }
    }
    int stride = (int) (0x1p32 / spread) | 1;
    for (int i = 0; i < spread; i++) {
      samples[n++] = Float.intBitsToFloat(i * stride);
    }
    return samples;
  }
}
