package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link org.zerosum.backend.scalar.Elementary} for whole vectors, line for line. Only the functions of large tensors in a
 * training step are here; the others are computed one by one.
 */
final class VectorElementary {
  private static final float ROUND = 0x1.8p23f;
  private static final int ROUND_BITS = 0x4b400000;
  private static final float LOG2E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e43p-1f;
  private static final float LN2_LOW = -0x1.05c61p-29f;
  private static final int SIGN = 0x80000000;
  /** Whole vectors where the compiler would otherwise make an object of a constant each time. */
  private static final FloatVector ONE = all(1);
  private static final FloatVector TWO = all(2);
  private static final FloatVector TWENTY = all(20);

  private VectorElementary() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static FloatVector power2(IntVector k) {
    return k.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  private static FloatVector expTail(FloatVector r, FloatVector low) {
    FloatVector q = all(0x1.6b7abp-13f);
    q = q.fma(r, all(0x1.6d40cp-10f));
    q = q.fma(r, all(0x1.11373p-7f));
    q = q.fma(r, all(0x1.5554f2p-5f));
    q = q.fma(r, all(0x1.55553cp-3f));
    q = q.fma(r, all(0.5f));
    return r.mul(r).fma(q, low);
  }

  /** {@link org.zerosum.backend.scalar.Elementary#tanh}. */
  static FloatVector tanh(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    FloatVector magnitude = bits.and(~SIGN).reinterpretAsFloats();
    FloatVector c = TWENTY.blend(magnitude.add(magnitude), magnitude.lt(10));
    FloatVector shifted = c.fma(all(LOG2E), all(ROUND));
    FloatVector kf = shifted.sub(ROUND);
    FloatVector exact = kf.fma(all(-LN2_HIGH), c);
    FloatVector r = kf.fma(all(-LN2_LOW), exact);
    FloatVector low = kf.fma(all(-LN2_LOW), exact.sub(r));
    FloatVector scale = power2(shifted.reinterpretAsInts().sub(ROUND_BITS));
    FloatVector y = tanhOf(scale, r, expTail(r, low));
    y = y.reinterpretAsInts().or(bits.and(SIGN)).reinterpretAsFloats();
    return y.blend(Float.NaN, x.compare(VectorOperators.NE, x));
  }

  /** n / (n + 2) with n = scale · (1 + r + tail) − 1, both in two floats. */
  private static FloatVector tanhOf(FloatVector scale, FloatVector r, FloatVector expTail) {
    FloatVector base = scale.sub(1);
    FloatVector scaledR = scale.mul(r);
    FloatVector high = base.add(scaledR);
    FloatVector tail = scale.fma(expTail, base.sub(high).add(scaledR));
    FloatVector n = high.add(tail);
    FloatVector nLow = high.sub(n).add(tail);
    FloatVector d = n.add(2);
    FloatVector part = d.sub(n);
    FloatVector dLow = n.sub(d.sub(part)).add(TWO.sub(part)).add(nLow);
    FloatVector reciprocal = ONE.div(d);
    FloatVector y = n.mul(reciprocal);
    FloatVector minus = y.neg();
    return minus.fma(d, n).add(minus.fma(dLow, nLow)).fma(reciprocal, y);
  }
}
