package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Broadcast;

/** {@code reduce.cl}: sums per channel and of squares. */
final class ReduceProgram {
  /** Elements of a block of the reduction; part of the arithmetic. */
  static final int BLOCK = 65_536;
  /** Lanes of a block, and work-items of a GPU's work-group. */
  static final int LANES = 256;

  /** Elements of a vector of a CPU's kernels. */
  private static final int VECTOR = 16;
  private static final int FINISH_GROUP = 64;
  private static final int COLUMNS = 16;

  private final Session session;
  private final KernelFile file;

  ReduceProgram(Session session) {
    this.session = session;
    this.file = session.file("reduce.cl", "");
  }

  static int blocks(long count) {
    return (int) ((count + BLOCK - 1) / BLOCK);
  }

  /** Whether images are so long that the lanes of their channels are whole vectors where they lie. */
  static boolean isWholeVectors(int inner) {
    return inner >= VECTOR && (LANES % inner == 0 || inner % LANES == 0);
  }

  /**
   * {@code sum_blocks}, {@code sum_of_squares_blocks} and the per-channel sums of {@code batch_norm.cl}: a work-group
   * per sum.
   */
  static ClRange rangeFor(long sums, DeviceClass deviceClass) {
    int group = deviceClass == DeviceClass.CPU ? 1 : LANES;
    return ClRange.of(sums * group).withLocal(group);
  }

  /** {@code sum_finish}. */
  static ClRange finishRangeFor(int middle) {
    return RowsGrid.elementsRangeFor(middle, FINISH_GROUP);
  }

  /** {@code sum_columns}. */
  static ClRange columnsRangeFor(int middle, DeviceClass deviceClass) {
    long groups = (middle + COLUMNS - 1L) / COLUMNS;
    return deviceClass == DeviceClass.CPU ? ClRange.of(groups).withLocal(1)
        : ClRange.of(groups * COLUMNS, COLUMNS).withLocal(COLUMNS, COLUMNS);
  }

  void sum(ClBuffer out, ClBuffer x, Broadcast b) {
    // One channel is one run of elements, whichever axes it came from.
    int outer = b.middle() == 1 ? 1 : b.outer();
    int inner = b.middle() == 1 ? b.outer() * b.inner() : b.inner();
    int blocks = blocks((long) outer * inner);
    if (inner == 1 && blocks == 1) {
      ClKernel kernel = file.kernel("sum_columns");
      kernel.arguments().buffer(out).buffer(x).int32(outer).int32(b.middle());
      session.launch(kernel, columnsRangeFor(b.middle(), session.deviceClass()));
      return;
    }
    ClBuffer partial = partialFor(out, b.middle(), blocks);
    ClKernel kernel = file.kernel("sum_blocks");
    kernel.arguments().buffer(partial).buffer(x).int32(outer).int32(b.middle()).int32(inner).int32(blocks);
    session.launch(kernel, rangeFor((long) b.middle() * blocks, session.deviceClass()));
    finish(out, partial, b.middle(), blocks);
  }

  void sumOfSquares(ClBuffer out, ClBuffer x, int count) {
    int blocks = blocks(count);
    ClBuffer partial = partialFor(out, 1, blocks);
    ClKernel kernel = file.kernel("sum_of_squares_blocks");
    kernel.arguments().buffer(partial).buffer(x).int32(count);
    session.launch(kernel, rangeFor(blocks, session.deviceClass()));
    finish(out, partial, 1, blocks);
  }

  /** Where the sums of blocks go: to the result itself where a channel has one. */
  ClBuffer partialFor(ClBuffer out, int middle, int blocks) {
    return blocks == 1 ? out : session.scratch().take(Scratch.Use.PARTIALS, (long) middle * blocks);
  }

  /** Adds a channel's blocks where it has several. */
  void finish(ClBuffer out, ClBuffer partial, int middle, int blocks) {
    if (blocks > 1) {
      ClKernel kernel = file.kernel("sum_finish");
      kernel.arguments().buffer(out).buffer(partial).int32(middle).int32(blocks);
      session.launch(kernel, finishRangeFor(middle));
    }
  }
}
