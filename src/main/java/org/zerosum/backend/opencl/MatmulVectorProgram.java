package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;

/** {@code matmul_vector.cl}: a matrix times a vector, where docs/arithmetic.md, section 2.2, defines it by lanes. */
final class MatmulVectorProgram {
  /** Work-groups per compute unit of a CPU, if there are so many rows. */
  private static final int CPU_GROUPS = 4;

  private final Session session;
  private final KernelFile file;

  MatmulVectorProgram(Session session) {
    this.session = session;
    this.file = session.file("matmul_vector.cl", "");
  }

  /** Rows of a CPU's work-group. */
  static int rowsPerGroup(int m, int computeUnits) {
    return ContractionTiles.ceil(m, CPU_GROUPS * computeUnits);
  }

  static ClRange rangeFor(int m, int rowsPerGroup, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU ? ClRange.of(ContractionTiles.ceil(m, rowsPerGroup)).withLocal(1)
        : ClRange.of((long) m * ReduceProgram.LANES).withLocal(ReduceProgram.LANES);
  }

  /** bias may be null. */
  void matmul(ClBuffer out, ClBuffer a, ClBuffer b, ClBuffer bias, int m, int k) {
    int rowsPerGroup = rowsPerGroup(m, session.device().computeUnits());
    ClKernel kernel = file.kernel("matmul_vector");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(a).buffer(b);
    MatmulProgram.bias(arguments, bias).int32(m).int32(k).int32(bias == null ? 0 : 1).int32(rowsPerGroup);
    session.launch(kernel, rangeFor(m, rowsPerGroup, session.deviceClass()));
  }
}
