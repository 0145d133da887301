package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;

/**
 * The transformed filters of a 4 × 4, stride 2 contraction as panels of B for {@link Tile6x2}: [group][point][panel][depth][2 ·
 * LANES], zero for out-channels beyond the last.
 *
 * @param groups 1 with depth 4C, index (ρ, σ, c); or 4, one per (ρ, σ), with depth C
 */
record WinogradFilters(float[] data, int groups, int panels, int depth) {
  private static final int TAPS = 16;

  /** The first panel of a group's point. */
  int at(int group, int point) {
    return (group * WinogradTransforms.POINTS + point) * step();
  }

  private int step() {
    return WinogradTransforms.step(panels * depth * Tile6x2.COLUMNS);
  }

  /**
   * Transforms a weight.
   *
   * @param weight [K, C, 4, 4], or [C, K, 4, 4] if transposed, whose taps are then taken in descending order
   */
  static WinogradFilters of(WorkerPool pool, Scratch scratch, Scratch[] own, HostStorage weight, int k, int c, boolean transposed) {
    int panels = (k + Tile6x2.COLUMNS - 1) / Tile6x2.COLUMNS;
    int groups = transposed ? 4 : 1;
    int depth = transposed ? c : 4 * c;
    long size = (long) panels * depth * Tile6x2.COLUMNS + WinogradTransforms.step(0);
    float[] data = scratch.floats(Floats.PANELS_A, groups * WinogradTransforms.POINTS * size);
    WinogradFilters filters = new WinogradFilters(data, groups, panels, depth);
    int filterStep = transposed ? TAPS : c * TAPS;
    int channelStep = transposed ? k * TAPS : TAPS;
    int[] filterRows = scratch.ints(Ints.ROWS_A, 0, LANES);
    int[] tapRows = scratch.ints(Ints.ROWS_OUT, 0, TAPS);
    for (int i = 0; i < LANES; i++) {
      filterRows[i] = i * filterStep;
    }
    for (int i = 0; i < TAPS; i++) {
      tapRows[i] = i * LANES;
    }
    int blocks = panels * 2;
    pool.ranges(blocks * c, 16, (from, to, worker) -> {
      float[] squares = own[worker].floats(Floats.TILE, Transposition.SQUARES);
      float[] taps = own[worker].floats(Floats.LANES, TAPS * LANES);
      for (int i = from; i < to; i++) {
        int first = i / c * LANES;
        int channel = i % c;
        int count = Math.clamp(k - first, 0, LANES);
        if (count < LANES) {
          Arrays.fill(taps, 0, TAPS * LANES, 0);
        }
        Transposition.run(weight.array(), weight.offset() + first * filterStep + channel * channelStep, filterRows, 0, count, taps, 0,
            tapRows, 0, TAPS, squares);
        filters.put(taps, first, channel, c, transposed);
      }
    });
    return filters;
  }

  private void put(float[] taps, int first, int channel, int c, boolean transposed) {
    int step = step();
    int panel = first / Tile6x2.COLUMNS * depth * Tile6x2.COLUMNS + first % Tile6x2.COLUMNS;
    for (int residue = 0; residue < 4; residue++) {
      int at = (residue / 2 * 4 + residue % 2) * LANES;
      if (transposed) {
        WinogradTransforms.filter(taps, at + 10 * LANES, -8 * LANES, -2 * LANES, data, at(residue, 0) + panel + channel * Tile6x2.COLUMNS,
            step);
      } else {
        WinogradTransforms.filter(taps, at, 8 * LANES, 2 * LANES, data, panel + (residue * c + channel) * Tile6x2.COLUMNS, step);
      }
    }
  }
}
