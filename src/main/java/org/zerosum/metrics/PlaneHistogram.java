package org.zerosum.metrics;

/**
 * Points in the plane counted in squares: {@value #PER_SIDE} × {@value #PER_SIDE} of side 1/64 over [−1, 1)², and one more bin for all
 * that lies outside.
 *
 * <p>1/64 is about two standard deviations of a mode of {@code ring} and 1.6 of {@code grid}: fine enough to tell a blurred mode from
 * a sharp one, coarse enough that 10,000 points fill the bins that matter.
 */
public final class PlaneHistogram {
  /** Bins along each axis. */
  public static final int PER_SIDE = 128;

  private static final int OUTSIDE = PER_SIDE * PER_SIDE;

  private final int[] counts = new int[OUTSIDE + 1];
  private final int total;

  /**
   * Counts points.
   *
   * @param points two features: x and y
   * @throws IllegalArgumentException if there are not two features
   */
  public PlaneHistogram(Features points) {
    if (points.dimension() != 2) {
      throw new IllegalArgumentException("histogram: needs points in the plane, not " + points.dimension() + " features");
    }
    total = points.count();
    for (int i = 0; i < total; i++) {
      counts[bin(points.values()[2 * i], points.values()[2 * i + 1])]++;
    }
  }

  private static int bin(float x, float y) {
    double column = Math.floor((x + 1.0) * (PER_SIDE / 2));
    double row = Math.floor((y + 1.0) * (PER_SIDE / 2));
    boolean inside = column >= 0 && column < PER_SIDE && row >= 0 && row < PER_SIDE;
    return inside ? (int) row * PER_SIDE + (int) column : OUTSIDE;
  }

  /**
   * The Jensen–Shannon divergence of two histograms: ½ KL(p ‖ m) + ½ KL(q ‖ m) with m = (p + q)/2, in nats, from 0 to ln 2 (Lin,
   * IEEE Trans. Inf. Theory 37, 1991).
   *
   * <p>Being of samples, it is biased upwards: two samples of one distribution do not give 0 but about (B − 1)/8 · (1/n + 1/m) with B
   * occupied bins. Compare with that of two samples of the data.
   */
  public double jensenShannon(PlaneHistogram other) {
    double sum = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double p = counts[bin] / (double) total;
      double q = other.counts[bin] / (double) other.total;
      double m = (p + q) / 2;
      sum += p == 0 ? 0 : p / 2 * StrictMath.log(p / m);
      sum += q == 0 ? 0 : q / 2 * StrictMath.log(q / m);
    }
    return Math.clamp(sum, 0, StrictMath.log(2));
  }
}
