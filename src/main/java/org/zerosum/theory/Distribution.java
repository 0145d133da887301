package org.zerosum.theory;

import java.util.SplittableRandom;

/** A distribution whose density is known, with respect to length, to area or, if it is discrete, to counting. */
public sealed interface Distribution permits Mixture, PointMasses {
  /** Coordinates of a point, 1 or 2. */
  int dimension();

  /** ln of the density (of the probability, if discrete) at the point x[at … at + dimension), −∞ where it is 0. */
  double logDensity(double[] x, int at);

  /** Draws a point into out[at … at + dimension). The same random stream gives the same numbers on every machine. */
  void sample(SplittableRandom random, double[] out, int at);

  /** The density at a point. */
  default double density(double... x) {
    return Math.exp(logDensity(x, 0));
  }

  /** Whether both have a density of the same kind and dimension, so that they can be compared. */
  default boolean isComparableWith(Distribution other) {
    return dimension() == other.dimension() && getClass() == other.getClass();
  }

  /** Fills an array with points in float32, [N, dimension]. */
  default void fill(SplittableRandom random, float[] out) {
    double[] point = new double[dimension()];
    for (int i = 0; i < out.length; i += point.length) {
      sample(random, point, 0);
      for (int axis = 0; axis < point.length; axis++) {
        out[i + axis] = (float) point[axis];
      }
    }
  }

  /** Weights that are positive and sum to 1 within rounding, divided by their sum; shared check of both kinds. */
  static double[] normalised(double[] weights, int count) {
    if (weights.length != count || count == 0) {
      throw new IllegalArgumentException("a distribution of " + count + " parts has " + weights.length + " weights; give each part one");
    }
    double sum = 0;
    for (double weight : weights) {
      if (!(weight > 0)) {
        throw new IllegalArgumentException("a weight is " + weight + " but must be above 0");
      }
      sum += weight;
    }
    if (!(Math.abs(sum - 1) < 1e-6)) {
      throw new IllegalArgumentException("the weights sum to " + sum + " but must sum to 1");
    }
    double[] result = weights.clone();
    for (int i = 0; i < count; i++) {
      result[i] /= sum;
    }
    return result;
  }

  /** An index drawn with these weights. */
  static int pick(SplittableRandom random, double[] weights) {
    double left = random.nextDouble();
    int i = 0;
    while (i < weights.length - 1 && left >= weights[i]) {
      left -= weights[i];
      i++;
    }
    return i;
  }
}
