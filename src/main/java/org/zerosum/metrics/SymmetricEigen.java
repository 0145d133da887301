package org.zerosum.metrics;

import java.util.Arrays;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix in double: A = Σ λ_i v_i v_iᵀ.
 *
 * <p>Householder reflections bring A to tridiagonal form, A = Q T Qᵀ; implicit QR steps with Wilkinson's shift make T
 * diagonal. All inner loops run along rows. Errors of the eigenvalues are some ulps of the largest, so that a zero may come out as
 * ±1e-16 of it. The matrix is scaled by its largest element first, so neither overflow nor underflow matters.
 *
 * <p>Source: Golub and Van Loan, "Matrix Computations", 4th edition, sections 8.3.1 to 8.3.5.
 */
final class SymmetricEigen {
  private static final double EPSILON = 0x1p-52;
  /** Beside elements of size 1 an off-diagonal element this small is nothing. */
  private static final double NOTHING = 0x1p-100;
  private static final int MOST_STEPS = 60;

  private final int n;
  private final double[] a;
  private final double[] diagonal;
  private final double[] beside;
  /** Row i is the i-th eigenvector in the end; null if only eigenvalues are wanted. */
  private double[] vectors;

  private SymmetricEigen(double[] matrix, int n, boolean withVectors) {
    this.n = n;
    this.a = matrix.clone();
    this.diagonal = new double[n];
    this.beside = new double[n];
    double scale = 0;
    for (double element : a) {
      scale = Math.max(scale, Math.abs(element));
    }
    if (scale == 0 || n == 0) {
      vectors = withVectors ? identity(n) : null;
      return;
    }
    for (int i = 0; i < a.length; i++) {
      a[i] /= scale;
    }
    double[] factors = reduce();
    vectors = withVectors ? accumulate(factors) : null;
    diagonalize();
    for (int i = 0; i < n; i++) {
      diagonal[i] *= scale;
    }
  }

  /**
   * Eigenvalues and eigenvectors.
   *
   * @param matrix [n, n] row-major, symmetric and finite; not changed
   */
  static SymmetricEigen of(double[] matrix, int n) {
    return new SymmetricEigen(matrix, n, true);
  }

  /**
   * The eigenvalues alone, ascending.
   *
   * @param matrix [n, n] row-major, symmetric and finite; not changed
   */
  static double[] values(double[] matrix, int n) {
    double[] values = new SymmetricEigen(matrix, n, false).diagonal;
    Arrays.sort(values);
    return values;
  }

  /** The eigenvalues, in no particular order. */
  double[] values() {
    return diagonal;
  }

  /** [n, n]: row i is a unit eigenvector of {@code values()[i]}; rows are orthogonal. */
  double[] vectors() {
    return vectors;
  }

  private static double[] identity(int n) {
    double[] unit = new double[n * n];
    for (int i = 0; i < n; i++) {
      unit[i * n + i] = 1;
    }
    return unit;
  }

  /**
   * Reflections I − τ_k v_k v_kᵀ from both sides, k = 0 … n − 3, each zeroing what is right of row k's first off-diagonal
   * element. v_k, which is 0 up to place k, takes the place of row k.
   *
   * @return τ
   */
  private double[] reduce() {
    double[] factors = new double[n];
    double[] w = new double[n];
    for (int k = 0; k < n - 2; k++) {
      int row = k * n;
      diagonal[k] = a[row + k];
      double rest = 0;
      for (int j = k + 2; j < n; j++) {
        rest += a[row + j] * a[row + j];
      }
      double first = a[row + k + 1];
      if (rest == 0) {
        beside[k] = first;
        continue;
      }
      // The sign that adds rather than cancels.
      double target = first > 0 ? -Math.sqrt(first * first + rest) : Math.sqrt(first * first + rest);
      beside[k] = target;
      double head = first - target;
      a[row + k + 1] = head;
      factors[k] = 2 / (head * head + rest);
      reflectBothSides(k, factors[k], w);
    }
    if (n > 1) {
      diagonal[n - 2] = a[(n - 2) * n + n - 2];
      beside[n - 2] = a[(n - 2) * n + n - 1];
    }
    diagonal[n - 1] = a[n * n - 1];
    return factors;
  }

