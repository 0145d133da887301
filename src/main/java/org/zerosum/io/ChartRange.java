package org.zerosum.io;

import java.util.Arrays;
import java.util.List;

/**
 * What a value axis shows.
 *
 * @param low finite, and positive if logarithmic
 * @param high greater than {@code low}
 */
record ChartRange(double low, double high, boolean logarithmic) {
  /** Beyond so many times the spread of nearly all values, the rest is cut off: one outlier would flatten the curve. */
  private static final double MOST_SPREADS = 4;

  /**
   * A range that shows the curves and the included values with some air; of a linear axis the values of few columns may be
   * cut off where they lie far from all others.
   */
  static ChartRange of(List<Curve> curves, double[] included, boolean logarithmic) {
    double[] values = curves.stream().flatMap(curve -> curve.columns().stream())
        .flatMapToDouble(column -> Arrays.stream(new double[] {column.low(), column.mean(), column.high()}))
        .filter(value -> !logarithmic || value > 0).sorted().toArray();
    if (values.length == 0) {
      return logarithmic ? new ChartRange(0.1, 10, true) : new ChartRange(0, 1, false);
    }
    return logarithmic ? logarithmic(values[0], values[values.length - 1]) : linear(values, included);
  }

  private static ChartRange logarithmic(double low, double high) {
    double air = Math.max(1.2, Math.pow(high / low, 0.04));
    double most = Double.isFinite(high * air) ? high * air : Double.MAX_VALUE;
    return new ChartRange(Math.max(Double.MIN_NORMAL, low / (Double.isFinite(air) ? air : 1)), most, true);
  }

  private static ChartRange linear(double[] values, double[] included) {
    double low = values[0];
    double high = values[values.length - 1];
    double usualLow = values[(int) (values.length * 0.02)];
    double usualHigh = values[(int) Math.ceil(values.length * 0.98) - 1];
    double spread = usualHigh - usualLow;
    if (spread > 0 && high / MOST_SPREADS - low / MOST_SPREADS > spread) {
      low = Math.max(low, usualLow - 0.3 * spread);
      high = Math.min(high, usualHigh + 0.3 * spread);
    }
    for (double value : included) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    double air = high > low ? 0.04 * high - 0.04 * low : Math.max(1e-9, 0.1 * Math.abs(high));
    double floor = low >= 0 && low - air < 0 ? 0 : low - air;
    return new ChartRange(Math.max(-Double.MAX_VALUE, floor), Math.min(Double.MAX_VALUE, high + air), false);
  }

  /** Whether some of these values are cut off. */
  boolean cuts(List<Curve> curves) {
    return curves.stream().flatMap(curve -> curve.columns().stream())
        .anyMatch(column -> column.high() > high || column.low() < low && !logarithmic);
  }

  double[] ticks() {
    return logarithmic ? Ticks.logarithmic(low, high, 7) : Ticks.linear(low, high, 5);
  }

  /** Where a value lies, 0 at the lower end to 1 at the upper; outside it is held at the end; NaN if there is no place. */
  double share(double value) {
    if (logarithmic && value <= 0) {
      return Double.NaN;
    }
    double share = logarithmic ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : (value / 2 - low / 2) / (high / 2 - low / 2);
    return Math.clamp(share, 0, 1);
  }
}
