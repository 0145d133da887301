package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClEvent;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClLive;
import org.zerosum.cl.ClProgram;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;
import org.zerosum.cl.OpenClTestDevice;

/** Elements on their way from the host to a device. */
class StagingTest {
  /** Few elements, many, and more than a slot holds. */
  private static final int[] SIZES = {1, 4095, 4096, 5000, 100_000, 7, (1 << 19) + 5, 4096, 3};
  private static final int LARGEST = (1 << 19) + 5;

  /** Every write is seen by the command after it and not by the one before it, although nobody waits in between. */
  @Test
  void writesAreInTheOrderOfTheQueue() {
    try (ClContext context = ClContext.create(OpenClTestDevice.get()); ClQueue queue = context.createQueue();
        ClBuffer target = context.createBuffer(4L * LARGEST); ClBuffer seen = context.createBuffer(4L * SIZES.length * 6)) {
      try (Staging staging = new Staging(queue, count -> context.createBuffer(count * Float.BYTES))) {
        float[] values = new float[LARGEST];
        for (int round = 0; round < 3; round++) {
          for (int i = 0; i < SIZES.length; i++) {
            Arrays.fill(values, 1 + round * SIZES.length + i);
            staging.write(target, LARGEST - SIZES[i], values, 0, SIZES[i]);
            long at = 4L * 2 * (round * SIZES.length + i);
            queue.copy(target, 4L * (LARGEST - SIZES[i]), seen, at, 4);
            queue.copy(target, 4L * (LARGEST - 1), seen, at + 4, 4);
          }
        }
        float[] all = new float[SIZES.length * 6];
        queue.read(seen, 0, all, 0, all.length);
        float[] expected = new float[all.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = 1 + i / 2;
        }
        assertArrayEquals(expected, all);
        ClLive live = context.live();
        staging.write(target, 0, values, 0, LARGEST);
        assertEquals(live, context.live(), "no memory is taken for what was written before");
      }
    }
  }

  /** What is uploaded is on the device while a kernel that was launched before still runs. */
  @Test
  void uploadsRunBesideLaunches() {
    ClDevice device = OpenClTestDevice.get();
    assumeTrue(device.computeUnits() > 1, "one core can't do two things at a time");
    String source = """
        __kernel void count(__global float *out, int rounds) {
          float x = out[0];
          for (int i = 0; i < rounds; i++) {
            x = x * 0.5f + 1.0f;
          }
          out[0] = x;
        }
        """;
    try (ClContext context = ClContext.create(device); ClQueue queue = context.createQueue();
        ClProgram program = context.createProgram("-cl-std=CL1.2", source); ClKernel kernel = program.createKernel("count");
        ClBuffer out = context.createBuffer(4); ClBuffer target = context.createBuffer(4 * 10_000);
        Staging staging = new Staging(queue, count -> context.createBuffer(count * Float.BYTES))) {
      queue.fill(out, 0, 4, 0f);
      kernel.arguments().buffer(out).int32(1);
      queue.launch(kernel, ClRange.of(1).withLocal(1));
      queue.finish();
      kernel.arguments().buffer(out).int32(150_000_000);
      try (ClEvent running = queue.launchWithEvent(kernel, ClRange.of(1).withLocal(1))) {
        queue.flush();
        float[] values = new float[10_000];
        Arrays.fill(values, 3);
        staging.write(target, 0, values, 0, values.length);
        staging.awaitUploads();
        assertNotEquals(ClEvent.Status.COMPLETE, running.status());
        queue.read(target, 0, values, 0, 1);
        assertEquals(ClEvent.Status.COMPLETE, running.status(), "the target is written in order");
        assertEquals(3, values[0]);
      }
    }
  }
}
