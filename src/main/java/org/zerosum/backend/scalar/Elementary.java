package org.zerosum.backend.scalar;

/**
 * The elementary functions of the one arithmetic, in float32: every device that computes them gives these bits.
 *
 * <p>Each is one straight formula: reduction to a small interval, a polynomial there, and the rounding errors of the
 * last few sums kept in a second float, so that the result is rounded nearly once. Only IEEE 754 float32 operations
 * take part ({@code + − × ÷ fma}, comparisons, integers and bits), so that the same lines in OpenCL C
 * ({@code kernels/math.clh}) and in vectors give equal bits. A NaN result is always {@link Float#NaN}, {@code 0x7fc00000}. The
 * greatest errors, found by trying every float, are in {@code docs/arithmetic-functions.md}.
 *
 * <p>Sources: Cody &amp; Waite, <i>Software Manual for the Elementary Functions</i> (1980), for the range reduction;
 * Dekker (1971) and Knuth (TAOCP 2, 4.2.2) for error-free sums; Markstein (1990) for the corrected quotient. The
 * coefficients are this project's own, by Remez exchange.
 */
public final class Elementary {
  // t + ROUND holds the integer nearest to t in its low bits.
  private static final float ROUND = 0x1.8p23f;
  private static final int ROUND_BITS = 0x4b400000;
  private static final float LOG2E = 0x1.715476p0f;
  // ln 2 in 24 bits, for fma, and what is left of it.
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;
  // ln 2 in 16 bits, whose product with an exponent is exact, and what is left of it.
  private static final float LN2_SHORT = 0x1.62e4p-1f;
  private static final float LN2_REST = 0x1.7f7d1cp-20f;

  private Elementary() {}

  // 2^k for k in [-126, 127].
  private static float power2(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }

  // e^(r + low) - 1 - r for |r| <= ln(2) / 2 and |low| <= ulp(r).
  private static float expTail(float r, float low) {
    float q = 0x1.6b7abp-13f;
    q = Math.fma(q, r, 0x1.6d40cp-10f);
    q = Math.fma(q, r, 0x1.11373p-7f);
    q = Math.fma(q, r, 0x1.5554f2p-5f);
    q = Math.fma(q, r, 0x1.55553cp-3f);
    q = Math.fma(q, r, 0.5f);
    return Math.fma(r * r, q, low);
  }

  // log(1 + f) - f for f in [-1/4, 1/2].
  private static float logTail(float f) {
    float g = 0x1.335f74p-7f;
    g = Math.fma(g, f, -0x1.d1298cp-5f);
    g = Math.fma(g, f, 0x1.ba8b14p-4f);
    g = Math.fma(g, f, -0x1.0b9adap-3f);
    g = Math.fma(g, f, 0x1.2778e6p-3f);
    g = Math.fma(g, f, -0x1.54f2e4p-3f);
    g = Math.fma(g, f, 0x1.99744cp-3f);
    g = Math.fma(g, f, -0x1.000062p-2f);
    g = Math.fma(g, f, 0x1.555594p-2f);
    g = Math.fma(g, f, -0.5f);
    return f * f * g;
  }

  /**
   * Returns e<sup>x</sup>, the exponential function.
   *
   * <p>+Inf above about 88.72, subnormal below about −87.33, +0 below about −103.97.
   *
   * @param x any float
   * @return e<sup>x</sup> within 1 ULP; +Inf at +Inf, +0 at −Inf, NaN at NaN
   */
  public static float exp(float x) {
    float c = x > -105.0f ? x : -105.0f;
    c = c < 89.0f ? c : 89.0f;
    float shifted = Math.fma(c, LOG2E, ROUND);
    int k = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float kf = shifted - ROUND;
    float exact = Math.fma(kf, -LN2_HIGH, c);
    float r = Math.fma(kf, -LN2_LOW, exact);
    float low = Math.fma(kf, -LN2_LOW, exact - r);
    float high = 1.0f + r;
    float y = high + (((1.0f - high) + r) + expTail(r, low));
    // Two exact steps of the scale but for the second one's rounding into the subnormals.
    int halfK = k >> 1;
    y = y * power2(halfK) * power2(k - halfK);
    return x != x ? Float.NaN : y;
  }

