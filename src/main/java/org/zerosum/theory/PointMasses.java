package org.zerosum.theory;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A discrete distribution: finitely many points with their probabilities.
 *
 * @param points of 1 or 2 coordinates, all different
 * @param weights their probabilities, above 0, of sum 1
 */
public record PointMasses(List<double[]> points, double[] weights) implements Distribution {
  public PointMasses {
    points = points.stream().map(double[]::clone).toList();
    weights = Distribution.normalised(weights, points.size());
    for (int i = 0; i < points.size(); i++) {
      double[] point = points.get(i);
      if (point.length != points.getFirst().length || point.length < 1 || point.length > 2) {
        throw new IllegalArgumentException("points must have 1 coordinate each or 2 each");
      }
      for (int j = 0; j < i; j++) {
        if (Arrays.equals(point, points.get(j))) {
          throw new IllegalArgumentException("the point " + Arrays.toString(point) + " occurs twice; add its probabilities");
        }
      }
    }
  }

  @Override
  public int dimension() {
    return points.getFirst().length;
  }

  @Override
  public double logDensity(double[] x, int at) {
    int dimension = dimension();
    for (int i = 0; i < weights.length; i++) {
      if (Arrays.equals(points.get(i), 0, dimension, x, at, at + dimension)) {
        return Math.log(weights[i]);
      }
    }
    return Double.NEGATIVE_INFINITY;
  }

  @Override
  public void sample(SplittableRandom random, double[] out, int at) {
    double[] point = points.get(Distribution.pick(random, weights));
    System.arraycopy(point, 0, out, at, point.length);
  }
}
