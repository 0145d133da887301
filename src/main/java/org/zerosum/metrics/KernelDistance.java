package org.zerosum.metrics;

/**
 * The squared maximum mean discrepancy with the kernel k(x, y) = (xᵀy/d + 1)³, estimated without bias.
 *
 * <p>For m samples of each set: (1/(m(m − 1))) Σ_{i≠j} k(x_i, x_j) + (1/(m(m − 1))) Σ_{i≠j} k(y_i, y_j) − (2/m²) Σ_{i,j} k(x_i, y_j).
 * It is computed on disjoint subsets of m samples, taken in order, and averaged; being independent of each other, they also give
 * the standard error, s/√subsets with s² divided by subsets − 1. Values a little below 0 are ordinary for equal distributions.
 *
 * <p>On Inception features this is the Kernel Inception Distance (Bińkowski et al., arXiv:1801.01401, section 4), where subsets
 * are drawn anew each time and may overlap: the same expectation, but their spread then says nothing about the data's.
 *
 * @param value the mean over subsets
 * @param standardError of the mean; NaN for a single subset
 * @param subsets how many there were
 * @param subsetSize m
 */
public record KernelDistance(double value, double standardError, int subsets, int subsetSize) {
  /** m of the paper's experiments. */
  public static final int SUBSET_SIZE = 1_000;

  /**
   * With subsets of {@link #SUBSET_SIZE}; of sets with fewer than two such, with two halves.
   *
   * @throws IllegalArgumentException if a set has fewer than 4 samples or the dimensions differ
   */
  public static KernelDistance of(Features a, Features b) {
    int least = Math.min(a.count(), b.count());
    return of(a, b, Math.clamp(least / 2, 2, SUBSET_SIZE));
  }

  /**
   * With as many disjoint subsets as the smaller set has room for. Samples must be in random order.
   *
   * @param subsetSize m, at least 2
   * @throws IllegalArgumentException if a set does not fill one subset or the dimensions differ
   */
  public static KernelDistance of(Features a, Features b, int subsetSize) {
    Features.requireSameDimension("kernel distance", a, b);
    if (subsetSize < 2) {
      throw new IllegalArgumentException("kernel distance: a subset needs at least 2 samples, not " + subsetSize);
    }
    Features.requireSamples("kernel distance", a, subsetSize);
    Features.requireSamples("kernel distance", b, subsetSize);
    int subsets = Math.min(a.count(), b.count()) / subsetSize;
    double[] estimates = new double[subsets];
    double mean = 0;
    for (int s = 0; s < subsets; s++) {
      Features x = a.part(s * subsetSize, (s + 1) * subsetSize);
      Features y = b.part(s * subsetSize, (s + 1) * subsetSize);
      double pairs = (double) subsetSize * (subsetSize - 1);
      double all = (double) subsetSize * subsetSize;
      estimates[s] = kernelSum(x, x, true) / pairs + kernelSum(y, y, true) / pairs - 2 * kernelSum(x, y, false) / all;
      mean += estimates[s] / subsets;
    }
    double squares = 0;
    for (double estimate : estimates) {
      squares += (estimate - mean) * (estimate - mean);
    }
    double error = subsets < 2 ? Double.NaN : Math.sqrt(squares / (subsets - 1) / subsets);
    return new KernelDistance(mean, error, subsets, subsetSize);
  }

  /** Σ k(x_i, y_j), without i = j if asked. */
  private static double kernelSum(Features x, Features y, boolean withoutEqual) {
    int m = x.count();
    int d = x.dimension();
    float[] columns = y.transposed();
    double[] products = new double[m];
    double sum = 0;
    for (int i = 0; i < m; i++) {
      java.util.Arrays.fill(products, 0);
      for (int k = 0; k < d; k++) {
        double factor = x.values()[i * d + k];
        int column = k * m;
        for (int j = 0; j < m; j++) {
          products[j] += factor * columns[column + j];
        }
      }
      double row = 0;
      for (int j = 0; j < m; j++) {
        double base = products[j] / d + 1;
        row += withoutEqual && i == j ? 0 : base * base * base;
      }
      sum += row;
    }
    return sum;
  }
}
