package org.zerosum.backend.opencl;

import java.util.Locale;
import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.UnaryOp;

/** {@code elementwise.cl}: element-wise operations, broadcasts, fills and copies. */
final class ElementwiseProgram {
  private static final int GROUP = 256;

  /**
   * A larger tensor as rows and columns, with the smaller one along the columns, or one of its elements per row.
   *
   * @param middle the smaller tensor's element count where it has one element per row, or 0 where it lies along the
   *     columns
   */
  record Grid(int rows, int columns, int middle) {
    static Grid of(Broadcast b) {
      if (b.inner() == 1) {
        return new Grid(b.outer(), b.middle(), 0);
      }
      return b.middle() == 1 ? new Grid(1, b.outer() * b.inner(), 1)
          : new Grid(b.outer() * b.middle(), b.inner(), b.middle());
    }

    boolean alongColumns() {
      return middle == 0;
    }
  }

  private final Session session;
  private final KernelFile file;
  private final String[] unaryNames = new String[UnaryOp.values().length];
  private final String[] binaryNames = new String[BinaryOp.values().length];
  private final String[] binaryRowsNames = new String[BinaryOp.values().length];

  ElementwiseProgram(Session session) {
    this.session = session;
    this.file = session.file("elementwise.cl", "");
    for (UnaryOp op : UnaryOp.values()) {
      unaryNames[op.ordinal()] = "unary_" + op.name().toLowerCase(Locale.ROOT);
    }
    for (BinaryOp op : BinaryOp.values()) {
      binaryNames[op.ordinal()] = "binary_" + op.name().toLowerCase(Locale.ROOT);
      binaryRowsNames[op.ordinal()] = binaryNames[op.ordinal()] + "_rows";
    }
  }

  static ClRange rangeFor(int count) {
    return RowsGrid.elementsRangeFor(count, GROUP);
  }

  static ClRange rangeFor(Grid grid, DeviceClass deviceClass) {
    return RowsGrid.rangeFor(grid.rows(), grid.columns(), deviceClass);
  }

  void unary(UnaryOp op, ClBuffer out, ClBuffer x, int count, float parameter) {
    ClKernel kernel = file.kernel(unaryNames[op.ordinal()]);
    kernel.arguments().buffer(out).buffer(x).int32(count).float32(parameter);
    session.launch(kernel, rangeFor(count));
  }

  void binary(BinaryOp op, ClBuffer out, ClBuffer a, ClBuffer b, Broadcast broadcast, float parameter) {
    Grid grid = Grid.of(broadcast);
    ClKernel kernel = file.kernel((grid.alongColumns() ? binaryNames : binaryRowsNames)[op.ordinal()]);
    ClArguments arguments = kernel.arguments().buffer(out).buffer(a).buffer(b).int32(grid.rows()).int32(grid.columns());
    if (!grid.alongColumns()) {
      arguments.int32(grid.middle());
    }
    arguments.float32(parameter);
    session.launch(kernel, rangeFor(grid, session.deviceClass()));
  }

  void expand(ClBuffer out, ClBuffer x, Broadcast broadcast) {
    Grid grid = Grid.of(broadcast);
    ClKernel kernel = file.kernel(grid.alongColumns() ? "expand" : "expand_rows");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(x).int32(grid.rows()).int32(grid.columns());
    if (!grid.alongColumns()) {
      arguments.int32(grid.middle());
    }
    session.launch(kernel, rangeFor(grid, session.deviceClass()));
  }

  void fill(ClBuffer out, int count, float value) {
    ClKernel kernel = file.kernel("fill");
    kernel.arguments().buffer(out).int32(count).float32(value);
    session.launch(kernel, rangeFor(count));
  }

  void copyRuns(ClBuffer target, ClBuffer source, int targetOffset, int targetStride, int sourceOffset,
      int sourceStride, int rows, int length) {
    if (rows == 0 || length == 0) {
      return;
    }
    if (rows == 1 && !session.launches().isRecording()) {
      session.queue().copy(source, (long) sourceOffset * Float.BYTES, target, (long) targetOffset * Float.BYTES, (long) length * Float.BYTES);
      return;
    }
    ClKernel kernel = file.kernel("copy_runs");
    kernel.arguments().buffer(target).buffer(source).int32(targetOffset).int32(targetStride).int32(sourceOffset)
        .int32(sourceStride).int32(rows).int32(length);
    session.launch(kernel, RowsGrid.rangeFor(rows, length, session.deviceClass()));
  }
}
