package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

/** {@code rectifier_backward.cl}: the gradients in front of a rectifier, in one pass where that pays. */
final class RectifierBackwardProgram {
  /** Elements of an image from which on a GPU's work-items read enough of them side by side. */
  private static final int GPU_ROW = 16;

  /** Channels of a CPU's task at most: long pieces of memory at a time, and sums that stay in the second-level cache. */
  private static final int MOST_CHANNELS = 64;

  private final Session session;
  private final KernelFile file;
  private final ElementwiseProgram elementwise;
  private final ReduceProgram reduce;

  RectifierBackwardProgram(Session session, ElementwiseProgram elementwise, ReduceProgram reduce) {
    this.session = session;
    this.file = session.file("rectifier_backward.cl", "-DMOST_CHANNELS=" + MOST_CHANNELS);
    this.elementwise = elementwise;
    this.reduce = reduce;
  }

  /** Whether one pass pays: a CPU needs whole vectors and blocks enough for all units, a GPU no more than rows to read at once. */
  static boolean isOnePass(Broadcast channels, int computeUnits, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.GPU ? channels.inner() >= GPU_ROW
        : ReduceProgram.isWholeVectors(channels.inner()) && sums(channels) >= computeUnits;
  }

  /** Channels that a task does together, so that every unit has one. */
  static int together(Broadcast channels, int computeUnits, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.GPU ? 1 : Math.clamp(sums(channels) / computeUnits, 1, MOST_CHANNELS);
  }

  static ClRange rangeFor(Broadcast channels, int together, DeviceClass deviceClass) {
    return ReduceProgram.rangeFor((long) ((channels.middle() - 1) / together + 1) * blocks(channels), deviceClass);
  }

  private static long sums(Broadcast channels) {
    return (long) channels.middle() * blocks(channels);
  }

  private static int blocks(Broadcast channels) {
    return ReduceProgram.blocks((long) channels.outer() * channels.inner());
  }

  void rectifierBackward(ClBuffer dx, ClBuffer biasGradient, ClBuffer dy, ClBuffer out, Rectifier rectifier, Broadcast channels) {
    if (!isOnePass(channels, session.device().computeUnits(), session.deviceClass())) {
      elementwise.binary(rectifier.backward(), dx, dy, out, new Broadcast(1, channels.count(), 1), rectifier.slope());
      reduce.sum(biasGradient, dx, channels);
      return;
    }
    int blocks = blocks(channels);
    int together = together(channels, session.device().computeUnits(), session.deviceClass());
    ClBuffer partial = reduce.partialFor(biasGradient, channels.middle(), blocks);
    ClKernel kernel = file.kernel("rectifier_backward");
    kernel.arguments().buffer(dx).buffer(partial).buffer(dy).buffer(out).int32(channels.outer()).int32(channels.middle())
        .int32(channels.inner()).int32(blocks).int32(together).int32(rectifier.kind().ordinal()).float32(rectifier.slope());
    session.launch(kernel, rangeFor(channels, together, session.deviceClass()));
    reduce.finish(biasGradient, partial, channels.middle(), blocks);
  }
}
