package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

/**
 * Gradients of batch normalisation; docs/arithmetic.md, section 6. Where there are channels enough for all threads, a task does all of
 * a channel, which stays in the cache meanwhile.
 *
 * @param dx holds the gated gradient, where there is a rectifier, until it is overwritten
 * @param outGradient behind the rectifier
 * @param out the rectified result; null without a rectifier
 */
record VectorNormalizationBackward(HostStorage dx, HostStorage gammaGradient, HostStorage betaGradient, HostStorage outGradient,
    HostStorage out, Rectifier rectifier, HostStorage x, HostStorage mean, HostStorage inverse, HostStorage gamma, Broadcast channels) {
  /** Channels of each thread from which on a task does whole ones. */
  private static final int CHANNELS = 4;

  void run(WorkerPool pool, VectorReduction reduction, Scratch[] own) {
    if (channels.inner() >= LANES && channels.middle() >= CHANNELS * pool.threads()) {
      pool.ranges(channels.middle(), 1 + VectorElementwise.GRAIN / (channels.outer() * channels.inner()), (from, to, worker) -> {
        for (int c = from; c < to; c++) {
          wholeChannel(c, own[worker]);
        }
      });
      return;
    }
    pool.ranges(dx.count(), VectorElementwise.GRAIN, (from, to, worker) -> gate(from, to - from));
    reduction.sum(betaGradient, beta(), channels);
    reduction.sum(gammaGradient, gammaTerms(), channels);
    pool.ranges(channels.outer() * channels.middle(), 1 + VectorElementwise.GRAIN / channels.inner(), (from, to, worker) -> {
      for (int row = from; row < to; row++) {
        apply(row);
      }
    });
  }

  private void wholeChannel(int c, Scratch scratch) {
    int rows = channels.outer() * channels.middle();
    for (int row = c; row < rows; row += channels.middle()) {
      gate(row * channels.inner(), channels.inner());
    }
    betaGradient.array()[betaGradient.offset() + c] = VectorReduction.one(beta(), channels, c, scratch);
    gammaGradient.array()[gammaGradient.offset() + c] = VectorReduction.one(gammaTerms(), channels, c, scratch);
    for (int row = c; row < rows; row += channels.middle()) {
      apply(row);
    }
  }

  private Summand beta() {
    return Summand.value(dy());
  }

  private Summand gammaTerms() {
    return new Summand(Summand.Kind.GRADIENT, x, dy(), mean, inverse);
  }

  /** The gradient before the rectifier. */
  private HostStorage dy() {
    return rectifier.isNone() ? outGradient : dx;
  }

  private void gate(int from, int count) {
    if (!rectifier.isNone()) {
      VectorRectifier.gate(rectifier, dx.array(), dx.offset() + from, outGradient.array(), outGradient.offset() + from, out.array(),
          out.offset() + from, count);
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
    backward(dx.array(), dx.offset() + at, dy().array(), dy().offset() + at, x.array(), x.offset() + at, channels.inner(), at(mean, c),
        at(inverse, c), at(betaGradient, c) / m, at(gammaGradient, c) / m, at(gamma, c) * at(inverse, c));
  }

  private static void backward(float[] dx, int o, float[] dy, int i, float[] x, int j, int count, float mean,
      float inverse, float meanDy, float meanDyXhat, float factor) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector correction = FloatVector.fromArray(SPECIES, x, j + e).sub(mean).mul(inverse).mul(meanDyXhat);
      FloatVector.fromArray(SPECIES, dy, i + e).sub(meanDy).sub(correction).mul(factor).intoArray(dx, o + e);
    }
    for (; e < count; e++) {
      dx[o + e] = (dy[i + e] - meanDy - (x[j + e] - mean) * inverse * meanDyXhat) * factor;
    }
  }
}
