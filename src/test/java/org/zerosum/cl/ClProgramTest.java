package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClProgramTest {
  private ClContext context;
  private ClQueue queue;

  @BeforeEach
  void open() {
    context = ClContext.create(OpenClTestDevice.get());
    queue = context.createQueue();
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
  void joinsSourcesAndTakesOptions() {
    String head = "#define VALUE(x) ((x) * FACTOR)\n";
    String body = "__kernel void product(__global int *out) {"
        + " out[get_global_id(0)] = VALUE((int) get_global_id(0)); }\n";
    try (ClProgram program = context.createProgram("-cl-std=CL1.2 -DFACTOR=-3", head, "", body);
        ClKernel kernel = program.createKernel("product");
        ClBuffer out = context.createBuffer(12)) {
      assertEquals(List.of("product"), program.kernelNames());
      assertEquals("-cl-std=CL1.2 -DFACTOR=-3", program.options());
      kernel.arguments().buffer(out);
      queue.launch(kernel, ClRange.of(3));
      int[] result = new int[3];
      queue.read(out, 0, result, 0, 3);
      assertArrayEquals(new int[] {0, -3, -6}, result);
    }
  }

  @Test
  void failedBuildShowsTheWholeLog() {
    StringBuilder source = new StringBuilder("__kernel void broken(__global float *out) {\n");
    for (int i = 0; i < 15; i++) {
      source.append("  out[").append(i).append("] = undeclared_name_").append(i).append(";\n");
    }
    source.append("}\n");
    ClException e = assertThrows(ClException.class, () -> context.createProgram("-DUNUSED=1", source.toString()));
    assertEquals("clBuildProgram", e.call());
    assertEquals("CL_BUILD_PROGRAM_FAILURE", e.statusName());
    assertTrue(e.getMessage().contains("-DUNUSED=1") && e.getMessage().contains(context.device().name()),
        e.getMessage());
    for (int i = 0; i < 15; i++) {
      assertTrue(e.getMessage().contains("undeclared_name_" + i), "the log lacks error " + i + ":\n" + e.getMessage());
    }
    assertEquals(0, context.live().programs());
  }

  @Test
  void binaryBuildsTheSameProgram() {
    byte[] binary;
    try (ClProgram program = context.createProgram("", ClTestKernels.VECTOR_ADD)) {
      binary = program.binary();
      assertTrue(binary.length > 0);
    }
    try (ClProgram program = context.createProgramFromBinary(binary, "");
        ClKernel kernel = program.createKernel("vector_add");
        ClBuffer a = context.createBuffer(8);
        ClBuffer out = context.createBuffer(8)) {
      queue.write(a, 0, new float[] {1.25f, -4}, 0, 2);
      kernel.arguments().buffer(out).buffer(a).buffer(a).int32(2);
      queue.launch(kernel, ClRange.of(2));
      float[] result = new float[2];
      queue.read(out, 0, result, 0, 2);
      assertArrayEquals(new float[] {2.5f, -8}, result);
    }
  }

  @Test
  void nonsenseIsRefused() {
    assertThrows(ClException.class, () -> context.createProgramFromBinary(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, ""));
    assertThrows(IllegalArgumentException.class, () -> context.createProgramFromBinary(new byte[0], ""));
    assertThrows(IllegalArgumentException.class, () -> context.createProgram(""));
    try (ClProgram program = context.createProgram("", ClTestKernels.VECTOR_ADD)) {
      ClException e = assertThrows(ClException.class, () -> program.createKernel("vector_subtract"));
      assertEquals("CL_INVALID_KERNEL_NAME", e.statusName());
      assertTrue(e.getMessage().contains("vector_subtract"), e.getMessage());
    }
  }

  @Test
  void kernelOutlivesItsProgram() {
    ClProgram program = context.createProgram("", ClTestKernels.VECTOR_ADD);
    try (ClKernel kernel = program.createKernel("vector_add");
        ClBuffer buffer = context.createBuffer(4)) {
      program.close();
      program.close();
      kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer).int32(1);
      queue.launch(kernel, ClRange.of(1));
      queue.finish();
    }
    assertTrue(assertThrows(IllegalStateException.class, program::buildLog).getMessage().contains("is closed"));
    assertThrows(IllegalStateException.class, () -> program.createKernel("vector_add"));
  }
}
