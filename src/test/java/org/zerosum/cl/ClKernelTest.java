package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClKernelTest {
  private static final String REQUIRED_SIZE = """
      __kernel __attribute__((reqd_work_group_size(4, 2, 1))) void tiled(__global int *out) {
        __local int tile[32];
        tile[get_local_id(0)] = 1;
        barrier(CLK_LOCAL_MEM_FENCE);
        out[get_global_id(0)] = tile[0];
      }
      """;

  private ClContext context;
  private ClQueue queue;
  private ClProgram program;
  private ClKernel kernel;
  private ClBuffer buffer;

  @BeforeEach
  void open() {
    context = ClContext.create(OpenClTestDevice.get());
    queue = context.createQueue();
    program = context.createProgram("", ClTestKernels.VECTOR_ADD);
    kernel = program.createKernel("vector_add");
    buffer = context.createBuffer(64);
  }

  @AfterEach
  void close() {
    if (context != null) {
      buffer.close();
      kernel.close();
      program.close();
      queue.close();
      assertTrue(context.live().isZero(), context.live().toString());
      context.close();
    }
  }

  @Test
  void missingArgumentsNameKernelExpectedAndGiven() {
    assertEquals(4, kernel.argumentCount());
    IllegalStateException none = assertThrows(IllegalStateException.class, () -> queue.launch(kernel, ClRange.of(1)));
    assertEquals("Kernel vector_add takes 4 arguments, but 0 were given.", none.getMessage());
    kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer);
    IllegalStateException three = assertThrows(IllegalStateException.class, () -> queue.launch(kernel, ClRange.of(1)));
    assertEquals("Kernel vector_add takes 4 arguments, but 3 were given.", three.getMessage());
  }

  @Test
  void excessArgumentIsRefusedAndSpoilsTheRest() {
    ClArguments full = kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer).int32(1);
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> full.float32(1));
    assertEquals("Kernel vector_add takes 4 arguments, but 5 were given.", e.getMessage());
    assertThrows(IllegalStateException.class, () -> queue.launch(kernel, ClRange.of(1)));
    kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer).int32(1);
    queue.launch(kernel, ClRange.of(1));
    queue.finish();
  }

  @Test
  void argumentOfWrongSizeNamesItsPlace() {
    ClArguments arguments = kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer);
    ClException e = assertThrows(ClException.class, () -> arguments.int64(1));
    assertEquals("CL_INVALID_ARG_SIZE", e.statusName());
    assertTrue(e.getMessage().contains("argument 3 (8 bytes) of kernel vector_add"), e.getMessage());
  }

  @Test
  void argumentsStayForTheNextLaunch() {
    queue.fill(buffer, 0, 64, 1.0f);
    kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer).int32(16);
    for (int i = 0; i < 5; i++) {
      queue.launch(kernel, ClRange.of(16));
    }
    float[] result = new float[16];
    queue.read(buffer, 0, result, 0, 16);
    assertEquals(32.0f, result[15]);
  }

  @Test
  void bufferClosedBetweenArgumentsAndLaunchIsFound() {
    try (ClBuffer shortLived = context.createBuffer(8)) {
      kernel.arguments().buffer(shortLived).buffer(buffer).buffer(buffer).int32(2);
    }
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> queue.launch(kernel, ClRange.of(2)));
    assertTrue(e.getMessage().startsWith("Argument 0 of kernel vector_add, a buffer of 8 bytes"), e.getMessage());
    ClBuffer closed = context.createBuffer(8);
    closed.close();
    assertThrows(IllegalStateException.class, () -> kernel.arguments().buffer(closed));
  }

  @Test
  void closedKernelSaysSo() {
    ClKernel closed = program.createKernel("vector_add");
    ClArguments arguments = closed.arguments().buffer(buffer).buffer(buffer).buffer(buffer).int32(1);
    closed.close();
    closed.close();
    IllegalStateException e = assertThrows(IllegalStateException.class, closed::arguments);
    assertTrue(e.getMessage().startsWith("kernel vector_add on device"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> arguments.restart().local(4));
    assertThrows(IllegalStateException.class, () -> queue.launch(closed, ClRange.of(1)));
    assertThrows(IllegalStateException.class, closed::workGroup);
  }

  @Test
  void tellsItsWorkGroup() {
    try (ClProgram tiled = context.createProgram("", REQUIRED_SIZE);
        ClKernel required = tiled.createKernel("tiled")) {
      ClKernel.WorkGroup group = required.workGroup();
      assertTrue(group.maxSize() >= 8);
      assertTrue(group.preferredMultiple() >= 1);
      assertTrue(group.localBytes() >= 0 && group.privateBytes() >= 0);
      assertArrayEquals(new long[] {4, 2, 1}, group.requiredSize());
      required.arguments().buffer(buffer);
      ClException e = assertThrows(ClException.class, () -> queue.launch(required, ClRange.of(8, 2).withLocal(2, 2)));
      assertEquals("CL_INVALID_WORK_GROUP_SIZE", e.statusName());
      assertTrue(e.getMessage().contains("required size [4, 2, 1]"), e.getMessage());
    }
    assertArrayEquals(new long[3], kernel.workGroup().requiredSize());
  }
}
