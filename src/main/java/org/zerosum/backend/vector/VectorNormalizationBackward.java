package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorReduction.BLOCK;
import static org.zerosum.backend.vector.VectorReduction.SUMS;
import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

/**
 * Gradients of batch normalisation, docs/arithmetic.md, section 6, in two passes: both sums, then dx. Both gate the arriving gradient
 * where they read it.
 *
 * @param outGradient behind the rectifier
 * @param out the rectified result; without a rectifier anything of the same size
 */
record VectorNormalizationBackward(HostStorage dx, HostStorage gammaGradient, HostStorage betaGradient, HostStorage outGradient,
    HostStorage out, Rectifier rectifier, HostStorage x, HostStorage mean, HostStorage inverse, HostStorage gamma, Broadcast channels) {
  /** Terms of each sum that are computed at a time: both stay in the first-level cache. */
  private static final int STAGE = 2_048;

  void run(WorkerPool pool, Scratch shared, Scratch[] own) {
    sums(pool, shared, own);
    pool.ranges(channels.outer() * channels.middle(), 1 + VectorElementwise.GRAIN / channels.inner(), (from, to, worker) -> {
      for (int row = from; row < to; row++) {
        apply(row);
      }
    });
  }

  private void sums(WorkerPool pool, Scratch shared, Scratch[] own) {
    int count = channels.outer() * channels.inner();
    int blocks = (count - 1) / BLOCK + 1;
    int pieces = channels.middle() * blocks;
    float[] partials = shared.floats(Floats.PARTIALS, 2L * pieces);
    pool.ranges(pieces, 1 + VectorElementwise.GRAIN / Math.min(count, BLOCK), (from, to, worker) -> {
      for (int piece = from; piece < to; piece++) {
        int first = piece % blocks * BLOCK;
        block(partials, 2 * piece, piece / blocks, first, Math.min(BLOCK, count - first), own[worker]);
      }
    });
    pool.run(1, (index, worker) -> finish(partials, blocks));
  }

  private void finish(float[] partials, int blocks) {
    for (int c = 0; c < channels.middle(); c++) {
      float beta = partials[2 * c * blocks];
      float product = partials[2 * c * blocks + 1];
      for (int piece = c * blocks + 1; piece < (c + 1) * blocks; piece++) {
        beta += partials[2 * piece];
        product += partials[2 * piece + 1];
      }
      betaGradient.array()[betaGradient.offset() + c] = beta;
      gammaGradient.array()[gammaGradient.offset() + c] = product;
    }
  }

  /** partials[at] = the block's sum of the gated gradient, partials[at + 1] = that of its products with x̂. */
  private void block(float[] partials, int at, int c, int first, int count, Scratch scratch) {
    float[] sums = scratch.floats(Floats.LANES, SUMS);
    float[] productSums = scratch.floats(Floats.SECOND, SUMS);
    float[] stage = scratch.floats(Floats.STAGE, 2 * STAGE);
    Arrays.fill(sums, 0, SUMS, 0);
    Arrays.fill(productSums, 0, SUMS, 0);
    for (int e = 0, n; e < count; e += n) {
      n = Math.min(STAGE, count - e);
      terms(stage, c, first + e, n);
      // No sum is ever −0, so that adding these zeros changes nothing.
      int end = (n + SUMS - 1) / SUMS * SUMS;
      Arrays.fill(stage, n, end, 0);
      Arrays.fill(stage, STAGE + n, STAGE + end, 0);
      VectorReduction.addStrips(sums, stage, 0, end);
      VectorReduction.addStrips(productSums, stage, STAGE, end);
    }
    partials[at] = VectorReduction.tree(sums, 0);
    partials[at + 1] = VectorReduction.tree(productSums, 0);
  }

  private void terms(float[] stage, int c, int first, int count) {
    int inner = channels.inner();
    int step = channels.middle() * inner;
    int at = first / inner * step + c * inner;
    int i = first % inner;
    if (i == 0 && count % inner == 0 && inner % LANES == 0) {
      // Short runs, as of small images: one loop instead of a call for each.
      images(stage, outGradient.array(), outGradient.offset() + at, out.array(), out.offset() + at, x.array(), x.offset() + at, step,
          count / inner, inner, at(mean, c), at(inverse, c), rectifier.slope(), VectorRectifier.kept(rectifier));
      return;
    }
    for (int e = 0, run; e < count; e += run) {
      run = Math.min(count - e, inner - i);
      run(stage, e, outGradient.array(), outGradient.offset() + at + i, out.array(), out.offset() + at + i, x.array(),
          x.offset() + at + i, run, at(mean, c), at(inverse, c), rectifier);
      at += step;
      i = 0;
    }
  }

  private static void images(float[] stage, float[] dy, int i, float[] result, int j, float[] x, int k, int step, int images, int inner,
      float mean, float inverse, float slope, int kept) {
    for (int o = 0; o < images; o++) {
      for (int e = 0; e < inner; e += LANES) {
        int at = o * step + e;
        FloatVector g = VectorRectifier.gate(FloatVector.fromArray(SPECIES, dy, i + at), FloatVector.fromArray(SPECIES, result, j + at),
            slope, kept);
        FloatVector normalized = FloatVector.fromArray(SPECIES, x, k + at).sub(mean).mul(inverse);
        g.intoArray(stage, o * inner + e);
        g.mul(normalized).intoArray(stage, STAGE + o * inner + e);
      }
    }
  }

  private static void run(float[] stage, int at, float[] dy, int i, float[] result, int j, float[] x, int k, int count, float mean,
      float inverse, Rectifier rectifier) {
    float slope = rectifier.slope();
    int kept = VectorRectifier.kept(rectifier);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector g = VectorRectifier.gate(FloatVector.fromArray(SPECIES, dy, i + e), FloatVector.fromArray(SPECIES, result, j + e),
          slope, kept);
      FloatVector normalized = FloatVector.fromArray(SPECIES, x, k + e).sub(mean).mul(inverse);
      g.intoArray(stage, at + e);
      g.mul(normalized).intoArray(stage, STAGE + at + e);
    }
    for (; e < count; e++) {
      float g = rectifier.gate(dy[i + e], result[j + e]);
      stage[at + e] = g;
      stage[STAGE + at + e] = g * ((x[k + e] - mean) * inverse);
    }
  }

  private static float at(HostStorage values, int c) {
    return values.array()[values.offset() + c];
  }

  /** One row: a sample's elements of a channel. */
  private void apply(int row) {
    int c = row % channels.middle();
    int at = row * channels.inner();
    int m = channels.outer() * channels.inner();
    apply(dx.array(), dx.offset() + at, outGradient.array(), outGradient.offset() + at, out.array(), out.offset() + at, x.array(),
        x.offset() + at, channels.inner(), at(mean, c), at(inverse, c), at(betaGradient, c) / m, at(gammaGradient, c) / m,
        at(gamma, c) * at(inverse, c), rectifier);
  }

  private static void apply(float[] dx, int o, float[] dy, int i, float[] result, int j, float[] x, int k, int count, float mean,
      float inverse, float meanDy, float meanDyXhat, float factor, Rectifier rectifier) {
    float slope = rectifier.slope();
    int kept = VectorRectifier.kept(rectifier);
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector g = VectorRectifier.gate(FloatVector.fromArray(SPECIES, dy, i + e), FloatVector.fromArray(SPECIES, result, j + e),
          slope, kept);
      FloatVector correction = FloatVector.fromArray(SPECIES, x, k + e).sub(mean).mul(inverse).mul(meanDyXhat);
      g.sub(meanDy).sub(correction).mul(factor).intoArray(dx, o + e);
    }
    for (; e < count; e++) {
      float g = rectifier.gate(dy[i + e], result[j + e]);
      dx[o + e] = (g - meanDy - (x[k + e] - mean) * inverse * meanDyXhat) * factor;
    }
  }
}
