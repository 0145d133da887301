package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.data.GaussianMixture;
import org.zerosum.metrics.Features;
import org.zerosum.metrics.Metric;
import org.zerosum.metrics.ModeCoverage;
import org.zerosum.metrics.PlaneHistogram;

/** What can be measured of points only because the density behind the data is known. */
final class MixtureMetrics {
  private MixtureMetrics() {}

  /** Mode coverage of some points, and their divergence from real ones, beside that of two sets of real ones. */
  static List<Metric> of(GaussianMixture mixture, Features real, Features points) {
    List<Metric> metrics = new ArrayList<>();
    ModeCoverage coverage = ModeCoverage.of(points, centres(mixture), mixture.standardDeviation());
    metrics.add(new Metric("modes_covered", coverage.covered()).with("modes", coverage.modes()));
    metrics.add(new Metric("high_quality", coverage.highQuality()).with("deviations", ModeCoverage.DEVIATIONS));
    metrics.add(new Metric("reverse_kl", coverage.reverseKl()));
    PlaneHistogram histogram = new PlaneHistogram(real);
    metrics.add(divergence("jsd[histogram]", histogram, points));
    metrics.add(divergence("jsd_of_data[histogram]", histogram, first(mixture, points.count())));
    return metrics;
  }

  private static Metric divergence(String name, PlaneHistogram real, Features points) {
    return new Metric(name, real.jensenShannon(new PlaneHistogram(points))).with("bins_per_side", PlaneHistogram.PER_SIDE);
  }

  private static double[] centres(GaussianMixture mixture) {
    double[] centres = new double[2 * mixture.modes()];
    for (int mode = 0; mode < mixture.modes(); mode++) {
      centres[2 * mode] = mixture.centreX(mode);
      centres[2 * mode + 1] = mixture.centreY(mode);
    }
    return centres;
  }

  private static Features first(GaussianMixture mixture, int most) {
    int count = Math.min(most, mixture.size());
    float[] values = new float[2 * count];
    EvaluationData.reader(mixture).read(0, count, values);
    return new Features(values, count, 2);
  }
}
