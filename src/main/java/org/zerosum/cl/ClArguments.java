package org.zerosum.cl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jocl.CL;

/**
 * A kernel's arguments, appended in the order of its parameters. They stay until {@link ClKernel#arguments()} starts
 * anew, so a kernel can be launched again with the same ones. Setting them allocates nothing. For one thread at a time.
 */
public final class ClArguments {
  private final ClKernel kernel;
  private final int expected;
  private final ClBuffer[] buffers;
  private final MemorySegment scratch;
  private final long scratchAddress;
  private int count;

  ClArguments(ClKernel kernel, int expected, MemorySegment scratch) {
    this.kernel = kernel;
    this.expected = expected;
    this.buffers = new ClBuffer[expected];
    this.scratch = scratch;
    this.scratchAddress = scratch.address();
  }

  ClArguments restart() {
    count = 0;
    return this;
  }

  /**
   * Appends a buffer.
   *
   * @throws IllegalStateException if it is closed, or if the kernel has no further parameter
   * @throws IllegalArgumentException if it belongs to another context
   */
  public ClArguments buffer(ClBuffer buffer) {
    if (buffer.context() != kernel.context()) {
      throw new IllegalArgumentException("Argument " + count + " of " + kernel + " is a " + buffer
          + " of another context.");
    }
    scratch.set(ValueLayout.JAVA_LONG, 0, buffer.handle());
    return set(Long.BYTES, scratchAddress, buffer);
  }

  /** Appends a null pointer for a {@code __global} or {@code __constant} parameter that the kernel won't use. */
  public ClArguments noBuffer() {
    scratch.set(ValueLayout.JAVA_LONG, 0, 0L);
    return set(Long.BYTES, scratchAddress, null);
  }

  /** Appends an {@code int} or {@code uint}. */
  public ClArguments int32(int value) {
    scratch.set(ValueLayout.JAVA_INT, 0, value);
    return set(Integer.BYTES, scratchAddress, null);
  }

  /** Appends a {@code long} or {@code ulong}. */
  public ClArguments int64(long value) {
    scratch.set(ValueLayout.JAVA_LONG, 0, value);
    return set(Long.BYTES, scratchAddress, null);
  }

  /** Appends a {@code float}. */
  public ClArguments float32(float value) {
    scratch.set(ValueLayout.JAVA_FLOAT, 0, value);
    return set(Float.BYTES, scratchAddress, null);
  }

  /** Appends local memory of this many bytes for a {@code __local} parameter. */
  public ClArguments local(long bytes) {
    return set(bytes, 0, null);
  }

  private ClArguments set(long size, long address, ClBuffer buffer) {
    int index = count;
    if (index >= expected) {
      count = index + 1;
      throw wrongCount();
    }
    int status = ClNative.clSetKernelArg(kernel.handle(), index, size, address);
    if (status != CL.CL_SUCCESS) {
      String value = buffer == null ? size + " bytes" : buffer.toString();
      throw new ClException("clSetKernelArg", status, "argument " + index + " (" + value + ") of " + kernel
          + ", which takes " + expected + " arguments");
    }
    buffers[index] = buffer;
    count = index + 1;
    return this;
  }

  private IllegalStateException wrongCount() {
    return new IllegalStateException("Kernel " + kernel.name() + " takes " + expected + " arguments, but " + count
        + " were given.");
  }

  int expected() {
    return expected;
  }

  /** The driver holds raw handles of the buffers, so a closed one must be found here. */
  void checkReady() {
    if (count != expected) {
      throw wrongCount();
    }
    for (int i = 0; i < expected; i++) {
      ClBuffer buffer = buffers[i];
      if (buffer != null && !buffer.isOpen()) {
        throw new IllegalStateException("Argument " + i + " of kernel " + kernel.name() + ", a " + buffer
            + ", is closed and can't be used any more; set the arguments anew.");
      }
    }
  }
}
