package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;

/**
 * A matrix times a vector: a dot product per row, summed by lanes; docs/arithmetic.md, section 2.2. A task is some rows, two of
 * them at a time, which share what is loaded of the vector.
 */
final class MatmulVector {
  /** Partial sums of a row; part of the arithmetic. */
  private static final int SUMS = VectorReduction.SUMS;
  /** Elements of a block; part of the arithmetic. */
  private static final int BLOCK = VectorReduction.BLOCK;

  private final WorkerPool pool;
  private final Scratch[] own;

  /**
   * @param own scratch per worker
   */
  MatmulVector(WorkerPool pool, Scratch[] own) {
    this.pool = pool;
    this.own = own;
  }

  /** out[i] = Σ over e of a[i][e] · b[e] + bias[0], for i below m and e below k; bias may be null. */
  void matmul(HostStorage out, HostStorage a, HostStorage b, HostStorage bias, int m, int k) {
    pool.ranges(m, 2 * (1 + VectorElementwise.GRAIN / Math.min(k, BLOCK)), (from, to, worker) -> {
      float[] sums = own[worker].floats(Floats.LANES, 2 * SUMS);
      for (int i = from; i < to; i += 2) {
        // The last of an odd number of rows is its own neighbour.
        int next = Math.min(i + 1, to - 1);
        rows(out, i, next, a, b, k, sums);
      }
      for (int i = from; bias != null && i < to; i++) {
        out.array()[out.offset() + i] += bias.array()[bias.offset()];
      }
    });
  }

  /** out[i] and out[next], without bias. */
  private static void rows(HostStorage out, int i, int next, HostStorage a, HostStorage b, int k, float[] sums) {
    float s = 0;
    float t = 0;
    for (int first = 0, count; first < k; first += count) {
      count = Math.min(BLOCK, k - first);
      products(sums, a.array(), a.offset() + i * k + first, a.offset() + next * k + first, b.array(), b.offset() + first, count);
      float sum = VectorReduction.tree(sums, 0);
      float nextSum = VectorReduction.tree(sums, SUMS);
      s = first == 0 ? sum : s + sum;
      t = first == 0 ? nextSum : t + nextSum;
    }
    out.array()[out.offset() + i] = s;
    out.array()[out.offset() + next] = t;
  }

  /** The sums of a block of two rows, four vectors of each at a time. */
  private static void products(float[] sums, float[] a, int at, int next, float[] b, int bAt, int count) {
    int whole = count / SUMS * SUMS;
    for (int l = 0; l < SUMS; l += 4 * LANES) {
      FloatVector sum0 = FloatVector.zero(SPECIES);
      FloatVector sum1 = sum0;
      FloatVector sum2 = sum0;
      FloatVector sum3 = sum0;
      FloatVector next0 = sum0;
      FloatVector next1 = sum0;
      FloatVector next2 = sum0;
      FloatVector next3 = sum0;
      for (int e = l; e < whole; e += SUMS) {
        FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + e);
        FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + e + LANES);
        FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + e + 2 * LANES);
        FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + e + 3 * LANES);
        sum0 = FloatVector.fromArray(SPECIES, a, at + e).fma(b0, sum0);
        sum1 = FloatVector.fromArray(SPECIES, a, at + e + LANES).fma(b1, sum1);
        sum2 = FloatVector.fromArray(SPECIES, a, at + e + 2 * LANES).fma(b2, sum2);
        sum3 = FloatVector.fromArray(SPECIES, a, at + e + 3 * LANES).fma(b3, sum3);
        next0 = FloatVector.fromArray(SPECIES, a, next + e).fma(b0, next0);
        next1 = FloatVector.fromArray(SPECIES, a, next + e + LANES).fma(b1, next1);
        next2 = FloatVector.fromArray(SPECIES, a, next + e + 2 * LANES).fma(b2, next2);
        next3 = FloatVector.fromArray(SPECIES, a, next + e + 3 * LANES).fma(b3, next3);
      }
      sum0.intoArray(sums, l);
      sum1.intoArray(sums, l + LANES);
      sum2.intoArray(sums, l + 2 * LANES);
      sum3.intoArray(sums, l + 3 * LANES);
      next0.intoArray(sums, SUMS + l);
      next1.intoArray(sums, SUMS + l + LANES);
      next2.intoArray(sums, SUMS + l + 2 * LANES);
      next3.intoArray(sums, SUMS + l + 3 * LANES);
    }
    // A sum may be −0, to which a product of zeros must not be added: what is missing is left out.
    for (int e = whole; e < count; e++) {
      sums[e - whole] = Math.fma(a[at + e], b[bAt + e], sums[e - whole]);
      sums[SUMS + e - whole] = Math.fma(a[next + e], b[bAt + e], sums[SUMS + e - whole]);
    }
  }
}
