package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;

/** {@code gan_bce.cl}: the fused losses of the two networks. */
final class GanBceProgram {
  private final Session session;
  private final KernelFile file;

  GanBceProgram(Session session) {
    this.session = session;
    this.file = session.file("gan_bce.cl", "");
  }

  /** One work-group, whatever the counts. */
  static ClRange rangeFor() {
    return ClRange.of(ReduceProgram.LANES).withLocal(ReduceProgram.LANES);
  }

  void discriminator(ClBuffer values, ClBuffer realGradient, ClBuffer fakeGradient, ClBuffer realLogits,
      ClBuffer fakeLogits, int realCount, int fakeCount, float realLabel) {
    ClKernel kernel = file.kernel("discriminator_bce");
    kernel.arguments().buffer(values).buffer(realGradient).buffer(fakeGradient).buffer(realLogits).buffer(fakeLogits)
        .int32(realCount).int32(fakeCount).float32(realLabel);
    session.launch(kernel, rangeFor());
  }

  void generator(ClBuffer values, ClBuffer gradient, ClBuffer fakeLogits, int count, boolean saturating) {
    ClKernel kernel = file.kernel("generator_bce");
    kernel.arguments().buffer(values).buffer(gradient).buffer(fakeLogits).int32(count).int32(saturating ? 1 : 0);
    session.launch(kernel, rangeFor());
  }
}
