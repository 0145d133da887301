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
 * Gradients of a rectifier and of the bias in front of it in one pass, in the order in which they lie in memory. Sums by
 * docs/arithmetic.md, section 3.
 *
 * <p>A channel is a row of runs, each a whole image or 256 elements of one, so that a run's elements belong to neighbouring partial sums.
 * A task is a block of some neighbouring channels. Where a run is an image, theirs lie side by side, and so do their partial sums: [runs
 * until the same sums come again][channels][run]; elsewhere these are [channels][run].
 */
record VectorRectifierBackward(HostStorage dx, HostStorage biasGradient, HostStorage outGradient, HostStorage out, Rectifier rectifier,
    Broadcast channels) {
  /**
   * Channels of a task at most: their partial sums stay in the second-level cache. Few channels would have smaller sums, but a task would
   * jump through memory in short pieces, which no prefetcher follows.
   */
  private static final int MOST_CHANNELS = 64;

  /** Whether one pass pays: runs are whole vectors, and there are blocks enough for all threads. */
  static boolean isOnePass(Broadcast channels, int threads) {
    int inner = channels.inner();
    return inner >= LANES && (SUMS % inner == 0 || inner % SUMS == 0) && (long) channels.middle() * blocks(channels) >= threads;
  }

  private static int blocks(Broadcast channels) {
    return (channels.outer() * channels.inner() - 1) / BLOCK + 1;
  }

  void run(WorkerPool pool, Scratch shared, Scratch[] own) {
    int blocks = blocks(channels);
    int middle = channels.middle();
    int together = Math.clamp((long) middle * blocks / pool.threads(), 1, MOST_CHANNELS);
    int groups = (middle - 1) / together + 1;
    float[] partials = shared.floats(Floats.PARTIALS, (long) middle * blocks);
    int each = together * Math.min(BLOCK, channels.outer() * channels.inner());
    pool.ranges(groups * blocks, 1 + VectorElementwise.GRAIN / each, (from, to, worker) -> {
      for (int piece = from; piece < to; piece++) {
        int c = piece / blocks * together;
        block(partials, blocks, c, Math.min(together, middle - c), piece % blocks, own[worker]);
      }
    });
    pool.run(1, (index, worker) -> VectorReduction.addBlocks(biasGradient, partials, middle, blocks));
  }

  /** Gates a block of {@code count} channels from c on, and puts the sums where they belong. */
  private void block(float[] partials, int blocks, int c, int count, int block, Scratch scratch) {
    int run = Math.min(channels.inner(), SUMS);
    float[] sums = scratch.floats(Floats.LANES, count * SUMS);
    Arrays.fill(sums, 0, count * SUMS, 0);
    int parts = channels.inner() / run;
    int first = block * (BLOCK / run);
    int end = Math.min(channels.outer() * parts, first + BLOCK / run);
    for (int o = first / parts; o * parts < end; o++) {
      image(sums, o, c, count, Math.max(first - o * parts, 0), Math.min(end - o * parts, parts), run);
    }
    for (int rows = SUMS / run / 2; rows > 0; rows /= 2) {
      addRows(sums, rows * count * run);
    }
    for (int i = 0; i < count; i++) {
      partials[(c + i) * blocks + block] = VectorReduction.tree(sums, i * run, run);
    }
  }

  /** Gates the runs {@code from ≤ r < to} of some channels of a sample. */
  private void image(float[] sums, int o, int c, int count, int from, int to, int run) {
    int inner = channels.inner();
    boolean whole = run == inner;
    int row = whole ? count * run : run;
    int kept = VectorRectifier.kept(rectifier);
    for (int i = 0; i < (whole ? 1 : count); i++) {
      for (int r = from; r < to; r++) {
        int at = (o * channels.middle() + c + i) * inner + r * run;
        gate(sums, whole ? o % (SUMS / run) * row : i * SUMS, dx.array(), dx.offset() + at, outGradient.array(),
            outGradient.offset() + at, out.array(), out.offset() + at, row, rectifier.slope(), kept);
      }
    }
  }

  private static void gate(float[] sums, int at, float[] dx, int o, float[] dy, int i, float[] result, int j, int count, float slope,
      int kept) {
    for (int e = 0; e < count; e += LANES) {
      FloatVector g = VectorRectifier.gate(FloatVector.fromArray(SPECIES, dy, i + e), FloatVector.fromArray(SPECIES, result, j + e),
          slope, kept);
      g.intoArray(dx, o + e);
      FloatVector.fromArray(SPECIES, sums, at + e).add(g).intoArray(sums, at + e);
    }
  }

  /** sums[e] += sums[e + count]. */
  private static void addRows(float[] sums, int count) {
    for (int e = 0; e < count; e += LANES) {
      FloatVector.fromArray(SPECIES, sums, e).add(FloatVector.fromArray(SPECIES, sums, e + count)).intoArray(sums, e);
    }
  }
}
