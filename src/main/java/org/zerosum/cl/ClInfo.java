package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads what OpenCL's {@code clGet…Info} functions answer.
 *
 * @param call the function's name, for errors
 * @param subject what is asked, for errors
 * @param query the function, its handles bound
 */
record ClInfo(String call, Object subject, Query query) {
  /** A {@code clGet…Info} function whose handles are bound. */
  interface Query {
    int get(int name, long size, long value, long sizeOut);
  }

  /** The raw value. */
  byte[] bytes(int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      ClException.check(call, query.get(name, 0, 0, size.address()), subject);
      long length = size.get(ValueLayout.JAVA_LONG, 0);
      if (length == 0) {
        return new byte[0];
      }
      MemorySegment value = arena.allocate(length, Long.BYTES);
      ClException.check(call, query.get(name, length, value.address(), 0), subject);
      return value.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** A string, without the terminating zero and surrounding white space. */
  String string(int name) {
    byte[] bytes = bytes(name);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
  }

  /** A {@code cl_uint}, {@code cl_bool}, {@code size_t}, {@code cl_ulong} or bit field; 32-bit values are unsigned. */
  long number(int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(2L * Long.BYTES, Long.BYTES);
      long value = scratch.address();
      ClException.check(call, query.get(name, Long.BYTES, value, value + Long.BYTES), subject);
      return scratch.get(ValueLayout.JAVA_LONG, Long.BYTES) == Integer.BYTES
          ? Integer.toUnsignedLong(scratch.get(ValueLayout.JAVA_INT, 0))
          : scratch.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  boolean flag(int name) {
    return number(name) != 0;
  }

  /** An array of {@code size_t}. */
  long[] numbers(int name) {
    return MemorySegment.ofArray(bytes(name)).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }
}
