package org.zerosum.metrics;

import java.util.Arrays;

/**
 * Precision, recall, density and coverage: how far two sets of samples lie within each other's neighbourhoods.
 *
 * <p>B_k(x) is the closed ball about x whose radius is the Euclidean distance to the k-th nearest other sample of x's own set. With N
 * real samples x_i and M generated ones y_j:
 * <ul>
 *   <li>precision: the share of y_j that lie in some B_k(x_i): are samples realistic?
 *   <li>recall: the share of x_i that lie in some B_k(y_j): is the data's variety reached? Both with k = 3 (Kynkäänniemi et al.,
 *       arXiv:1904.06991, section 2);
 *   <li>density: (1/(k M)) Σ_j #{i : y_j in B_k(x_i)}, around 1 for equal distributions and not bounded by it: as precision, but
 *       one far real sample with its large ball no longer decides;
 *   <li>coverage: the share of B_k(x_i) that hold some y_j. Both with k = 5 (Naeem et al., arXiv:2002.09797, section 3).
 * </ul>
 *
 * <p>Squared distances are sums of squared float32 differences, not products of norms, so equal samples have distance 0 exactly.
 *
 * @param precision in [0, 1]
 * @param recall in [0, 1]
 * @param density at least 0
 * @param coverage in [0, 1]
 */
public record Manifolds(double precision, double recall, double density, double coverage) {
  /** k of precision and recall. */
  public static final int PRECISION_RECALL_NEIGHBOURS = 3;
  /** k of density and coverage. */
  public static final int DENSITY_COVERAGE_NEIGHBOURS = 5;

  /**
   * With the papers' numbers of neighbours.
   *
   * @throws IllegalArgumentException if a set has no more than 5 samples or the dimensions differ
   */
  public static Manifolds of(Features real, Features generated) {
    return of(real, generated, PRECISION_RECALL_NEIGHBOURS, DENSITY_COVERAGE_NEIGHBOURS);
  }

  /**
   * With given numbers of neighbours.
   *
   * @param near k of precision and recall, at least 1
   * @param wide k of density and coverage, at least 1
   * @throws IllegalArgumentException if a set has no more samples than neighbours or the dimensions differ
   */
  public static Manifolds of(Features real, Features generated, int near, int wide) {
    Features.requireSameDimension("precision and recall", real, generated);
    Features.requireSamples("precision, recall, density and coverage", real, Math.max(near, wide) + 1);
    Features.requireSamples("precision, recall, density and coverage", generated, near + 1);
    float[][] realRadii = radii(real, near, wide);
    float[] generatedRadii = radii(generated, near)[0];
    return new Crossing(real.count(), generated.count()).count(real, generated, realRadii[0], realRadii[1], generatedRadii, wide);
  }

  /** Squared distances of every sample to its k-th nearest other one, for each k asked for. */
  private static float[][] radii(Features set, int... neighbours) {
    int n = set.count();
    int most = Arrays.stream(neighbours).max().orElseThrow();
    float[] nearest = new float[n * most];
    Arrays.fill(nearest, Float.POSITIVE_INFINITY);
    Distances.between(set, set, (i, from, squares, count) -> {
      float worst = nearest[i * most + most - 1];
      for (int j = 0; j < count; j++) {
        if (squares[j] < worst && from + j != i) {
          insert(nearest, i * most, most, squares[j]);
          worst = nearest[i * most + most - 1];
        }
      }
    });
    float[][] radii = new float[neighbours.length][n];
    for (int r = 0; r < radii.length; r++) {
      for (int i = 0; i < n; i++) {
        radii[r][i] = nearest[i * most + neighbours[r] - 1];
      }
    }
    return radii;
  }

  /** Puts a value into an ascending list whose last entry it replaces. */
  private static void insert(float[] list, int begin, int length, float value) {
    int place = begin + length - 1;
    while (place > begin && list[place - 1] > value) {
      list[place] = list[place - 1];
      place--;
    }
    list[place] = value;
  }

  /** One pass over all pairs of a generated and a real sample. */
  private static final class Crossing {
    private final boolean[] realistic;
    private final boolean[] reached;
    private final boolean[] covered;
    private long held;

    Crossing(int real, int generated) {
      realistic = new boolean[generated];
      reached = new boolean[real];
      covered = new boolean[real];
    }

    Manifolds count(Features real, Features generated, float[] nearRadii, float[] wideRadii, float[] generatedRadii, int wide) {
      Distances.between(generated, real, (j, from, squares, count) -> {
        float radius = generatedRadii[j];
        for (int e = 0; e < count; e++) {
          float square = squares[e];
          int i = from + e;
          realistic[j] |= square <= nearRadii[i];
          reached[i] |= square <= radius;
          if (square <= wideRadii[i]) {
            covered[i] = true;
            held++;
          }
        }
      });
      return new Manifolds(share(realistic), share(reached), held / ((double) wide * generated.count()), share(covered));
    }

    private static double share(boolean[] flags) {
      int set = 0;
      for (boolean flag : flags) {
        set += flag ? 1 : 0;
      }
      return set / (double) flags.length;
    }
  }
}
