package org.zerosum.metrics;

/**
 * All squared Euclidean distances between two sets, block by block and never all at once.
 *
 * <p>d(x, y) = Σ_k (x_k − y_k)², float32, in groups of four features, each group summed as ((a + b) + (c + d)). The inner loop runs
 * over samples of the second set, side by side in memory, so the compiler makes vector code of it without changing an order.
 */
final class Distances {
  /** Samples of the second set at once: 128 features of them stay in a second-level cache. */
  private static final int BLOCK = 1_024;

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
    int d = first.dimension();
    float[] x = first.values();
    float[] squares = new float[BLOCK];
    float[] y = new float[BLOCK * d];
    for (int from = 0; from < second.count(); from += BLOCK) {
      int count = Math.min(BLOCK, second.count() - from);
      gather(second, from, count, y);
      for (int i = 0; i < first.count(); i++) {
        squares(x, i * d, d, y, squares, count);
        visitor.visit(i, from, squares, count);
      }
    }
  }

  /** y[k][j] = feature k of sample from + j. */
  private static void gather(Features set, int from, int count, float[] y) {
    int d = set.dimension();
    for (int j = 0; j < count; j++) {
      for (int k = 0; k < d; k++) {
        y[k * BLOCK + j] = set.values()[(from + j) * d + k];
      }
    }
  }

  private static void squares(float[] x, int at, int d, float[] y, float[] squares, int count) {
    java.util.Arrays.fill(squares, 0, count, 0);
    int k = 0;
    for (; k + 4 <= d; k += 4) {
      addFour(x[at + k], x[at + k + 1], x[at + k + 2], x[at + k + 3], y, k * BLOCK, squares, count);
    }
    for (; k < d; k++) {
      float a = x[at + k];
      for (int j = 0; j < count; j++) {
        float p = a - y[k * BLOCK + j];
        squares[j] += p * p;
      }
    }
  }

  private static void addFour(float a, float b, float c, float e, float[] y, int row, float[] squares, int count) {
    for (int j = 0; j < count; j++) {
      float p = a - y[row + j];
      float q = b - y[row + BLOCK + j];
      float r = c - y[row + 2 * BLOCK + j];
      float s = e - y[row + 3 * BLOCK + j];
      squares[j] += p * p + q * q + (r * r + s * s);
    }
  }
}
