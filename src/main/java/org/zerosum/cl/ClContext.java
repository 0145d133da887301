package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A context on one device: the home of its queues, programs and buffers. May be used from several threads.
 *
 * <p>Owned by the caller. Close everything made from it first: {@link #close()} says what was forgotten.
 */
public final class ClContext implements AutoCloseable {
  private final ClDevice device;
  private final ClHandle handle;
  private final ClCounters counters = new ClCounters();

  private ClContext(ClDevice device, long handle) {
    this.device = device;
    this.handle = new ClHandle(this, handle);
  }

  /**
   * Creates a context on a device.
   *
   * @return the context, owned by the caller
   * @throws ClException if the device can't be used
   */
  public static ClContext create(ClDevice device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment devices = arena.allocateFrom(ValueLayout.JAVA_LONG, device.handle());
      long handle = ClNative.clCreateContext(0, 1, devices.address(), 0, 0, status.address());
      ClException.check("clCreateContext", status.get(ValueLayout.JAVA_INT, 0), device);
      return new ClContext(device, handle);
    }
  }

  /** The device of everything in this context. */
  public ClDevice device() {
    return device;
  }

  /**
   * The raw {@code cl_context}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  /** What of this context is open now. */
  public ClLive live() {
    return counters.snapshot();
  }

  ClCounters counters() {
    return counters;
  }

  /** An in-order queue without profiling, owned by the caller. */
  public ClQueue createQueue() {
    return ClQueue.create(this, false);
  }

  /** An in-order queue whose events tell times, owned by the caller. */
  public ClQueue createProfilingQueue() {
    return ClQueue.create(this, true);
  }

  /**
   * A buffer in device memory with undefined content, owned by the caller.
   *
   * @param bytes size, from 1 to the device's largest allocation
   * @param flags how kernels and host use it; none means that kernels read and write it
   * @throws IllegalArgumentException if the size is out of range
   * @throws ClException if there isn't enough memory
   */
  public ClBuffer createBuffer(long bytes, ClBuffer.Flag... flags) {
    return ClBuffer.create(this, bytes, flags);
  }

  /**
   * Builds a program from OpenCL C, owned by the caller.
   *
   * @param options compiler options such as {@code -cl-std=CL1.2 -DTILE=8}; may be empty
   * @param sources concatenated by the compiler in this order
   * @throws ClException if it doesn't compile; the message holds the whole build log
   */
  public ClProgram createProgram(String options, String... sources) {
    return ClProgram.fromSources(this, options, sources);
  }

  /**
   * Builds a program from what {@link ClProgram#binary()} gave on the same device and driver, owned by the caller.
   *
   * @throws ClException if the driver rejects the binary
   */
  public ClProgram createProgramFromBinary(byte[] binary, String options) {
    return ClProgram.fromBinary(this, binary, options);
  }

  /**
   * Releases the context.
   *
   * @throws IllegalStateException if objects made from it are still open; the context is released nevertheless, and
   *     they remain usable until they are closed
   */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      ClException.check("clReleaseContext", ClNative.clReleaseContext(taken), this);
      ClLive live = live();
      if (!live.isZero()) {
        throw new IllegalStateException(this + " was closed before what was made from it: still open are " + live
            + "; close them before their context.");
      }
    }
  }

  @Override
  public String toString() {
    return "context on " + device;
  }
}
