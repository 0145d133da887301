package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;

/** {@code peak.cl}: chains of fma in registers. */
final class PeakProgram {
  private static final int GROUP = 256;
  /** CPU: work-groups of one work-item per compute unit. */
  private static final int CPU_ITEMS = 16;
  /** GPU: work-items per compute unit, several times what can be resident. */
  private static final int GPU_ITEMS = 8192;

  private final Session session;
  private final KernelFile file;
  private final int width;

  PeakProgram(Session session) {
    this.session = session;
    this.width = width(session.deviceClass(), session.device().nativeFloatVectorWidth());
    this.file = session.file("peak.cl", "-DWIDTH=" + width);
  }

  /** Elements per work-item: a CPU's vector register, 16 if the device does not tell its width. */
  static int width(DeviceClass deviceClass, int nativeWidth) {
    if (deviceClass == DeviceClass.GPU) {
      return 1;
    }
    return nativeWidth == 4 || nativeWidth == 8 ? nativeWidth : 16;
  }

  static int elements(DeviceClass deviceClass, int computeUnits, int width) {
    return (deviceClass == DeviceClass.CPU ? CPU_ITEMS : GPU_ITEMS) * computeUnits * width;
  }

  static ClRange rangeFor(int count, DeviceClass deviceClass, int width) {
    return RowsGrid.elementsRangeFor(count / width, deviceClass == DeviceClass.CPU ? 1 : GROUP);
  }

  int elements() {
    return elements(session.deviceClass(), session.device().computeUnits(), width);
  }

  void peak(ClBuffer out, int rounds, float factor, float addend) {
    ClKernel kernel = file.kernel("peak");
    kernel.arguments().buffer(out).int32(elements()).int32(rounds).float32(factor).float32(addend);
    session.launch(kernel, rangeFor(elements(), session.deviceClass(), width));
  }
}
