package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;

/** {@code softmax.cl}: the fused loss of a classifier. */
final class SoftmaxProgram {
  private final Session session;
  private final KernelFile file;

  SoftmaxProgram(Session session) {
    this.session = session;
    this.file = session.file("softmax.cl", "");
  }

  /** One work-group, whatever the counts. */
  static ClRange rangeFor() {
    return ClRange.of(ReduceProgram.LANES).withLocal(ReduceProgram.LANES);
  }

  void crossEntropy(ClBuffer values, ClBuffer gradient, ClBuffer logits, ClBuffer classes, int rows, int columns) {
    ClKernel kernel = file.kernel("softmax_cross_entropy");
    kernel.arguments().buffer(values).buffer(gradient).buffer(logits).buffer(classes).int32(rows).int32(columns);
    session.launch(kernel, rangeFor());
  }
}