  /**
   * Returns log x, the natural logarithm.
   *
   * @param x any float, subnormals included
   * @return log x within 1 ULP; −Inf at ±0, NaN below 0, +Inf at +Inf, NaN at NaN
   */
  public static float log(float x) {
    boolean subnormal = x < 0x1p-126f;
    float scaled = subnormal ? x * 0x1p23f : x;
    // x = 2^k * m with m in [3/4, 3/2).
    int bits = Float.floatToRawIntBits(scaled) - 0x3f400000;
    float kf = (float) ((bits >> 23) - (subnormal ? 23 : 0));
    float f = Float.intBitsToFloat((bits & 0x007fffff) + 0x3f400000) - 1.0f;
    float base = kf * LN2_SHORT;
    float high = base + f;
    float y = high + (((base - high) + f) + Math.fma(kf, LN2_REST, logTail(f)));
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = x > 0.0f ? y : Float.NEGATIVE_INFINITY;
    return x >= 0.0f ? y : Float.NaN;
  }

  /**
   * Returns log(1 + x), accurate near 0, with the sign of a zero kept.
   *
   * @param x any float
   * @return log(1 + x) within 1 ULP; −Inf at −1, NaN below −1, +Inf at +Inf, NaN at NaN
   */
  public static float log1p(float x) {
    // 1 + x = 2^k * (1 + f); f is exact, since m in [3/4, 3/2) leaves only cancelling sums.
    float u = 1.0f + x;
    int bits = Float.floatToRawIntBits(u) - 0x3f400000;
    int k = bits >> 23;
    float kf = (float) k;
    float scale = power2(k < 64 ? -k : -64);
    float f = k < 64 ? Math.fma(x, scale, scale - 1.0f) : Float.intBitsToFloat((bits & 0x007fffff) + 0x3f400000) - 1.0f;
    float base = kf * LN2_SHORT;
    float high = base + f;
    float y = high + (((base - high) + f) + Math.fma(kf, LN2_REST, logTail(f)));
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = x > -1.0f ? y : Float.NEGATIVE_INFINITY;
    y = x >= -1.0f ? y : Float.NaN;
    return x == 0.0f ? x : y;
  }

  /**
   * Returns e<sup>x</sup> − 1, accurate near 0, with the sign of a zero kept.
   *
   * @param x any float
   * @return e<sup>x</sup> − 1 within 1 ULP; +Inf at +Inf, −1 at −Inf, NaN at NaN
   */
  public static float expm1(float x) {
    float c = x > -20.0f ? x : -20.0f;
    c = c < 89.0f ? c : 89.0f;
    float shifted = Math.fma(c, LOG2E, ROUND);
    int k = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float kf = shifted - ROUND;
    float exact = Math.fma(kf, -LN2_HIGH, c);
    float r = Math.fma(kf, -LN2_LOW, exact);
    float low = Math.fma(kf, -LN2_LOW, exact - r);
    // Half of 2^k (1 + r + tail) - 1, so that 2^128 is never needed.
    float scale = power2(k - 1);
    float base = scale - 0.5f;
    float baseLow = (scale - base) - 0.5f;
    float scaledR = scale * r;
    float high = base + scaledR;
    float y = high + Math.fma(scale, expTail(r, low), ((base - high) + scaledR) + baseLow);
    y = y + y;
    // Where e^x - 1 rounds to x, halving a subnormal would lose a bit, and -0 its sign.
    y = (x < 0x1p-25f && x > -0x1p-25f) ? x : y;
    return x != x ? Float.NaN : y;
  }

