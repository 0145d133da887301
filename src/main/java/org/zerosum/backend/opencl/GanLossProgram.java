package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.GanLoss;

/** {@code gan_loss.cl}: the fused losses of the two networks. */
final class GanLossProgram {
  private final Session session;
  private final KernelFile file;

  GanLossProgram(Session session) {
    this.session = session;
    this.file = session.file("gan_loss.cl", "");
  }

  /** One work-group, whatever the counts. */
  static ClRange rangeFor() {
    return ClRange.of(ReduceProgram.LANES).withLocal(ReduceProgram.LANES);
  }

  void discriminator(GanLoss loss, ClBuffer values, ClBuffer realGradient, ClBuffer fakeGradient, ClBuffer realLogits,
      ClBuffer fakeLogits, int realCount, int fakeCount, float realLabel) {
    ClKernel kernel = file.kernel("discriminator_loss");
    kernel.arguments().buffer(values).buffer(realGradient).buffer(fakeGradient).buffer(realLogits).buffer(fakeLogits)
        .int32(realCount).int32(fakeCount).int32(loss.ordinal()).float32(realLabel);
    session.launch(kernel, rangeFor());
  }

  /** Without real logits (null) their count is 0. */
  void generator(GanLoss loss, ClBuffer values, ClBuffer gradient, ClBuffer fakeLogits, ClBuffer realLogits,
      int fakeCount, int realCount) {
    ClKernel kernel = file.kernel("generator_loss");
    kernel.arguments().buffer(values).buffer(gradient).buffer(fakeLogits)
        .buffer(realLogits == null ? fakeLogits : realLogits).int32(fakeCount).int32(realCount).int32(loss.ordinal());
    session.launch(kernel, rangeFor());
  }
}
