package org.zerosum.backend.opencl;

import java.util.List;

/**
 * What a task of a CPU's Winograd kernels ({@code winograd_cpu.clh}) holds in local memory, and the shares of work that
 * follow from it. The kernels are built with the same numbers as macros. GPU devices use {@link ContractionTiles}.
 *
 * @param taskTiles tiles of a task at most, {@code TASK_TILES}; a multiple of 4
 * @param groupPanels panels of out-channels whose sums are held at once, {@code GROUP_PANELS}
 * @param gradientTiles tiles that a weight gradient's task transforms at a time, {@code GRADIENT_TILES}
 * @param gradientRows out-channels of a weight gradient's task at most, {@code GRADIENT_ROWS}; a multiple of 16
 */
record WinogradTiles(int taskTiles, int groupPanels, int gradientTiles, int gradientRows) {
  /** Elements of a transformed tile. */
  static final int POINTS = 9;
  /** Residues of a kernel's rows and columns: 2 × 2 kernels in a 4 × 4 kernel. */
  static final int RESIDUES = 4;
  /** Out-channels of a panel of transformed filters; fixed by the register tile. */
  static final int PANEL = 32;
  /** Channels of a vector: images with their channels last have whole vectors. */
  static final int VECTOR = 16;
  /** In-channels of a weight gradient's task. */
  static final int GRADIENT_COLUMNS = 64;
  /** Work-items of a work-group of the GPU class's transforms. */
  static final int TRANSFORM_GROUP = 64;

  /** Tiles between two candidates for a task; a whole register tile. */
  private static final int TILE_STEP = 8;
  /** Costs in cycles per 16 summands: a tile's data transform, a tile's products with a panel, reading a panel. */
  private static final long TRANSFORM_COST = 60;
  private static final long PRODUCTS_COST = 288;
  private static final long PANEL_COST = 800;
  /** Costs in cycles per tile of a weight gradient: transforming 64 in-channels, products with an out-channel. */
  private static final long COLUMNS_COST = 80;
  private static final long ROW_COST = 37;

  /** What a task is made of: tiles and panels. */
  record Task(int tiles, int panels) {}

  static WinogradTiles standard() {
    return new WinogradTiles(32, 2, 64, 128);
  }

  /** The largest that fit a device's local memory; the smallest where none does. */
  static WinogradTiles of(long localMemoryBytes) {
    List<WinogradTiles> all = List.of(standard(), new WinogradTiles(16, 1, 32, 64), new WinogradTiles(8, 1, 32, 32));
    return all.stream().filter(tiles -> tiles.localBytes() <= localMemoryBytes).findFirst().orElse(all.getLast());
  }

  /** Bytes of local memory of the kernel that takes most, as the kernel files say it. */
  long localBytes() {
    long transposed = (5136L + 800L * groupPanels) * taskTiles + 144;
    long gradient = POINTS * ((long) gradientTiles * (gradientRows + 96) + 64L * gradientRows + 48);
    return Float.BYTES * Math.max(transposed, gradient);
  }

  /** As compiler options. */
  String macros() {
    return "-DTASK_TILES=" + taskTiles + " -DGROUP_PANELS=" + groupPanels + " -DGRADIENT_TILES=" + gradientTiles
        + " -DGRADIENT_ROWS=" + gradientRows;
  }

  static int panels(int outChannels) {
    return ContractionTiles.ceil(outChannels, PANEL);
  }

  static int roundedUp(int count, int size) {
    return ContractionTiles.ceil(count, size) * size;
  }

  /** The task whose longest compute unit is done first: large ones read filters less often, small ones share better. */
  Task task(long tiles, int outChannels, int computeUnits) {
    int panels = panels(outChannels);
    Task best = new Task(taskTiles, panels);
    long bestCost = Long.MAX_VALUE;
    for (int parts = 1; parts <= panels; parts++) {
      int taskPanels = ContractionTiles.ceil(panels, parts);
      for (int size = taskTiles; size > 0; size -= TILE_STEP) {
        long tasks = (long) ContractionTiles.ceil(tiles, size) * ContractionTiles.ceil(panels, taskPanels);
        long cost = (tasks + computeUnits - 1) / computeUnits
            * (size * (TRANSFORM_COST + PRODUCTS_COST * taskPanels) + PANEL_COST * taskPanels);
        if (cost < bestCost) {
          best = new Task(size, taskPanels);
          bestCost = cost;
        }
      }
    }
    return best;
  }

  /** Work-groups of a weight gradient's launch at their largest, one layer. */
  long fewestGradientTasks(int outChannels, int inChannels) {
    return (long) ContractionTiles.ceil(inChannels, GRADIENT_COLUMNS)
        * ContractionTiles.ceil(outChannels, gradientRows);
  }

  /** Tasks that share a weight gradient's residues: without further layers a task makes them all, and transforms them back. */
  static int taskResidues(int layers) {
    return layers > 1 ? RESIDUES : 1;
  }

  /** Out-channels of a weight gradient's task: those whose longest compute unit is done first. */
  int taskRows(int outChannels, int inChannels, int layers, int computeUnits) {
    long others = (long) taskResidues(layers) * ContractionTiles.ceil(inChannels, GRADIENT_COLUMNS) * layers;
    int best = gradientRows;
    long bestCost = Long.MAX_VALUE;
    for (int rows = gradientRows; rows > 0; rows -= VECTOR) {
      long tasks = others * ContractionTiles.ceil(outChannels, rows);
      long cost = (tasks + computeUnits - 1) / computeUnits
          * (COLUMNS_COST + ROW_COST * Math.min(rows, roundedUp(outChannels, VECTOR)));
      if (cost < bestCost) {
        best = rows;
        bestCost = cost;
      }
    }
    return best;
  }
}
