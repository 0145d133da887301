package org.zerosum.backend.opencl;

import org.zerosum.cl.ClRange;

/** Launch sizes of kernels with one work-item per element: plain ones, and those on the grid of {@code rows.clh}. */
final class RowsGrid {
  private static final int LARGEST_GROUP = 256;
  private static final int SMALLEST_GROUP = 32;

  private RowsGrid() {}

  /** {@code count} work-items, rounded up to whole work-groups of {@code group}. */
  static ClRange elementsRangeFor(long count, int group) {
    return ClRange.of((count + group - 1) / group * group).withLocal(group);
  }

  /** CPU: {@link #rangeFor(int, int)}. GPU: elements one after the other. */
  static ClRange rangeFor(int rows, int columns, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU ? rangeFor(rows, columns)
        : elementsRangeFor((long) rows * columns, LARGEST_GROUP);
  }

  /**
   * Each row in whole work-groups. A work-group's size is a power of two, so that a compiler which specialises kernels
   * by it has four sizes to do and not eight.
   */
  static ClRange rangeFor(int rows, int columns) {
    int group = SMALLEST_GROUP;
    while (group < columns && group < LARGEST_GROUP) {
      group *= 2;
    }
    long pieces = (columns + (long) group - 1) / group;
    return ClRange.of(rows * pieces * group).withLocal(group);
  }
}
