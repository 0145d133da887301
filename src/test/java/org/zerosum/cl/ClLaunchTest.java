package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prepared launches, command buffers of them, and uploads. */
class ClLaunchTest {
  private static final String SOURCE = """
      __kernel void scale_add(__global float *x, __local float *unused, int n, float factor, float term) {
        size_t e = get_global_id(0);
        if (e < (size_t) n) {
          x[e] = x[e] * factor + term;
        }
      }
      """;
  private static final int N = 100;

  private ClContext context;
  private ClQueue queue;
  private ClProgram program;
  private ClBuffer x;

  @BeforeEach
  void open() {
    context = ClContext.create(OpenClTestDevice.get());
    queue = context.createQueue();
    program = context.createProgram("-cl-std=CL1.2", SOURCE);
    x = context.createBuffer(4L * N);
    queue.fill(x, 0, 4L * N, 1.0f);
  }

  @AfterEach
  void close() {
    if (context != null) {
      x.close();
      program.close();
      queue.close();
      assertTrue(context.live().isZero(), context.live().toString());
      context.close();
    }
  }

  private ClLaunch launch(ClKernel kernel, float factor, float term) {
    kernel.arguments().buffer(x).local(64).int32(N).float32(factor).float32(term);
    return ClLaunch.of(kernel, ClRange.of(128).withLocal(64));
  }

  private void assertAll(float expected) {
    float[] values = new float[N];
    queue.read(x, 0, values, 0, N);
    for (float value : values) {
      assertEquals(expected, value);
    }
  }

  @Test
  void aLaunchKeepsItsArguments() {
    try (ClKernel kernel = program.createKernel("scale_add"); ClLaunch twice = launch(kernel, 2, 0); ClLaunch more = launch(kernel, 1, 3)) {
      assertFalse(twice.isLive());
      queue.launch(twice);
      queue.launch(more);
      queue.launch(twice);
      assertAll(10);
      try (ClEvent event = queue.launchWithEvent(more, null, null)) {
        event.await();
      }
      assertAll(13);
    }
  }

  @Test
  void queuesWaitForEachOthersLaunches() {
    int rounds = 500;
    float expected = 0;
    try (ClQueue other = context.createQueue(); ClKernel kernel = program.createKernel("scale_add");
        ClLaunch twice = launch(kernel, 0.5f, 1); ClLaunch more = launch(kernel, 1, 3); ClSignal first = new ClSignal(); ClSignal second = new ClSignal()) {
      assertThrows(IllegalStateException.class, () -> queue.launch(more, first, null));
      queue.fill(x, 0, x.bytes(), 0f);
      queue.launch(more, null, second);
      expected = 3;
      for (int i = 0; i < rounds; i++) {
        other.launch(twice, second, first);
        if (i % 2 == 0) {
          queue.launch(more, first, second);
        } else {
          queue.launchWithEvent(more, first, second).close();
        }
        expected = 0.5f * expected + 1 + 3;
      }
      other.launch(twice, second, first);
      queue.waitFor(first);
      assertAll(0.5f * expected + 1);
    }
  }

  @Test
  void liveArgumentsAreReadEachTime() {
    AtomicInteger term = new AtomicInteger();
    try (ClKernel kernel = program.createKernel("scale_add")) {
      kernel.arguments().buffer(x).local(64).int32(N).float32(1).live32(() -> Float.floatToRawIntBits(term.get()));
      try (ClLaunch launch = ClLaunch.of(kernel, ClRange.of(128).withLocal(64))) {
        assertTrue(launch.isLive());
        for (int i = 1; i <= 4; i++) {
          term.set(i);
          queue.launch(launch);
        }
        assertAll(11);
      }
    }
  }

  @Test
  void aLaunchNeedsAllArguments() {
    try (ClKernel kernel = program.createKernel("scale_add")) {
      kernel.arguments().buffer(x).local(64).int32(N);
      assertThrows(IllegalStateException.class, () -> ClLaunch.of(kernel, ClRange.of(128)));
    }
  }

  @Test
  void aCommandBufferRunsItsLaunchesInOrder() {
    assumeTrue(ClCommandBuffer.isSupported(context.device()), "this device takes no command buffers");
    try (ClKernel kernel = program.createKernel("scale_add"); ClLaunch twice = launch(kernel, 2, 0); ClLaunch more = launch(kernel, 1, 3);
        ClCommandBuffer buffer = ClCommandBuffer.of(queue, List.of(twice, more, twice))) {
      assertAll(1);
      // Enqueued again while it may still run.
      buffer.run();
      buffer.run();
      queue.launch(more);
      buffer.run();
      // The buffer makes 4x + 6 of x: 10, 46; then 49, 202.
      assertAll(202);
      queue.finish();
    }
  }

  @Test
  void uploadsArriveInOrder() {
    float[] values = new float[N];
    try (ClKernel kernel = program.createKernel("scale_add"); ClLaunch more = launch(kernel, 1, 3); ClUpload upload = new ClUpload(queue, 4L * N)) {
      for (int round = 0; round < 5; round++) {
        MemorySegment memory = upload.memory();
        for (int i = 0; i < N; i++) {
          memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, round + i);
        }
        upload.write(x, 0, 4L * N, null);
        queue.launch(more);
        queue.read(x, 0, values, 0, N);
        float[] expected = new float[N];
        for (int i = 0; i < N; i++) {
          expected[i] = round + i + 3;
        }
        assertArrayEquals(expected, values);
      }
      assertThrows(IllegalArgumentException.class, () -> upload.write(x, 4, 4L * N, null));
      assertThrows(IllegalArgumentException.class, () -> upload.write(x, 0, 4L * N + 4, null));
    }
  }
}
