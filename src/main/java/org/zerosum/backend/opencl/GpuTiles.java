package org.zerosum.backend.opencl;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zerosum.cl.ClRange;

/**
 * One shape of the GPU class's contraction core ({@code contraction_gpu.clh}), whose kernels are built with the same
 * numbers as macros. Every shape gives the same bits. An instance keeps the kernel's own rules; whether a device can
 * run it is asked by {@link #obstacle}.
 *
 * @param tileM rows of a work-group, {@code TILE_M}
 * @param tileN columns of a work-group, {@code TILE_N}
 * @param tileK summands in local memory at a time, {@code TILE_K}: 8, 16 or 32
 * @param workM rows of a work-item, {@code WORK_M}; a multiple of 4
 * @param workN columns of a work-item, {@code WORK_N}; a multiple of 4
 * @param buffers tiles of each operand in local memory, {@code BUFFERS}: 1 or 2
 */
record GpuTiles(int tileM, int tileN, int tileK, int workM, int workN, int buffers) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,4})/(\\d{1,4})x(\\d{1,4})/(\\d)");

  /** Rows, columns and summands of a block, the unit of loads and stores. */
  private static final int BLOCK = 4;

  /** What a device without much local memory begins with; 2 KiB of it. */
  private static final GpuTiles SMALLEST = new GpuTiles(32, 32, 8, 4, 4, 1);

  /**
   * Checks the kernel's rules.
   *
   * @throws IllegalArgumentException if one is broken; the message says which
   */
  GpuTiles {
    String name = text(tileM, tileN, tileK, workM, workN, buffers);
    rule(workM > 0 && workN > 0 && workM % BLOCK == 0 && workN % BLOCK == 0, name,
        "the rows and columns of a work-item must be multiples of 4");
    rule(tileM > 0 && tileN > 0 && tileM % (4 * workM) == 0 && tileN % (4 * workN) == 0, name,
        "the rows and columns of a work-group must be multiples of 4 times those of a work-item");
    rule(tileK == 8 || tileK == 16 || tileK == 32, name, "8, 16 or 32 summands can be held at a time");
    rule(buffers == 1 || buffers == 2, name, "there can be 1 or 2 buffers");
    int group = tileM / workM * (tileN / workN);
    rule(group % tileN == 0 && group % (tileM / BLOCK) == 0 && group % (tileK / BLOCK) == 0, name,
        "its " + group + " work-items must be a multiple of its columns and of a quarter of its rows and summands");
    rule(tileM * tileK % (BLOCK * group) == 0 && tileN * tileK % (BLOCK * group) == 0, name,
        "its " + group + " work-items must divide a quarter of rows times summands, and of columns times summands");
  }

  private static void rule(boolean kept, String name, String rule) {
    if (!kept) {
      throw new IllegalArgumentException("GPU tiles " + name + ": " + rule + ".");
    }
  }

  private static String text(int tileM, int tileN, int tileK, int workM, int workN, int buffers) {
    return tileM + "x" + tileN + "x" + tileK + "/" + workM + "x" + workN + "/" + buffers;
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if it is something else, or breaks the kernel's rules
   */
  static GpuTiles parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("GPU tiles are written MxNxK/WMxWN/BUFFERS, such as "
          + SMALLEST + ", not \"" + text + "\".");
    }
    int[] numbers = new int[6];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(m.group(i + 1));
    }
    return new GpuTiles(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
  }

  /**
   * What a launch chooses from on a device with its own memory: large tiles where there is work for all compute units,
   * small ones where there is not, and a flat one for few rows. By the arithmetic in the kernel's header, not measured.
   */
  static List<GpuTiles> standard() {
    return List.of(new GpuTiles(128, 128, 8, 8, 8, 2), new GpuTiles(64, 64, 8, 8, 8, 2),
        new GpuTiles(64, 64, 16, 4, 4, 2), new GpuTiles(32, 32, 16, 4, 4, 2), new GpuTiles(16, 64, 16, 4, 4, 2));
  }

  /**
   * The same for a device that shares the host's memory: few registers per work-item, so 4 × 4 results of one, and
   * little local memory per thread, so one buffer.
   */
  static List<GpuTiles> integrated() {
    return List.of(new GpuTiles(64, 64, 16, 4, 4, 1), new GpuTiles(32, 32, 16, 4, 4, 1),
        new GpuTiles(16, 64, 16, 4, 4, 1));
  }

  /**
   * What a launch chooses from on a device with these limits; with none of them, the smallest there are.
   *
   * @param maxWorkGroup largest work-group
   * @param localMemoryBytes local memory of a work-group
   * @param integrated whether the device shares the host's memory
   */
  static List<GpuTiles> of(long maxWorkGroup, long localMemoryBytes, boolean integrated) {
    List<GpuTiles> all = integrated ? integrated() : standard();
    List<GpuTiles> legal =
        all.stream().filter(tiles -> tiles.obstacle(maxWorkGroup, localMemoryBytes).isEmpty()).toList();
    return legal.isEmpty() ? List.of(SMALLEST) : legal;
  }

  /** Shapes that are worth timing on a device with these limits, none twice. */
  static List<GpuTiles> candidates(long maxWorkGroup, long localMemoryBytes) {
    return List.of(new GpuTiles(128, 128, 16, 8, 8, 2), new GpuTiles(128, 128, 8, 8, 8, 2),
        new GpuTiles(128, 64, 16, 8, 4, 2), new GpuTiles(64, 128, 8, 8, 8, 2), new GpuTiles(64, 64, 8, 8, 8, 2),
        new GpuTiles(64, 64, 16, 4, 4, 2), new GpuTiles(64, 64, 16, 4, 4, 1), new GpuTiles(32, 32, 16, 4, 4, 2),
        new GpuTiles(32, 32, 16, 4, 4, 1), new GpuTiles(16, 64, 16, 4, 4, 2), new GpuTiles(16, 64, 16, 4, 4, 1),
        SMALLEST).stream().filter(tiles -> tiles.obstacle(maxWorkGroup, localMemoryBytes).isEmpty()).toList();
  }

  /** Why a device with these limits can't run it, in one sentence; empty if it can. */
  Optional<String> obstacle(long maxWorkGroup, long localMemoryBytes) {
    if (workGroup() > maxWorkGroup) {
      return Optional.of("GPU tiles " + this + " need work-groups of " + workGroup()
          + " work-items, the device has at most " + maxWorkGroup + ".");
    }
    if (localBytes() > localMemoryBytes) {
      return Optional.of("GPU tiles " + this + " need " + localBytes() + " bytes of local memory, the device has "
          + localMemoryBytes + ".");
    }
    return Optional.empty();
  }

  /** Work-items of a work-group. */
  int workGroup() {
    return tileM / workM * (tileN / workN);
  }

  /** Bytes of local memory of a work-group. */
  long localBytes() {
    return ((long) buffers * tileK * (tileM + tileN) + BLOCK) * Float.BYTES;
  }

  /** As compiler options. */
  String macros() {
    return "-DTILE_M=" + tileM + " -DTILE_N=" + tileN + " -DTILE_K=" + tileK + " -DWORK_M=" + workM + " -DWORK_N="
        + workN + " -DBUFFERS=" + buffers;
  }

  /** Work-groups over rows and columns. */
  long groups(int rows, long columns) {
    return (long) ContractionTiles.ceil(rows, tileM) * ContractionTiles.ceil(columns, tileN);
  }

  /** A launch over rows, columns and layers (classes, points, chunks). */
  ClRange rangeFor(int rows, long columns, int layers) {
    return ClRange.of((long) ContractionTiles.ceil(columns, tileN) * workGroup(), ContractionTiles.ceil(rows, tileM),
        layers).withLocal(workGroup(), 1, 1);
  }

  /** Such as {@code 64x64x16/4x4/2}: rows, columns and summands of a work-group, results of a work-item, buffers. */
  @Override
  public String toString() {
    return text(tileM, tileN, tileK, workM, workN, buffers);
  }
}