  /**
   * Returns tanh x = (e<sup>2x</sup> − 1) / (e<sup>2x</sup> + 1), x itself for tiny x, with the sign of a zero kept.
   *
   * @param x any float
   * @return tanh x within 1 ULP, in [−1, 1]; ±1 at ±Inf, NaN at NaN
   */
  public static float tanh(float x) {
    float magnitude = Float.intBitsToFloat(Float.floatToRawIntBits(x) & 0x7fffffff);
    float c = magnitude < 10.0f ? magnitude + magnitude : 20.0f;
    float shifted = Math.fma(c, LOG2E, ROUND);
    int k = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float kf = shifted - ROUND;
    float exact = Math.fma(kf, -LN2_HIGH, c);
    float r = Math.fma(kf, -LN2_LOW, exact);
    float low = Math.fma(kf, -LN2_LOW, exact - r);
    // n + nLow = e^c - 1.
    float scale = power2(k);
    float base = scale - 1.0f;
    float scaledR = scale * r;
    float high = base + scaledR;
    float tail = Math.fma(scale, expTail(r, low), (base - high) + scaledR);
    float n = high + tail;
    float nLow = (high - n) + tail;
    // d + dLow = n + nLow + 2.
    float d = n + 2.0f;
    float part = d - n;
    float dLow = ((n - (d - part)) + (2.0f - part)) + nLow;
    float reciprocal = 1.0f / d;
    float y = n * reciprocal;
    y = Math.fma(Math.fma(-y, d, n) + Math.fma(-y, dLow, nLow), reciprocal, y);
    y = Float.intBitsToFloat(Float.floatToRawIntBits(y) | (Float.floatToRawIntBits(x) & 0x80000000));
    return x != x ? Float.NaN : y;
  }

  /**
   * Returns the logistic function 1 / (1 + e<sup>−x</sup>), accurate in the lower tail, where it is close to
   * e<sup>x</sup>.
   *
   * @param x any float
   * @return the sigmoid of x within 1 ULP, in [0, 1]; 1 at +Inf, +0 at −Inf, NaN at NaN
   */
  public static float sigmoid(float x) {
    float c = Float.intBitsToFloat(Float.floatToRawIntBits(x) | 0x80000000);
    c = c > -105.0f ? c : -105.0f;
    float shifted = Math.fma(c, LOG2E, ROUND);
    int k = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float kf = shifted - ROUND;
    float exact = Math.fma(kf, -LN2_HIGH, c);
    float r = Math.fma(kf, -LN2_LOW, exact);
    float low = Math.fma(kf, -LN2_LOW, exact - r);
    // e + eLow = e^-|x|.
    float high = 1.0f + r;
    float tail = ((1.0f - high) + r) + expTail(r, low);
    float e = high + tail;
    float eLow = (high - e) + tail;
    int halfK = k >> 1;
    float scale1 = power2(halfK);
    float scale2 = power2(k - halfK);
    e = e * scale1 * scale2;
    eLow = eLow * scale1 * scale2;
    float d = 1.0f + e;
    float dLow = ((1.0f - d) + e) + eLow;
    float n = x < 0.0f ? e : 1.0f;
    float nLow = x < 0.0f ? eLow : 0.0f;
    float reciprocal = 1.0f / d;
    float y = n * reciprocal;
    y = Math.fma(Math.fma(-y, d, n) + Math.fma(-y, dLow, nLow), reciprocal, y);
    return x != x ? Float.NaN : y;
  }

