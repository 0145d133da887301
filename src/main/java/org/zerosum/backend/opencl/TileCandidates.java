package org.zerosum.backend.opencl;

import java.util.List;
import java.util.stream.Stream;

/** Tiles that a search tries. */
@FunctionalInterface
interface TileCandidates {
  /** For a tiled unit, the usual tiles first, each as the numbers that differ from them ({@link Tiles#with}). */
  List<String> of(KernelUnit unit);

  /**
   * The candidates of a class of devices. They differ in what decides how fast a contraction is: how often operands are loaded
   * again (a tile's sides), whether they stay in the nearest memory (its depth), and how many tasks there are to share.
   *
   * @param few for a quick search
   */
  static TileCandidates of(DeviceClass deviceClass, boolean few) {
    return unit -> {
      if (deviceClass == DeviceClass.GPU) {
        return few ? GPU.subList(0, 4) : GPU;
      }
      List<String> all = switch (unit) {
        case CONV2D_WINOGRAD, CONV_TRANSPOSE2D_WINOGRAD -> CPU_WINOGRAD;
        case CONV2D_BACKWARD_WEIGHT_WINOGRAD -> CPU_WINOGRAD_GRADIENT;
        default -> CPU;
      };
      return few ? all.subList(0, 3) : all;
    };
  }

  /** Columns of a task are multiples of the register tile's 32; more row tiles pack the columns less often. */
  List<String> CPU = List.of("", "taskColumns=32", "taskColumns=128", "maxRowTiles=8", "maxRowTiles=48", "taskColumns=32 maxRowTiles=8",
      "taskColumns=128 maxRowTiles=8", "taskColumns=96", "taskColumns=256 maxRowTiles=8");

  /** Tiles of a task and out-channels whose sums it holds, within the nearest cache. */
  List<String> CPU_WINOGRAD = List.of("", "taskTiles=16", "taskTiles=16 groupPanels=1", "groupPanels=1", "taskTiles=64 groupPanels=1",
      "taskTiles=24", "taskTiles=48", "taskTiles=16 groupPanels=4");

  /** Tiles transformed at a time, and out-channels that share a transform. */
  List<String> CPU_WINOGRAD_GRADIENT = List.of("", "gradientTiles=32", "gradientRows=64", "gradientTiles=32 gradientRows=64",
      "gradientTiles=128 gradientRows=64", "gradientTiles=16", "gradientRows=96", "gradientTiles=32 gradientRows=256");

  /** One shape for all launches of a unit in place of the choice among the usual ones; those that a device cannot run are left out later. */
  List<String> GPU = Stream.concat(Stream.of(""),
      GpuTiles.candidates(Long.MAX_VALUE, Long.MAX_VALUE).stream().map(tiles -> "gpu=" + tiles)).toList();
}
