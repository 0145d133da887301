package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClBufferTest {
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

  /** Sizes around the native memory that heap arrays travel through, 4 MiB. */
  @Test
  void heapArraysComeBackUnchanged() {
    for (int n : new int[] {0, 1, 3, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 5}) {
      float[] values = ClTestKernels.ramp(n + 2, -1000, 0.125f);
      try (ClBuffer buffer = context.createBuffer(4L * n + 8)) {
        queue.fill(buffer, 0, buffer.bytes(), -1.0f);
        queue.write(buffer, 4, values, 1, n);
        float[] result = new float[n + 3];
        queue.read(buffer, 0, result, 1, n + 2);
        assertEquals(0.0f, result[0]);
        assertEquals(-1.0f, result[1]);
        assertEquals(-1.0f, result[n + 2]);
        for (int i = 0; i < n; i++) {
          assertEquals(values[i + 1], result[i + 2], "n " + n + ", index " + i);
        }
      }
    }
  }

  @Test
  void intsAndNativeMemoryComeBackUnchanged() {
    int[] values = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE};
    try (ClBuffer buffer = context.createBuffer(20);
        Arena arena = Arena.ofConfined()) {
      queue.write(buffer, 0, values, 0, 5);
      int[] result = new int[5];
      queue.read(buffer, 0, result, 0, 5);
      assertArrayEquals(values, result);
      MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_INT, 5, 4, 3, 2, 1);
      MemorySegment target = arena.allocate(ValueLayout.JAVA_INT, 5);
      try (ClEvent written = queue.writeAsync(buffer, 0, source);
          ClEvent read = queue.readAsync(buffer, 0, target)) {
        read.await();
        assertEquals(ClEvent.Status.COMPLETE, written.status());
      }
      assertEquals(-1, source.mismatch(target));
      queue.write(buffer, 8, target.asSlice(0, 8));
      queue.read(buffer, 0, target);
      assertArrayEquals(new int[] {5, 4, 5, 4, 1}, target.toArray(ValueLayout.JAVA_INT));
    }
  }

  @Test
  void unsuitableHostMemoryIsRefused() {
    try (ClBuffer buffer = context.createBuffer(16)) {
      MemorySegment heap = MemorySegment.ofArray(new float[4]);
      assertThrows(IllegalArgumentException.class, () -> queue.writeAsync(buffer, 0, heap));
      assertThrows(IllegalArgumentException.class, () -> queue.readAsync(buffer, 0, heap));
      assertThrows(IllegalArgumentException.class, () -> queue.read(buffer, 0, heap.asReadOnly()));
      assertThrows(IndexOutOfBoundsException.class, () -> queue.write(buffer, 0, new float[3], 1, 3));
      assertThrows(IndexOutOfBoundsException.class, () -> queue.read(buffer, 0, new float[3], -1, 2));
      Arena arena = Arena.ofConfined();
      MemorySegment gone = arena.allocate(16);
      arena.close();
      assertThrows(IllegalStateException.class, () -> queue.write(buffer, 0, gone));
    }
  }

  @Test
  void regionsOutsideTheBufferAreRefused() {
    try (ClBuffer buffer = context.createBuffer(16);
        ClBuffer other = context.createBuffer(32)) {
      IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
          () -> queue.write(buffer, 8, new float[3], 0, 3));
      assertTrue(e.getMessage().startsWith("write: 12 bytes at byte 8 don't lie in buffer of 16 bytes on device"),
          e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> queue.read(buffer, -4, new float[1], 0, 1));
      assertThrows(IllegalArgumentException.class, () -> queue.fill(buffer, 0, 20, 0));
      assertThrows(IllegalArgumentException.class, () -> queue.fill(buffer, 2, 4, 0));
      assertThrows(IllegalArgumentException.class, () -> queue.copy(other, 0, buffer, 0, 20));
      assertThrows(IllegalArgumentException.class, () -> queue.copy(buffer, Long.MAX_VALUE, other, 0, 4));
      assertThrows(IllegalArgumentException.class, () -> queue.map(buffer, 12, 8, ClMapping.Access.READ));
    }
  }

  @Test
  void fillsAndCopiesWithOffsets() {
    try (ClBuffer a = context.createBuffer(24);
        ClBuffer b = context.createBuffer(24)) {
      queue.fill(a, 0, 24, 1.5f);
      queue.fill(a, 8, 4, -2.5f);
      queue.fill(b, 0, 24, 0);
      queue.fill(b, 4, 0, 9);
      queue.copy(a, 4, b, 12, 12);
      queue.copy(a, 4, b, 0, 0);
      float[] result = new float[6];
      queue.read(b, 0, result, 0, 6);
      assertArrayEquals(new float[] {0, 0, 0, 1.5f, -2.5f, 1.5f}, result);
    }
  }

  @Test
  void overlappingCopyIsNamed() {
    try (ClBuffer buffer = context.createBuffer(64)) {
      ClException e = assertThrows(ClException.class, () -> queue.copy(buffer, 0, buffer, 8, 16));
      assertEquals("CL_MEM_COPY_OVERLAP", e.statusName());
      assertTrue(e.getMessage().contains("16 bytes from byte 0"), e.getMessage());
    }
  }

  @Test
  void viewsShareTheirBuffersMemory() {
    long alignment = context.device().memoryAlignmentBytes();
    try (ClBuffer buffer = context.createBuffer(4 * alignment);
        ClBuffer half = buffer.view(2 * alignment, 2 * alignment);
        ClBuffer last = half.view(alignment, 8)) {
      assertEquals(3, context.live().buffers());
      assertEquals(4 * alignment, context.live().bytes());
      assertTrue(half.isView() && last.isView() && !buffer.isView());
      assertEquals(3 * alignment, last.origin());
      queue.fill(buffer, 0, buffer.bytes(), 1);
      queue.fill(last, 0, 8, -7);
      int[] result = new int[3];
      queue.read(buffer, 3 * alignment, result, 0, 3);
      assertArrayEquals(new int[] {-7, -7, 1}, result);
      assertThrows(IllegalArgumentException.class, () -> half.view(1, 4));
      assertThrows(IllegalArgumentException.class, () -> half.view(0, 0));
      assertThrows(IllegalArgumentException.class, () -> half.view(alignment, alignment + 1));
    }
  }

  @Test
  void mappedMemoryIsSeenByTheDeviceAndGoneAfterwards() {
    try (ClBuffer buffer = context.createBuffer(32, ClBuffer.Flag.READ_WRITE, ClBuffer.Flag.HOST_MEMORY)) {
      assertEquals(Set.of(ClBuffer.Flag.READ_WRITE, ClBuffer.Flag.HOST_MEMORY), buffer.flags());
      queue.fill(buffer, 0, 32, 5);
      MemorySegment segment;
      try (ClMapping mapping = queue.map(buffer, 8, 8, ClMapping.Access.READ_WRITE)) {
        assertEquals(1, context.live().mappings());
        segment = mapping.segment();
        assertEquals(8, segment.byteSize());
        assertEquals(5, segment.getAtIndex(ValueLayout.JAVA_INT, 1));
        segment.setAtIndex(ValueLayout.JAVA_INT, 0, -6);
      }
      ClMapping closed = queue.map(buffer, 0, 4, ClMapping.Access.READ);
      closed.close();
      closed.close();
      assertThrows(IllegalStateException.class, closed::segment);
      assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_INT, 0));
      try (ClMapping mapping = queue.map(buffer, 0, 32, ClMapping.Access.READ)) {
        assertArrayEquals(new int[] {5, 5, -6, 5, 5, 5, 5, 5}, mapping.segment().toArray(ValueLayout.JAVA_INT));
        assertTrue(mapping.segment().isReadOnly());
      }
      try (ClMapping mapping = queue.map(buffer, 0, 32, ClMapping.Access.WRITE_ALL)) {
        mapping.segment().fill((byte) 0);
      }
      int[] result = new int[8];
      queue.read(buffer, 0, result, 0, 8);
      assertArrayEquals(new int[8], result);
    }
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> context.createBuffer(0));
    assertThrows(IllegalArgumentException.class, () -> context.createBuffer(-4));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
        () -> context.createBuffer(context.device().maxAllocationBytes() + 1));
    assertTrue(e.getMessage().contains("largest allocation"), e.getMessage());
  }

  @Test
  void closedBufferSaysSo() {
    ClBuffer buffer = context.createBuffer(40);
    assertEquals(40, context.live().bytes());
    buffer.close();
    buffer.close();
    assertFalse(buffer.isOpen());
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> queue.fill(buffer, 0, 4, 1));
    assertTrue(e.getMessage().startsWith("buffer of 40 bytes on device"), e.getMessage());
    assertThrows(IllegalStateException.class, () -> buffer.view(0, 4));
  }
}
