package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClQueueTest {
  private ClContext context;
  private ClQueue queue;

  @BeforeEach
  void open() {
    context = ClContext.create(OpenClTestDevice.get());
    queue = context.createProfilingQueue();
  }

  @AfterEach
  void close() {
    if (context != null) {
      queue.close();
      assertTrue(context.live().isZero(), context.live().toString());
      context.close();
    }
  }

  @Test
  void addsVectorsOfAwkwardLengths() {
    try (ClProgram program = context.createProgram("", ClTestKernels.VECTOR_ADD);
        ClKernel kernel = program.createKernel("vector_add")) {
      for (int n : new int[] {1, 2, 63, 64, 65, 1000}) {
        float[] a = ClTestKernels.ramp(n, -3.5f, 0.25f);
        float[] b = ClTestKernels.ramp(n, 7.0f, -1.5f);
        float[] sum = new float[n];
        try (ClBuffer bufferA = context.createBuffer(4L * n, ClBuffer.Flag.READ_ONLY);
            ClBuffer bufferB = context.createBuffer(4L * n);
            ClBuffer out = context.createBuffer(4L * n)) {
          queue.write(bufferA, 0, a, 0, n);
          queue.write(bufferB, 0, b, 0, n);
          kernel.arguments().buffer(out).buffer(bufferA).buffer(bufferB).int32(n);
          queue.launch(kernel, ClRange.of((n + 63) / 64 * 64L).withLocal(64));
          queue.read(out, 0, sum, 0, n);
        }
        for (int i = 0; i < n; i++) {
          assertEquals(a[i] + b[i], sum[i], "n " + n + ", index " + i);
        }
      }
    }
  }

  @Test
  void runsInUpToThreeDimensions() {
    try (ClProgram program = context.createProgram("", ClTestKernels.IDENTITY_3D);
        ClKernel kernel = program.createKernel("identity");
        ClBuffer out = context.createBuffer(4 * 24)) {
      int[] ids = new int[24];
      ClRange[] grouped = {
        ClRange.of(24).withLocal(2), ClRange.of(4, 6).withLocal(2, 3), ClRange.of(4, 3, 2).withLocal(2, 1, 2)
      };
      for (ClRange range : grouped) {
        kernel.arguments().buffer(out);
        queue.launch(kernel, range);
        queue.read(out, 0, ids, 0, 24);
        for (int i = 0; i < 24; i++) {
          assertEquals(i + 2000, ids[i], range.toString());
        }
      }
      for (ClRange range : new ClRange[] {ClRange.of(24), ClRange.of(4, 6), ClRange.of(4, 3, 2)}) {
        queue.launch(kernel, range);
        queue.read(out, 0, ids, 0, 24);
        for (int i = 0; i < 24; i++) {
          assertEquals(i, ids[i] % 1000, range.toString());
        }
      }
    }
  }

  @Test
  void setsEveryKindOfArgument() {
    int n = 8;
    try (ClProgram program = context.createProgram("", ClTestKernels.EIGHT_ARGUMENTS);
        ClKernel kernel = program.createKernel("eight_arguments");
        ClBuffer in = context.createBuffer(4L * n);
        ClBuffer out = context.createBuffer(4L * n + 4)) {
      queue.write(in, 0, ClTestKernels.ramp(n, -2, 1), 0, n);
      queue.fill(out, 0, out.bytes(), 0.5f);
      kernel.arguments().buffer(out).buffer(in).buffer(in).noBuffer().int32(n).int64(1).float32(-3.0f).local(4 * 4);
      queue.launch(kernel, ClRange.of(n).withLocal(4));
      float[] result = new float[n + 1];
      queue.read(out, 0, result, 0, n + 1);
      assertArrayEquals(new float[] {0.5f, 4, 2, 0, -2, -4, -6, -8, -10}, result);
      kernel.arguments().buffer(out).buffer(in).buffer(in).buffer(in).int32(n).int64(0).float32(1.0f).local(4 * 4);
      queue.launch(kernel, ClRange.of(n).withLocal(4));
      queue.read(out, 0, result, 0, n);
      assertArrayEquals(new float[] {-6, -3, 0, 3, 6, 9, 12, 15, -10}, result);
    }
  }

  @Test
  void eventsTellOrderAndTimes() {
    try (ClBuffer buffer = context.createBuffer(1 << 16);
        ClEvent fill = queue.fillWithEvent(buffer, 0, 1 << 16, 7);
        ClEvent copy = queue.copyWithEvent(buffer, 0, buffer, 1 << 15, 1 << 15);
        ClEvent marker = queue.marker()) {
      assertEquals(3, context.live().events());
      marker.await();
      copy.await();
      assertEquals(ClEvent.Status.COMPLETE, fill.status());
      assertEquals(ClEvent.Status.COMPLETE, copy.status());
      for (ClEvent event : new ClEvent[] {fill, copy}) {
        assertTrue(event.queuedNanos() <= event.submittedNanos());
        assertTrue(event.submittedNanos() <= event.startNanos());
        assertTrue(event.startNanos() <= event.endNanos());
        assertEquals(event.endNanos() - event.startNanos(), event.durationNanos());
      }
      assertTrue(fill.endNanos() <= copy.startNanos());
    }
  }

  @Test
  void queueWithoutProfilingHasNoTimes() {
    try (ClQueue plain = context.createQueue();
        ClBuffer buffer = context.createBuffer(64);
        ClEvent event = plain.fillWithEvent(buffer, 0, 64, 1)) {
      event.await();
      ClException e = assertThrows(ClException.class, event::startNanos);
      assertEquals("CL_PROFILING_INFO_NOT_AVAILABLE", e.statusName());
      assertFalse(plain.isProfiling());
      assertTrue(queue.isProfiling());
    }
  }

  @Test
  void oneQueueWaitsForAnother() {
    try (ClQueue other = context.createQueue();
        ClBuffer buffer = context.createBuffer(4 << 10);
        ClEvent filled = queue.fillWithEvent(buffer, 0, 4 << 10, -9)) {
      queue.flush();
      other.waitFor(filled);
      int[] values = new int[1 << 10];
      other.read(buffer, 0, values, 0, values.length);
      assertEquals(-9, values[values.length - 1]);
      other.finish();
    }
  }

  @Test
  void wrongRangeNamesKernelSizesAndDevice() {
    try (ClProgram program = context.createProgram("-cl-std=CL1.2", ClTestKernels.IDENTITY_3D);
        ClKernel kernel = program.createKernel("identity");
        ClBuffer out = context.createBuffer(4 * 24)) {
      kernel.arguments().buffer(out);
      ClException e = assertThrows(ClException.class, () -> queue.launch(kernel, ClRange.of(24).withLocal(7)));
      assertEquals("clEnqueueNDRangeKernel", e.call());
      assertTrue(e.statusName().startsWith("CL_INVALID_WORK_"), e.getMessage());
      assertTrue(e.getMessage().contains("kernel identity, global [24], local [7]"), e.getMessage());
      assertTrue(e.getMessage().contains(context.device().name()), e.getMessage());
    }
  }

  @Test
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> ClRange.of(0));
    assertThrows(IllegalArgumentException.class, () -> ClRange.of(4, -1));
    assertThrows(IllegalArgumentException.class, () -> ClRange.of(4).withLocal(2, 2));
    assertThrows(IllegalArgumentException.class, () -> ClRange.of(4, 4).withLocal(2, 0));
    assertThrows(IllegalArgumentException.class, () -> new ClRange(4, 1, 1, 1, 0, 0, 0));
    assertEquals("global [4, 6], local [2, 3]", ClRange.of(4, 6).withLocal(2, 3).toString());
  }

  @Test
  void foreignObjectsAreRefused() {
    try (ClContext foreign = ClContext.create(context.device());
        ClBuffer buffer = foreign.createBuffer(64);
        ClProgram program = foreign.createProgram("", ClTestKernels.IDENTITY_3D);
        ClKernel kernel = program.createKernel("identity")) {
      assertThrows(IllegalArgumentException.class, () -> queue.fill(buffer, 0, 64, 1));
      kernel.arguments().buffer(buffer);
      assertThrows(IllegalArgumentException.class, () -> queue.launch(kernel, ClRange.of(4)));
      try (ClBuffer own = context.createBuffer(64)) {
        assertThrows(IllegalArgumentException.class, () -> kernel.arguments().buffer(own));
      }
    }
  }

  @Test
  void closedQueueAndEventSaySo() {
    ClQueue closed = context.createQueue();
    ClEvent event = closed.marker();
    closed.close();
    closed.close();
    assertTrue(assertThrows(IllegalStateException.class, closed::finish).getMessage().contains("is closed"));
    event.close();
    event.close();
    assertThrows(IllegalStateException.class, event::await);
    assertEquals(0, context.live().events());
  }

  @Test
  void contextReportsWhatIsStillOpen() {
    ClContext leaky = ClContext.create(context.device());
    ClBuffer buffer = leaky.createBuffer(100);
    IllegalStateException e = assertThrows(IllegalStateException.class, leaky::close);
    assertTrue(e.getMessage().contains("1 buffers (100 bytes)"), e.getMessage());
    buffer.close();
    leaky.close();
    assertTrue(leaky.live().isZero());
    assertThrows(IllegalStateException.class, () -> leaky.createBuffer(1));
  }

  @Test
  void launchesAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertTrue(threads.isThreadAllocatedMemorySupported());
    try (ClProgram program = context.createProgram("", ClTestKernels.EIGHT_ARGUMENTS);
        ClKernel kernel = program.createKernel("eight_arguments");
        ClQueue plain = context.createQueue();
        ClBuffer in = context.createBuffer(64);
        ClBuffer out = context.createBuffer(128)) {
      ClRange range = ClRange.of(16).withLocal(16);
      launchMany(plain, kernel, range, in, out, 20_000);
      long id = Thread.currentThread().threadId();
      long before = threads.getThreadAllocatedBytes(id);
      launchMany(plain, kernel, range, in, out, 5_000);
      long perLaunch = (threads.getThreadAllocatedBytes(id) - before) / 5_000;
      assertTrue(perLaunch < 8, perLaunch + " bytes per launch");
    }
  }

  private static void launchMany(ClQueue queue, ClKernel kernel, ClRange range, ClBuffer in, ClBuffer out, int times) {
    for (int i = 0; i < times; i++) {
      kernel.arguments().buffer(out).buffer(in).buffer(in).noBuffer().int32(16).int64(i & 1).float32(0.5f).local(64);
      queue.launch(kernel, range);
      if (i % 256 == 255) {
        queue.finish();
      }
    }
    queue.finish();
  }
}
