package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

/** Sums; docs/arithmetic.md, rule 3. A task is a block of 65,536 elements; block sums are added in order at the end. */
final class VectorReduction {
  /** Partial sums of a block; part of the arithmetic. */
  static final int SUMS = 256;
  /** Elements of a block; part of the arithmetic. */
  static final int BLOCK = 65_536;
  /** Terms that are computed at a time: they stay in the first-level cache. */
  private static final int STAGE = 4_096;

  /** Vectors whose element l is the argument's element l + 8, l + 4, ..., to halve what fits into a vector. */
  private static final VectorShuffle<Float> BY_8 = by(8);
  private static final VectorShuffle<Float> BY_4 = by(4);
  private static final VectorShuffle<Float> BY_2 = by(2);
  private static final VectorShuffle<Float> BY_1 = by(1);

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  VectorReduction(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  private static VectorShuffle<Float> by(int distance) {
    return VectorShuffle.fromOp(SPECIES, l -> (l + distance) % LANES);
  }

  /** out[m] = Σ over e = o·inner + i of the term of element (o, m, i). */
  void sum(HostStorage out, Summand summand, Broadcast broadcast) {
    if (broadcast.inner() == 1 && broadcast.middle() >= LANES && broadcast.outer() <= BLOCK
        && summand.kind() == Summand.Kind.VALUE) {
      columns(out, summand.x(), broadcast.outer(), broadcast.middle());
      return;
    }
    int count = broadcast.outer() * broadcast.inner();
    int blocks = (count - 1) / BLOCK + 1;
    float[] partials = shared.floats(Floats.PARTIALS, (long) broadcast.middle() * blocks);
    pool.ranges(broadcast.middle() * blocks, 1 + VectorElementwise.GRAIN / Math.min(count, BLOCK),
        (from, to, worker) -> {
      for (int piece = from; piece < to; piece++) {
        int first = piece % blocks * BLOCK;
        partials[piece] = block(summand, broadcast, piece / blocks, first, Math.min(BLOCK, count - first), own[worker]);
      }
    });
    pool.run(1, (index, worker) -> addBlocks(out, partials, broadcast.middle(), blocks));
  }

  /** out[m] = the sum of partials[m][block] over the blocks, in order. */
  static void addBlocks(HostStorage out, float[] partials, int middle, int blocks) {
    for (int m = 0; m < middle; m++) {
      float s = partials[m * blocks];
      for (int block = 1; block < blocks; block++) {
        s += partials[m * blocks + block];
      }
      out.array()[out.offset() + m] = s;
    }
  }

  /** The gradients in front of a rectifier; two passes where one does not pay. */
  void rectifierBackward(HostStorage dx, HostStorage biasGradient, HostStorage outGradient, HostStorage out, Rectifier rectifier,
      Broadcast channels, VectorElementwise elementwise) {
    if (VectorRectifierBackward.isOnePass(channels, pool.threads())) {
      new VectorRectifierBackward(dx, biasGradient, outGradient, out, rectifier, channels).run(pool, shared, own);
    } else {
      elementwise.binary(rectifier.backward(), dx, outGradient, out, new Broadcast(1, dx.count(), 1), rectifier.slope());
      sum(biasGradient, Summand.value(dx), channels);
    }
  }

  private static float block(Summand summand, Broadcast broadcast, int m, int first, int count, Scratch scratch) {
    float[] sums = scratch.floats(Floats.LANES, SUMS);
    float[] stage = scratch.floats(Floats.STAGE, STAGE);
    Arrays.fill(sums, 0, SUMS, 0);
    HostStorage x = summand.x();
    boolean straight = summand.kind() == Summand.Kind.VALUE && broadcast.middle() == 1;
    for (int e = 0, n; e < count; e += n) {
      n = Math.min(STAGE, count - e);
      if (straight && n == STAGE) {
        addStrips(sums, x.array(), x.offset() + first + e, STAGE);
      } else {
        terms(summand, broadcast, m, first + e, n, stage);
        // No sum is ever −0, so that adding these zeros changes nothing.
        int end = (n + SUMS - 1) / SUMS * SUMS;
        Arrays.fill(stage, n, end, 0);
        addStrips(sums, stage, 0, end);
      }
    }
    return tree(sums, 0);
  }

  private static void terms(Summand summand, Broadcast broadcast, int m, int first, int count, float[] stage) {
    int inner = broadcast.inner();
    int o = first / inner;
    int i = first % inner;
    if (i == 0 && count % inner == 0 && inner % LANES == 0) {
      // Short runs, as of small images: one loop instead of a call for each.
      summand.images(stage, (o * broadcast.middle() + m) * inner, broadcast.middle() * inner, count / inner, inner, m);
      return;
    }
    for (int e = 0, run; e < count; e += run) {
      run = Math.min(count - e, inner - i);
      summand.terms(stage, e, (o * broadcast.middle() + m) * inner + i, m, run);
      o++;
      i = 0;
    }
  }

  /** Four vectors of sums at a time, as an addition takes as long as four of them apart. */
  static void addStrips(float[] sums, float[] x, int at, int count) {
    for (int l = 0; l < SUMS; l += 4 * LANES) {
      FloatVector sum0 = FloatVector.fromArray(SPECIES, sums, l);
      FloatVector sum1 = FloatVector.fromArray(SPECIES, sums, l + LANES);
      FloatVector sum2 = FloatVector.fromArray(SPECIES, sums, l + 2 * LANES);
      FloatVector sum3 = FloatVector.fromArray(SPECIES, sums, l + 3 * LANES);
      for (int e = at + l; e < at + count; e += SUMS) {
        sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, e));
        sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, e + LANES));
        sum2 = sum2.add(FloatVector.fromArray(SPECIES, x, e + 2 * LANES));
        sum3 = sum3.add(FloatVector.fromArray(SPECIES, x, e + 3 * LANES));
      }
      sum0.intoArray(sums, l);
      sum1.intoArray(sums, l + LANES);
      sum2.intoArray(sums, l + 2 * LANES);
      sum3.intoArray(sums, l + 3 * LANES);
    }
  }

  /** Halves the 256 sums that begin at {@code at} to one, and overwrites some of them. */
  static float tree(float[] sums, int at) {
    halve(sums, at, 128);
    halve(sums, at, 64);
    halve(sums, at, 32);
    halve(sums, at, 16);
    if (LANES <= 8) {
      halve(sums, at, 8);
    }
    if (LANES <= 4) {
      halve(sums, at, 4);
    }
    return within(FloatVector.fromArray(SPECIES, sums, at));
  }

  /** The same for the last halves, from {@code width} sums on, a power of two of whole vectors. */
  static float tree(float[] sums, int at, int width) {
    for (int w = width / 2; w >= LANES; w /= 2) {
      halve(sums, at, w);
    }
    return within(FloatVector.fromArray(SPECIES, sums, at));
  }

  private static float within(FloatVector sums) {
    FloatVector v = sums;
    if (LANES > 8) {
      v = v.add(v.rearrange(BY_8));
    }
    if (LANES > 4) {
      v = v.add(v.rearrange(BY_4));
    }
    v = v.add(v.rearrange(BY_2));
    return v.add(v.rearrange(BY_1)).lane(0);
  }

  /** sums[l] += sums[l + width] for l below width, a multiple of LANES and constant where this is inlined. */
  private static void halve(float[] sums, int at, int width) {
    for (int l = 0; l < width; l += LANES) {
      FloatVector.fromArray(SPECIES, sums, at + l).add(FloatVector.fromArray(SPECIES, sums, at + l + width)).intoArray(sums, at + l);
    }
  }

  /**
   * Sums of columns of [rows][columns]: as many columns at once as a vector has elements, the rows being the 256
   * partial sums.
   */
  private void columns(HostStorage out, HostStorage x, int rows, int columns) {
    pool.ranges(columns, Math.max(LANES, (1 + VectorElementwise.GRAIN / rows + LANES - 1) / LANES * LANES),
        (from, to, worker) -> {
      float[] sums = own[worker].floats(Floats.LANES, SUMS * LANES);
      int m = from;
      for (; m <= to - LANES; m += LANES) {
        columnVector(out.array(), out.offset() + m, x.array(), x.offset() + m, rows, columns, sums);
      }
      if (m < to) {
        // The last vector overlaps the one before it: the same sums once more.
        columnVector(out.array(), out.offset() + columns - LANES, x.array(), x.offset() + columns - LANES, rows,
            columns, sums);
      }
    });
  }

  private static void columnVector(float[] out, int o, float[] x, int at, int rows, int stride, float[] sums) {
    Arrays.fill(sums, 0, SUMS * LANES, 0);
    for (int row = 0; row < rows; row++) {
      int sum = row % SUMS * LANES;
      FloatVector.fromArray(SPECIES, sums, sum).add(FloatVector.fromArray(SPECIES, x, at + row * stride))
          .intoArray(sums, sum);
    }
    for (int width = SUMS / 2; width >= 1; width /= 2) {
      for (int l = 0; l < width * LANES; l += LANES) {
        FloatVector.fromArray(SPECIES, sums, l).add(FloatVector.fromArray(SPECIES, sums, l + width * LANES))
            .intoArray(sums, l);
      }
    }
    FloatVector.fromArray(SPECIES, sums, 0).intoArray(out, o);
  }
}
