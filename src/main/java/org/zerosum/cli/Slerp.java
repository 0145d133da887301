package org.zerosum.cli;

/**
 * Spherical linear interpolation: with Ω the angle between p and q, slerp(t) = sin((1 − t)Ω)/sin Ω · p + sin(tΩ)/sin Ω
 * · q.
 *
 * <p>Samples of a high-dimensional Gaussian lie near a sphere; the straight line between two of them leaves it, the arc
 * does not. Sources: Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985; White, "Sampling generative
 * networks", arXiv:1609.04468, section 2.1 (Ω from the normalised vectors).
 *
 * <p>Computed in double by {@link StrictMath}, rounded once: the same bits everywhere. t = 0 gives p and t = 1 gives q
 * exactly.
 */
final class Slerp {
  /**
   * Below this sine the two directions are one line, whose arc is not defined or not distinguishable from the chord.
   */
  private static final double SMALLEST_SINE = 1e-6;

  private Slerp() {}

  /**
   * The points of an arc.
   *
   * @param frames how many, at least 2; the first is p, the last q
   * @return [frames, p.length], row-major
   */
  static float[] arc(float[] p, float[] q, int frames) {
    double angle = angle(p, q);
    double sine = StrictMath.sin(angle);
    float[] points = new float[Math.multiplyExact(frames, p.length)];
    for (int frame = 0; frame < frames; frame++) {
      double t = (double) frame / (frames - 1);
      boolean straight = sine < SMALLEST_SINE;
      double a = straight ? 1 - t : StrictMath.sin((1 - t) * angle) / sine;
      double b = straight ? t : StrictMath.sin(t * angle) / sine;
      for (int i = 0; i < p.length; i++) {
        points[frame * p.length + i] = (float) (a * p[i] + b * q[i]);
      }
    }
    return points;
  }

  /** The angle between two vectors, in [0, π]; 0 if one of them has no direction. */
  static double angle(float[] p, float[] q) {
    double pq = 0;
    double pp = 0;
    double qq = 0;
    for (int i = 0; i < p.length; i++) {
      pq += (double) p[i] * q[i];
      pp += (double) p[i] * p[i];
      qq += (double) q[i] * q[i];
    }
    double lengths = StrictMath.sqrt(pp) * StrictMath.sqrt(qq);
    return lengths == 0 ? 0 : StrictMath.acos(Math.clamp(pq / lengths, -1.0, 1.0));
  }
}
