package org.zerosum.backend.opencl;

import java.util.List;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClRange;

/**
 * The tile sizes of the contraction cores ({@code contraction_cpu.clh}, {@code contraction_gpu.clh}) and the launch
 * sizes that follow from them. The kernels are built with the same numbers as macros.
 *
 * @param taskColumns CPU: columns of a task, {@code TASK_N}
 * @param maxRowTiles CPU: row tiles of a task at most, {@code MAX_ROW_TILES}
 * @param gpu GPU: the tiles that {@link GpuLaunch} chooses from, at least one
 */
record ContractionTiles(int taskColumns, int maxRowTiles, List<GpuTiles> gpu) {
  /** Rows of a packed panel; fixed by the register tile. */
  static final int PANEL = 12;
  /** Summands of a chunk; part of the arithmetic. */
  static final int CHUNK = 512;
  /** Summands or elements that one work-item of a packing kernel moves per row. */
  static final int PACK_DEPTH = 256;

  /** What packing a task's columns costs, in row tiles. */
  private static final int PACKING_COST = 1;

  ContractionTiles {
    gpu = List.copyOf(gpu);
    if (gpu.isEmpty()) {
      throw new IllegalArgumentException("There must be GPU tiles to choose from.");
    }
  }

  static ContractionTiles standard() {
    return new ContractionTiles(64, 24, GpuTiles.standard());
  }

  /** What a device begins with. */
  static ContractionTiles of(ClDevice device) {
    return standard().withGpu(
        GpuTiles.of(device.maxWorkGroupSize(), device.localMemoryBytes(), device.hostUnifiedMemory()));
  }

  /** The same with other GPU tiles to choose from. */
  ContractionTiles withGpu(List<GpuTiles> tiles) {
    return new ContractionTiles(taskColumns, maxRowTiles, tiles);
  }

  /** CPU: as compiler options. */
  String macros() {
    return "-DTASK_N=" + taskColumns + " -DMAX_ROW_TILES=" + maxRowTiles;
  }

  static int panels(int rows) {
    return ceil(rows, PANEL);
  }

  static int ceil(long count, int size) {
    return (int) ((count + size - 1) / size);
  }

  /** CPU: tasks of a launch at their largest. */
  long fewestTasks(int rows, long columns) {
    return (long) ceil(columns, taskColumns) * ceil(panels(rows), maxRowTiles);
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

  /** CPU: a contraction's launch over rows, columns and layers (classes or chunks). */
  ClRange rangeFor(int rows, long columns, int layers, int rowTiles) {
    return ClRange.of(ceil(columns, taskColumns), ceil(panels(rows), rowTiles), layers).withLocal(1, 1, 1);
  }

  /** Work-items that pack a matrix. */
  static long packTasks(int rows, int depth) {
    return (long) ceil(depth, PACK_DEPTH) * panels(rows);
  }

  /** The launch of a kernel whose work-items each have a task of their own. */
  static ClRange tasksRangeFor(long tasks) {
    return ClRange.of(tasks).withLocal(1);
  }

  /** Elements of a matrix packed in panels. */
  static long packedCount(int rows, long depth) {
    return (long) panels(rows) * PANEL * depth;
  }
}
