package org.zerosum.backend.opencl;

import java.util.List;
import org.zerosum.cl.ClRange;

/**
 * How a contraction is cut on a GPU: which tiles, and whether a work-group adds up all chunks of 512 summands or each
 * chunk is a layer whose sums are added in order afterwards. It decides about time, never about bits.
 *
 * @param tiles the tiles
 * @param shape what is cut
 * @param layers 1, or the chunks where each is a layer of its own
 */
record GpuLaunch(GpuTiles tiles, Shape shape, int layers) {
  /** Sums of chunks take at most this many elements; beyond it a work-group adds its chunks up by itself. */
  private static final long MAX_PARTS = 32L << 20;

  // What things cost, in fma of a compute unit; estimates by arithmetic (contraction_gpu.clh), which never were timed.
  /** Work-items of a compute unit that hide half of the latencies. */
  private static final int HIDING_ITEMS = 64;
  /** Work-items that a compute unit has registers for, about. */
  private static final int RESIDENT_ITEMS = 512;
  /** Loading an element, whose product is used once for every row or column of the tile: its address, mostly. */
  private static final double GATHER_COST = 16;
  private static final double LOAD_COST = 4;
  /** Writing a chunk's sum and reading it again: 8 bytes, of 15 in a cycle of 128 fma. */
  private static final double PART_COST = 64;
  /** One launch more, some microseconds. */
  private static final double LAUNCH_COST = 1 << 19;

  /**
   * A contraction's extents.
   *
   * @param rows M
   * @param columns N
   * @param depth K, summands
   * @param problems how many of them there are in one launch: classes or points
   */
  record Shape(int rows, long columns, long depth, int problems) {
    /** Chunks of the summation; 1 where there is nothing to sum. */
    int chunks() {
      return Math.max(1, ContractionTiles.ceil(depth, ContractionTiles.CHUNK));
    }

    /** All results. */
    long results() {
      return rows * columns * problems;
    }
  }

  /** Who adds chunks that were made apart. */
  enum Adding {
    /** Nobody: chunks are not made apart. */
    NONE,
    /** A kernel that is launched for it. */
    EXTRA_LAUNCH,
    /** A kernel that is launched anyway. */
    NEXT_LAUNCH
  }

  /**
   * The cut whose last compute unit is done first. Large tiles load less; small ones, and chunks apart, give work to
   * all units.
   *
   * @param choice tiles to choose from, at least one
   */
  static GpuLaunch of(List<GpuTiles> choice, Shape shape, Adding adding, int computeUnits) {
    boolean divisible = adding != Adding.NONE && shape.chunks() > 1 && shape.chunks() * shape.results() <= MAX_PARTS;
    GpuLaunch best = null;
    double bestCost = Double.POSITIVE_INFINITY;
    for (GpuTiles tiles : choice) {
      for (int layers = 1; layers <= (divisible ? shape.chunks() : 1); layers += Math.max(1, shape.chunks() - 1)) {
        GpuLaunch launch = new GpuLaunch(tiles, shape, layers);
        double cost = launch.cost(adding, computeUnits);
        if (cost < bestCost) {
          best = launch;
          bestCost = cost;
        }
      }
    }
    return best;
  }

  private double cost(Adding adding, int computeUnits) {
    long groups = tiles.groups(shape.rows(), shape.columns()) * shape.problems() * layers;
    long perUnit = (groups + computeUnits - 1) / computeUnits;
    double items = Math.min(RESIDENT_ITEMS, perUnit * tiles.workGroup());
    double waiting = (items + HIDING_ITEMS) / items;
    double perProduct = 1 + 1.0 / tiles.workM() + 1.0 / tiles.workN() + GATHER_COST / tiles.tileM()
        + LOAD_COST / tiles.tileN();
    long depth = layers > 1 ? ContractionTiles.CHUNK : shape.depth();
    double products = (double) perUnit * tiles.tileM() * tiles.tileN() * depth * perProduct * waiting;
    double parts = layers > 1 ? PART_COST * layers * shape.results() / computeUnits : 0;
    return products + parts + (layers > 1 && adding == Adding.EXTRA_LAUNCH ? LAUNCH_COST : 0);
  }

  /** Whether chunks are added by another kernel. */
  boolean split() {
    return layers > 1;
  }

  /** Elements that the launch writes. */
  long parts() {
    return layers * shape.results();
  }

  ClRange range() {
    return tiles.rangeFor(shape.rows(), shape.columns(), shape.problems() * layers);
  }
}
