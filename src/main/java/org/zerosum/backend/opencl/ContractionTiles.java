package org.zerosum.backend.opencl;

import org.zerosum.cl.ClRange;

/**
 * The tile sizes of the contraction cores ({@code contraction_cpu.clh}, {@code contraction_gpu.clh}) and the launch
 * sizes that follow from them. The kernels are built with the same numbers as macros.
 *
 * @param taskColumns CPU: columns of a task, {@code TASK_N}
 * @param maxRowTiles CPU: row tiles of a task at most, {@code MAX_ROW_TILES}
 * @param tileM GPU: rows of a work-group
 * @param tileN GPU: columns of a work-group
 * @param tileK GPU: summands in local memory at a time
 * @param workM GPU: rows of a work-item
 * @param workN GPU: columns of a work-item
 */
record ContractionTiles(int taskColumns, int maxRowTiles, int tileM, int tileN, int tileK, int workM, int workN) {
  /** Rows of a packed panel; fixed by the register tile. */
  static final int PANEL = 12;
  /** Summands of a chunk; part of the arithmetic. */
  static final int CHUNK = 512;
  /** Summands or elements that one work-item of a packing kernel moves per row. */
  static final int PACK_DEPTH = 256;

  /** What packing a task's columns costs, in row tiles. */
  private static final int PACKING_COST = 1;

  static ContractionTiles standard() {
    return new ContractionTiles(64, 24, 64, 64, 16, 4, 4);
  }

  /** As compiler options. */
  String macros() {
    return "-DTASK_N=" + taskColumns + " -DMAX_ROW_TILES=" + maxRowTiles + " -DTILE_M=" + tileM + " -DTILE_N=" + tileN
        + " -DTILE_K=" + tileK + " -DWORK_M=" + workM + " -DWORK_N=" + workN;
  }

  static int panels(int rows) {
    return ceil(rows, PANEL);
  }

  static int ceil(long count, int size) {
    return (int) ((count + size - 1) / size);
  }

  int workGroup() {
    return tileM / workM * (tileN / workN);
  }

  /**
   * Work-groups of a launch without regard to how many row tiles a CPU's task has: CPU tasks at their largest, or GPU
   * tiles.
   */
  long fewestTasks(int rows, long columns, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU ? (long) ceil(columns, taskColumns) * ceil(panels(rows), maxRowTiles)
        : (long) ceil(columns, tileN) * ceil(rows, tileM);
  }

  /**
   * How many row tiles a CPU's task has. A task packs its columns once for all of them, which costs about as much as one
   * row tile: many tiles save packing, few keep all compute units busy. The best number is that whose longest unit is
   * done first.
   */
  int rowTiles(int rows, long columns, int layers, int computeUnits) {
    int panels = panels(rows);
    long others = (long) ceil(columns, taskColumns) * layers;
    int best = 1;
    long bestCost = Long.MAX_VALUE;
    for (int parts = ceil(panels, maxRowTiles); parts <= panels; parts++) {
      int rowTiles = ceil(panels, parts);
      long tasksPerUnit = (others * ceil(panels, rowTiles) + computeUnits - 1) / computeUnits;
      long cost = tasksPerUnit * (PACKING_COST + rowTiles);
      if (cost < bestCost) {
        best = rowTiles;
        bestCost = cost;
      }
    }
    return best;
  }

  /** A contraction's launch over rows, columns and layers (classes or chunks). */
  ClRange rangeFor(int rows, long columns, int layers, int rowTiles, DeviceClass deviceClass) {
    if (deviceClass == DeviceClass.CPU) {
      return ClRange.of(ceil(columns, taskColumns), ceil(panels(rows), rowTiles), layers).withLocal(1, 1, 1);
    }
    return ClRange.of((long) ceil(columns, tileN) * workGroup(), ceil(rows, tileM), layers)
        .withLocal(workGroup(), 1, 1);
  }

  /** A packing kernel's launch: work-groups of one work-item. */
  static ClRange packRangeFor(int pieces, int rows, int layers) {
    return ClRange.of(pieces, panels(rows), layers).withLocal(1, 1, 1);
  }

  /** A padding kernel's launch: a work-group of one work-item per image and channel. */
  static ClRange padRangeFor(long planes) {
    return ClRange.of(planes).withLocal(1);
  }

  /** Elements of a matrix packed in panels. */
  static long packedCount(int rows, long depth) {
    return (long) panels(rows) * PANEL * depth;
  }
}
