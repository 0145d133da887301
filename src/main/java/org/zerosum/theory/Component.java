package org.zerosum.theory;

import java.util.SplittableRandom;

/** One part of a {@link Mixture}: a probability density on the line or in the plane that factorises over the axes. */
public sealed interface Component {
  /** 1 or 2. */
  int dimension();

  /** ln of the density at the point x[at … at + dimension), −∞ where it is 0. */
  double logDensity(double[] x, int at);

  /** Where it begins on an axis: below lies at most 10⁻²³ of its mass. */
  double low(int axis);

  /** Where it ends on an axis: above lies at most 10⁻²³ of its mass. */
  double high(int axis);

  /** Panels of this width integrate it well, together with logarithms of it. */
  double panel();

  /** Draws a point into out[at … at + dimension). The same random stream gives the same numbers on every machine. */
  void sample(SplittableRandom random, double[] out, int at);

  /**
   * An isotropic normal distribution: density (2πσ²)^(−d/2) · exp(−‖x − centre‖² / 2σ²).
   *
   * @param centre of 1 or 2 coordinates
   * @param deviation σ of each coordinate, above 0
   */
  record Normal(double[] centre, double deviation) implements Component {
    private static final double REACH = 10;

    public Normal {
      requirePoint("a normal distribution's centre", centre);
      if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a normal distribution's standard deviation is " + deviation + " but must be above 0");
      }
      centre = centre.clone();
    }

    @Override
    public int dimension() {
      return centre.length;
    }

    @Override
    public double logDensity(double[] x, int at) {
      double square = 0;
      for (int axis = 0; axis < centre.length; axis++) {
        double distance = (x[at + axis] - centre[axis]) / deviation;
        square += distance * distance;
      }
      return -0.5 * square - centre.length * (Math.log(deviation) + 0.5 * Math.log(2 * Math.PI));
    }

    @Override
    public double low(int axis) {
      return centre[axis] - REACH * deviation;
    }

    @Override
    public double high(int axis) {
      return centre[axis] + REACH * deviation;
    }

    @Override
    public double panel() {
      return 2.5 * deviation;
    }

    /** Box and Muller (Ann. Math. Statist. 29, 1958) on StrictMath. */
    @Override
    public void sample(SplittableRandom random, double[] out, int at) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      double angle = 2 * StrictMath.PI * random.nextDouble();
      for (int axis = 0; axis < centre.length; axis++) {
        out[at + axis] = centre[axis] + deviation * radius * (axis == 0 ? StrictMath.cos(angle) : StrictMath.sin(angle));
      }
    }
  }

  /**
   * The uniform distribution on an interval or rectangle: density 1 / volume within, ends included, 0 elsewhere.
   *
   * @param lows the lower ends, one per axis
   * @param highs the upper ends, above the lower
   */
  record Uniform(double[] lows, double[] highs) implements Component {
    public Uniform {
      requirePoint("a uniform distribution's lower end", lows);
      requirePoint("a uniform distribution's upper end", highs);
      for (int axis = 0; axis < lows.length; axis++) {
        if (lows.length != highs.length || !(lows[axis] < highs[axis])) {
          throw new IllegalArgumentException("a uniform distribution reaches from " + lows[axis] + " to " + highs[axis]
              + " but its upper end must lie above its lower");
        }
      }
      lows = lows.clone();
      highs = highs.clone();
    }

    @Override
    public int dimension() {
      return lows.length;
    }

    @Override
    public double logDensity(double[] x, int at) {
      double volume = 1;
      for (int axis = 0; axis < lows.length; axis++) {
        if (!(x[at + axis] >= lows[axis] && x[at + axis] <= highs[axis])) {
          return Double.NEGATIVE_INFINITY;
        }
        volume *= highs[axis] - lows[axis];
      }
      return -Math.log(volume);
    }

    @Override
    public double low(int axis) {
      return lows[axis];
    }

    @Override
    public double high(int axis) {
      return highs[axis];
    }

    @Override
    public double panel() {
      double widest = 0;
      for (int axis = 0; axis < lows.length; axis++) {
        widest = Math.max(widest, highs[axis] - lows[axis]);
      }
      return widest / 4;
    }

    @Override
    public void sample(SplittableRandom random, double[] out, int at) {
      for (int axis = 0; axis < lows.length; axis++) {
        out[at + axis] = lows[axis] + (highs[axis] - lows[axis]) * random.nextDouble();
      }
    }
  }

  private static void requirePoint(String name, double[] point) {
    if (point.length < 1 || point.length > 2) {
      throw new IllegalArgumentException(name + " has " + point.length + " coordinates but must have 1 or 2");
    }
    for (double coordinate : point) {
      if (!Double.isFinite(coordinate)) {
        throw new IllegalArgumentException(name + " has the coordinate " + coordinate + " but all must be finite");
      }
    }
  }
}