  /**
   * Returns log(1 + e<sup>x</sup>), accurate in the lower tail, where it is close to e<sup>x</sup>.
   *
   * @param x any float
   * @return the softplus of x within 1.03 ULP; +Inf at +Inf, +0 at −Inf, NaN at NaN
   */
  public static float softplus(float x) {
    float c = Float.intBitsToFloat(Float.floatToRawIntBits(x) | 0x80000000);
    c = c > -105.0f ? c : -105.0f;
    float shifted = Math.fma(c, LOG2E, ROUND);
    int k = Float.floatToRawIntBits(shifted) - ROUND_BITS;
    float kf = shifted - ROUND;
    float exact = Math.fma(kf, -LN2_HIGH, c);
    float r = Math.fma(kf, -LN2_LOW, exact);
    float low = Math.fma(kf, -LN2_LOW, exact - r);
    // e + eLow = e^-|x|.
    float high = 1.0f + r;
    float tail = ((1.0f - high) + r) + expTail(r, low);
    float e = high + tail;
    float eLow = (high - e) + tail;
    int halfK = k >> 1;
    float scale1 = power2(halfK);
    float scale2 = power2(k - halfK);
    e = e * scale1 * scale2;
    eLow = eLow * scale1 * scale2;
    // log(1 + e): 1 + e = 2^j * (1 + f) with j = 0 or 1; eLow by the first terms of its share.
    boolean doubled = e >= 0.5f;
    float base = doubled ? LN2_SHORT : 0.0f;
    float rest = doubled ? LN2_REST : 0.0f;
    float f = doubled ? Math.fma(e, 0.5f, -0.5f) : e;
    float fLow = doubled ? eLow * 0.5f : eLow;
    high = base + f;
    tail = ((base - high) + f) + (rest + Math.fma(fLow, 1.0f - f, logTail(f)));
    float y = high + tail;
    float yLow = (high - y) + tail;
    // Where x is positive, x + y; the larger comes first. Infinity passes by.
    float positive = x > 0.0f ? x : 0.0f;
    float sum = positive + y;
    float part = sum - positive;
    float sumLow = (positive - (sum - part)) + (y - part);
    y = x < 128.0f ? sum + (sumLow + yLow) : x;
    return x != x ? Float.NaN : y;
  }

  // sin(2 pi r) for |r| <= 1/8.
  private static float sinOctant(float r) {
    float z = r * r;
    float p = 0x1.44510cp5f;
    p = Math.fma(p, z, -0x1.32adccp6f);
    p = Math.fma(p, z, 0x1.466b78p6f);
    p = Math.fma(p, z, -0x1.4abbcep5f);
    float y = Math.fma(r, 0x1.921fb6p2f, Math.fma(r, -0x1.777a5cp-23f, r * z * p));
    return r == 0.0f ? r : y;
  }

  // cos(2 pi r) for |r| <= 1/8.
  private static float cosOctant(float r) {
    float z = r * r;
    float p = 0x1.d47d46p5f;
    p = Math.fma(p, z, -0x1.55b146p6f);
    p = Math.fma(p, z, 0x1.03c1aep6f);
    p = Math.fma(p, z, -0x1.3bd3ccp4f);
    return Math.fma(z, p, 1.0f);
  }

  /**
   * Returns sin(2πu): the sine of u turns.
   *
   * @param u a number of turns in [−1, 1]
   * @return sin(2πu) within 1 ULP, in [−1, 1]; NaN outside the range of u and at NaN
   */
  public static float sinTwoPi(float u) {
    // The quarter nearest to u; what is left is exact.
    float shifted = Math.fma(u, 4.0f, ROUND);
    int quarter = Float.floatToRawIntBits(shifted);
    float r = Math.fma(shifted - ROUND, -0.25f, u);
    float y = (quarter & 1) != 0 ? cosOctant(r) : sinOctant(r);
    y = Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ ((quarter & 2) << 30));
    return u >= -1.0f && u <= 1.0f ? y : Float.NaN;
  }

  /**
   * Returns cos(2πu): the cosine of u turns.
   *
   * @param u a number of turns in [−1, 1]
   * @return cos(2πu) within 1 ULP, in [−1, 1]; NaN outside the range of u and at NaN
   */
  public static float cosTwoPi(float u) {
    float shifted = Math.fma(u, 4.0f, ROUND);
    int quarter = Float.floatToRawIntBits(shifted) + 1;
    float r = Math.fma(shifted - ROUND, -0.25f, u);
    float y = (quarter & 1) != 0 ? cosOctant(r) : sinOctant(r);
    y = Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ ((quarter & 2) << 30));
    return u >= -1.0f && u <= 1.0f ? y : Float.NaN;
  }
}
