package org.zerosum.io;

import java.util.ArrayList;
import java.util.List;

/**
 * A measurement over the steps of a run, thinned while it is read: at most {@value #MOST_COLUMNS} columns of equally
 * many steps each, of which the least, the greatest and the mean value are kept. When the columns are full, pairs are
 * merged and twice as many steps go into each, so memory does not grow with the run, and short runs are kept exactly.
 */
final class Curve {
  static final int MOST_COLUMNS = 720;
  /** A hole of this many usual distances is a gap: values measured now and then are joined, missing ones are not. */
  private static final double GAP = 4;

  /**
   * What lies in one column.
   *
   * @param x mean of the steps, which for columns of a single step is that step
   * @param gap whether the line to the next column is interrupted
   */
  record Column(double x, double low, double high, double mean, boolean gap) {}

  private final double[] sumX = new double[MOST_COLUMNS];
  private final double[] low = new double[MOST_COLUMNS];
  private final double[] high = new double[MOST_COLUMNS];
  private final double[] sum = new double[MOST_COLUMNS];
  private final long[] count = new long[MOST_COLUMNS];
  private final boolean[] broken = new boolean[MOST_COLUMNS];
  private long first = -1;
  private long last;
  private long width = 1;

  /** Adds a value; one that is not finite interrupts the line. Steps come in rising order. */
  void add(long x, double y) {
    if (first < 0) {
      first = x;
    }
    last = Math.max(last, x);
    while ((x - first) / width >= MOST_COLUMNS) {
      merge();
    }
    int column = (int) Math.max(0, (x - first) / width);
    if (!Double.isFinite(y)) {
      broken[column] = true;
      return;
    }
    low[column] = count[column] == 0 ? y : Math.min(low[column], y);
    high[column] = count[column] == 0 ? y : Math.max(high[column], y);
    sum[column] += y;
    sumX[column] += x;
    count[column]++;
  }

  private void merge() {
    for (int i = 0; i < MOST_COLUMNS; i++) {
      int a = 2 * i;
      int b = a + 1;
      boolean inside = b < MOST_COLUMNS;
      long countA = inside ? count[a] : 0;
      long countB = inside ? count[b] : 0;
      low[i] = countA == 0 ? inside ? low[b] : 0 : countB == 0 ? low[a] : Math.min(low[a], low[b]);
      high[i] = countA == 0 ? inside ? high[b] : 0 : countB == 0 ? high[a] : Math.max(high[a], high[b]);
      sum[i] = inside ? sum[a] + sum[b] : 0;
      sumX[i] = inside ? sumX[a] + sumX[b] : 0;
      broken[i] = inside && (broken[a] || broken[b]);
      count[i] = countA + countB;
    }
    width *= 2;
  }

  /** Whether there is no finite value. */
  boolean isEmpty() {
    return columns().isEmpty();
  }

  /** The greatest step, finite value or not. */
  long lastX() {
    return last;
  }

  /** The columns with values, from left to right. */
  List<Column> columns() {
    double reach = GAP * usualDistance();
    List<Column> columns = new ArrayList<>();
    int previous = -1;
    for (int i = 0; i < MOST_COLUMNS; i++) {
      if (previous >= 0 && (broken[i] || count[i] > 0 && i - previous > reach)) {
        columns.add(column(previous, true));
        previous = -1;
      }
      if (count[i] > 0) {
        if (previous >= 0) {
          columns.add(column(previous, false));
        }
        previous = i;
      }
    }
    if (previous >= 0) {
      columns.add(column(previous, true));
    }
    return columns;
  }

  private Column column(int i, boolean gap) {
    return new Column(sumX[i] / count[i], low[i], high[i], sum[i] / count[i], gap || broken[i]);
  }

  /** The median distance between neighbouring columns that have values. */
  private double usualDistance() {
    List<Integer> distances = new ArrayList<>();
    int previous = -1;
    for (int i = 0; i < MOST_COLUMNS; i++) {
      if (count[i] > 0) {
        if (previous >= 0) {
          distances.add(i - previous);
        }
        previous = i;
      }
    }
    distances.sort(null);
    return distances.isEmpty() ? 1 : distances.get(distances.size() / 2);
  }
}