  /** A ← A − v wᵀ − w vᵀ behind row k, with p = τ A v and w = p − (τ/2)(pᵀv) v. */
  private void reflectBothSides(int k, double factor, double[] w) {
    int v = k * n;
    Arrays.fill(w, k + 1, n, 0);
    for (int i = k + 1; i < n; i++) {
      addScaled(w, 0, factor * a[v + i], a, i * n, k + 1);
    }
    double projection = 0;
    for (int i = k + 1; i < n; i++) {
      projection += w[i] * a[v + i];
    }
    addScaled(w, 0, -0.5 * factor * projection, a, v, k + 1);
    for (int i = k + 1; i < n; i++) {
      double vi = a[v + i];
      double wi = w[i];
      int row = i * n;
      for (int j = k + 1; j < n; j++) {
        a[row + j] -= vi * w[j] + wi * a[v + j];
      }
    }
  }

  /** target[to + j] += factor · source[from + j] for {@code begin} ≤ j < n. */
  private void addScaled(double[] target, int to, double factor, double[] source, int from, int begin) {
    for (int j = begin; j < n; j++) {
      target[to + j] += factor * source[from + j];
    }
  }

  /** Qᵀ of the reflections' product Q = H_0 H_1 …, built from the last, whose block is smallest. */
  private double[] accumulate(double[] factors) {
    double[] q = identity(n);
    double[] u = new double[n];
    for (int k = n - 3; k >= 0; k--) {
      if (factors[k] == 0) {
        continue;
      }
      int v = k * n;
      Arrays.fill(u, 0);
      for (int i = k + 1; i < n; i++) {
        addScaled(u, 0, factors[k] * a[v + i], q, i * n, k + 1);
      }
      for (int i = k + 1; i < n; i++) {
        addScaled(q, i * n, -a[v + i], u, 0, k + 1);
      }
    }
    double[] transposed = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        transposed[j * n + i] = q[i * n + j];
      }
    }
    return transposed;
  }

  private void diagonalize() {
    int high = n - 1;
    int steps = 0;
    while (high > 0) {
      int low = high;
      while (low > 0 && !isNegligible(low - 1)) {
        low--;
      }
      if (low == high) {
        high--;
        steps = 0;
        continue;
      }
      if (++steps > MOST_STEPS) {
        throw new IllegalStateException("eigenvalues: no convergence after " + MOST_STEPS + " steps; the matrix holds NaN or infinity");
      }
      step(low, high);
    }
  }

  private boolean isNegligible(int k) {
    double size = Math.abs(beside[k]);
    return size <= EPSILON * (Math.abs(diagonal[k]) + Math.abs(diagonal[k + 1])) || size <= NOTHING;
  }

  /** The eigenvalue of the last 2 × 2 block that is nearer to its last element. */
  private double shift(int high) {
    double e = beside[high - 1];
    double half = (diagonal[high - 1] - diagonal[high]) / 2;
    double root = Math.sqrt(half * half + e * e);
    double denominator = half < 0 ? half - root : half + root;
    return denominator == 0 ? diagonal[high] : diagonal[high] - e / denominator * e;
  }

  /** One implicit QR step on rows low … high: a rotation makes a bulge, the others chase it out. */
  private void step(int low, int high) {
    double x = diagonal[low] - shift(high);
    double z = beside[low];
    for (int k = low; k < high; k++) {
      double r = Math.sqrt(x * x + z * z);
      double c = r == 0 ? 1 : x / r;
      double s = r == 0 ? 0 : z / r;
      if (k > low) {
        beside[k - 1] = r;
      }
      double upper = diagonal[k];
      double lower = diagonal[k + 1];
      double e = beside[k];
      diagonal[k] = c * c * upper + 2 * c * s * e + s * s * lower;
      diagonal[k + 1] = s * s * upper - 2 * c * s * e + c * c * lower;
      beside[k] = c * s * (lower - upper) + (c - s) * (c + s) * e;
      if (k < high - 1) {
        x = beside[k];
        z = s * beside[k + 1];
        beside[k + 1] *= c;
      }
      if (vectors != null) {
        rotateRows(k, c, s);
      }
    }
  }

  private void rotateRows(int k, double c, double s) {
    double[] v = vectors;
    int upper = k * n;
    int lower = upper + n;
    for (int j = 0; j < n; j++) {
      double p = v[upper + j];
      double q = v[lower + j];
      v[upper + j] = c * p + s * q;
      v[lower + j] = c * q - s * p;
    }
  }
}
