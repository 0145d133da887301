package org.zerosum.metrics;

import java.util.Arrays;

/**
 * How points in the plane fall on the modes of an even mixture of isotropic Gaussians.
 *
 * <p>Each point belongs to the nearest centre, the lowest of equally near ones. It is of high quality if it lies within three
 * standard deviations of it, and a mode is covered if it has such a point (Srivastava et al., arXiv:1705.07761, section 4.1). Of the
 * mixture itself 1 − e^(−9/2) = 98.9 % of the points are of high quality. The reverse divergence is KL(q ‖ p) = Σ q_i ln(q_i / p_i)
 * of the shares q_i of <em>all</em> points and p_i = 1/modes, in nats, from 0 to ln(modes) (Lin et al., arXiv:1712.04086,
 * section 4, there against the shares of real points).
 *
 * @param modes how many the mixture has
 * @param covered modes with at least one point of high quality
 * @param highQuality share of points of high quality, in [0, 1]
 * @param reverseKl KL(q ‖ p) in nats
 */
public record ModeCoverage(int modes, int covered, double highQuality, double reverseKl) {
  /** How many standard deviations from its centre a point is still of high quality. */
  public static final double DEVIATIONS = 3;

  /**
   * Counts points.
   *
   * @param points two features: x and y
   * @param centres x and y of each centre, one behind the other
   * @param deviation standard deviation of each coordinate
   * @throws IllegalArgumentException if the features or the centres are no points of the plane
   */
  public static ModeCoverage of(Features points, double[] centres, double deviation) {
    if (points.dimension() != 2 || centres.length < 2 || centres.length % 2 != 0) {
      throw new IllegalArgumentException("mode coverage: needs points and centres in the plane, not " + points.dimension()
          + " features and " + centres.length + " coordinates");
    }
    int modes = centres.length / 2;
    int[] all = new int[modes];
    int[] near = new int[modes];
    double most = DEVIATIONS * deviation * DEVIATIONS * deviation;
    for (int i = 0; i < points.count(); i++) {
      double x = points.values()[2 * i];
      double y = points.values()[2 * i + 1];
      int nearest = 0;
      for (int mode = 1; mode < modes; mode++) {
        nearest = square(centres, mode, x, y) < square(centres, nearest, x, y) ? mode : nearest;
      }
      all[nearest]++;
      near[nearest] += square(centres, nearest, x, y) <= most ? 1 : 0;
    }
    double divergence = 0;
    for (int count : all) {
      double share = count / (double) points.count();
      divergence += count == 0 ? 0 : share * StrictMath.log(share * modes);
    }
    int covered = (int) Arrays.stream(near).filter(count -> count > 0).count();
    return new ModeCoverage(modes, covered, Arrays.stream(near).sum() / (double) points.count(), Math.max(0, divergence));
  }

  private static double square(double[] centres, int mode, double x, double y) {
    double dx = x - centres[2 * mode];
    double dy = y - centres[2 * mode + 1];
    return dx * dx + dy * dy;
  }
}
