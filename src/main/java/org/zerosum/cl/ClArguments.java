package org.zerosum.cl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntSupplier;
import org.jocl.CL;

/**
 * A kernel's arguments, appended in the order of its parameters. They stay until {@link ClKernel#arguments()} starts
 * anew, so a kernel can be launched again with the same ones. Setting them allocates nothing. For one thread at a time.
 */
public final class ClArguments {
  private final ClKernel kernel;
  private final int expected;
  private final ClBuffer[] buffers;
  /** Size and bits of each value, so that another kernel can be given the same ones. */
  private final long[] sizes;
  private final long[] bits;
  private final boolean[] isLocal;
  private final IntSupplier[] live;
  private final MemorySegment scratch;
  private final long scratchAddress;
  private int count;

  ClArguments(ClKernel kernel, int expected, MemorySegment scratch) {
    this.kernel = kernel;
    this.expected = expected;
    this.buffers = new ClBuffer[expected];
    this.sizes = new long[expected];
    this.bits = new long[expected];
    this.isLocal = new boolean[expected];
    this.live = new IntSupplier[expected];
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
    return set(Long.BYTES, buffer.handle(), buffer, null);
  }

  /** Appends a null pointer for a {@code __global} or {@code __constant} parameter that the kernel won't use. */
  public ClArguments noBuffer() {
    return set(Long.BYTES, 0, null, null);
  }

  /** Appends an {@code int} or {@code uint}. */
  public ClArguments int32(int value) {
    return set(Integer.BYTES, value, null, null);
  }

  /**
   * Appends an {@code int}, {@code uint} or, by its bits, a {@code float}, which a {@link ClLaunch} made of this kernel asks for
   * anew each time.
   */
  public ClArguments live32(IntSupplier value) {
    return set(Integer.BYTES, value.getAsInt(), null, value);
  }

  /** Appends a {@code long} or {@code ulong}. */
  public ClArguments int64(long value) {
    return set(Long.BYTES, value, null, null);
  }

  /** Appends a {@code float}. */
  public ClArguments float32(float value) {
    return set(Float.BYTES, Float.floatToRawIntBits(value), null, null);
  }

  /** Appends local memory of this many bytes for a {@code __local} parameter. */
  public ClArguments local(long bytes) {
    return put(bytes, 0, null, null, 0);
  }

  private ClArguments set(long size, long value, ClBuffer buffer, IntSupplier supplier) {
    scratch.set(ValueLayout.JAVA_LONG, 0, value);
    return put(size, value, buffer, supplier, scratchAddress);
  }

  private ClArguments put(long size, long value, ClBuffer buffer, IntSupplier supplier, long address) {
    int index = count;
    if (index >= expected) {
      count = index + 1;
      throw wrongCount();
    }
    int status = ClNative.clSetKernelArg(kernel.handle(), index, size, address);
    if (status != CL.CL_SUCCESS) {
      String given = buffer == null ? size + " bytes" : buffer.toString();
      throw new ClException("clSetKernelArg", status, "argument " + index + " (" + given + ") of " + kernel
          + ", which takes " + expected + " arguments");
    }
    buffers[index] = buffer;
    sizes[index] = size;
    bits[index] = value;
    isLocal[index] = address == 0;
    live[index] = supplier;
    count = index + 1;
    return this;
  }

  /** Takes over another kernel's arguments, of the same function. */
  void copy(ClArguments other) {
    restart();
    for (int i = 0; i < expected; i++) {
      if (other.isLocal[i]) {
        local(other.sizes[i]);
      } else {
        set(other.sizes[i], other.bits[i], other.buffers[i], other.live[i]);
      }
    }
  }

  /** Sets those values that are asked for anew. */
  void refresh() {
    for (int i = 0; i < expected; i++) {
      if (live[i] != null) {
        scratch.set(ValueLayout.JAVA_INT, 0, live[i].getAsInt());
        ClException.check("clSetKernelArg", ClNative.clSetKernelArg(kernel.handle(), i, Integer.BYTES, scratchAddress), kernel);
      }
    }
  }

  /** Whether there are values that are asked for anew. */
  boolean isLive() {
    for (IntSupplier supplier : live) {
      if (supplier != null) {
        return true;
      }
    }
    return false;
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
