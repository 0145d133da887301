package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
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
    draw("uniform", out, count, noise, low, high);
  }

  void normal(ClBuffer out, int count, Noise noise, float mean, float deviation) {
    draw("normal", out, count, noise, mean, deviation);
  }

  private void draw(String name, ClBuffer out, int count, Noise noise, float first, float second) {
    ClKernel kernel = file.kernel(name);
    kernel.arguments().buffer(out).int32(count).int32((int) noise.seed()).int32((int) (noise.seed() >>> 32))
        .int32(noise.stream()).int32(noise.step()).float32(first).float32(second);
    session.launch(kernel, rangeFor(count));
  }
}
