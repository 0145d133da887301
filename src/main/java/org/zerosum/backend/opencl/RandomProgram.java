package org.zerosum.backend.opencl;

import java.util.function.IntSupplier;
import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.Noise;

/** {@code random.cl}: uniform and normal noise. */
final class RandomProgram {
  private static final int GROUP = 64;
  /** Elements that one work-item draws. */
  private static final int DRAWS = 4;

  private final Session session;
  private final KernelFile file;

  RandomProgram(Session session) {
    this.session = session;
    this.file = session.file("random.cl", "");
  }

  static ClRange rangeFor(int count) {
    return RowsGrid.elementsRangeFor((count + DRAWS - 1L) / DRAWS, GROUP);
  }

  void uniform(ClBuffer out, int count, Noise noise, float low, float high) {
    ClKernel kernel = file.kernel("uniform");
    address(kernel.arguments().buffer(out).int32(count), noise).float32(low).float32(high);
    session.launch(kernel, rangeFor(count));
  }

  void normal(ClBuffer out, int count, Noise noise, float mean, LiveFloat deviation) {
    ClKernel kernel = file.kernel("normal");
    address(kernel.arguments().buffer(out).int32(count), noise).float32(mean).live32(bits(deviation));
    session.launch(kernel, rangeFor(count));
  }

  private static ClArguments address(ClArguments arguments, Noise noise) {
    return arguments.int32((int) noise.seed()).int32((int) (noise.seed() >>> 32)).int32(noise.stream()).live32(noise::step);
  }

  static IntSupplier bits(LiveFloat number) {
    return () -> Float.floatToRawIntBits(number.value());
  }
}
