package org.zerosum.metrics;

import java.util.Arrays;

/**
 * All squared Euclidean distances between two sets, block by block and never all at once.
 *
 * <p>d(x, y) = Σ_k (x_k − y_k)², float32, in groups of four features, each group summed as (a + b) + (c + d) and then added. The
 * inner loop runs over samples of the second set, side by side in memory, for two samples of the first: the compiler makes vector
 * code of it without changing an order, but only of arrays, not of offsets into one.
 */
final class Distances {
  /** Samples of the second set at once: 128 features of them stay in a second-level cache. */
  private static final int BLOCK = 256;
  private static final int GROUP = 4;

  /** Gets distances. */
  interface Visitor {
    /**
     * The squared distances of sample i of the first set to samples {@code from … from + count − 1} of the second.
     *
     * @param squares valid during the call
     */
    void visit(int i, int from, float[] squares, int count);
  }

  private Distances() {}

  /** Visits each pair once; for each i the blocks come in ascending order. */
  static void between(Features first, Features second, Visitor visitor) {
    int groups = Math.ceilDiv(first.dimension(), GROUP);
    float[][] y = new float[groups * GROUP][BLOCK];
    float[] x = new float[groups * GROUP];
    float[] other = new float[groups * GROUP];
    float[] squares = new float[BLOCK];
    float[] otherSquares = new float[BLOCK];
    int n = first.count();
    for (int from = 0; from < second.count(); from += BLOCK) {
      int count = Math.min(BLOCK, second.count() - from);
      gather(second, from, count, y);
      for (int i = 0; i < n; i += 2) {
        copy(first, i, x);
        copy(first, Math.min(i + 1, n - 1), other);
        Arrays.fill(squares, 0);
        Arrays.fill(otherSquares, 0);
        for (int k = 0; k < x.length; k += GROUP) {
          addGroup(x, other, y, k, squares, otherSquares);
        }
        visitor.visit(i, from, squares, count);
        if (i + 1 < n) {
          visitor.visit(i + 1, from, otherSquares, count);
        }
      }
    }
  }

  /** A sample's features; behind them x stays 0, as y does. */
  private static void copy(Features set, int i, float[] x) {
    System.arraycopy(set.values(), i * set.dimension(), x, 0, set.dimension());
  }

  /** y[k][j] = feature k of sample from + j. */
  private static void gather(Features set, int from, int count, float[][] y) {
    int d = set.dimension();
    for (int k = 0; k < d; k++) {
      for (int j = 0; j < count; j++) {
        y[k][j] = set.values()[(from + j) * d + k];
      }
    }
  }

  private static void addGroup(float[] x, float[] other, float[][] y, int k, float[] squares, float[] otherSquares) {
    addGroup(x[k], x[k + 1], x[k + 2], x[k + 3], other[k], other[k + 1], other[k + 2], other[k + 3], y[k], y[k + 1], y[k + 2], y[k + 3],
        squares, otherSquares);
  }

  private static void addGroup(float x0, float x1, float x2, float x3, float z0, float z1, float z2, float z3, float[] y0, float[] y1,
      float[] y2, float[] y3, float[] squares, float[] otherSquares) {
    for (int j = 0; j < BLOCK; j++) {
      float a = x0 - y0[j];
      float b = x1 - y1[j];
      float c = x2 - y2[j];
      float d = x3 - y3[j];
      squares[j] += a * a + b * b + (c * c + d * d);
      float e = z0 - y0[j];
      float f = z1 - y1[j];
      float g = z2 - y2[j];
      float h = z3 - y3[j];
      otherSquares[j] += e * e + f * f + (g * g + h * h);
    }
  }
}
