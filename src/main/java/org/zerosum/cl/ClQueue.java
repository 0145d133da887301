package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jocl.CL;

/**
 * An in-order queue: each command sees what the commands before it wrote. Owned by the caller, who closes it. For one
 * thread at a time.
 *
 * <p>Commands return before they are done unless their description says "waits". Offsets and sizes are bytes unless
 * said otherwise; a region of 0 bytes is done at once, but has no event.
 * A launch without an event allocates nothing on the Java heap.
 */
public final class ClQueue implements AutoCloseable {
  /** Heap arrays travel through native memory of this size, allocated at the first such transfer. */
  private static final long STAGING_BYTES = 4L << 20;

  private final ClContext context;
  private final boolean profiling;
  private final ClHandle handle;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment global = arena.allocate(3L * Long.BYTES, Long.BYTES);
  private final MemorySegment local = arena.allocate(3L * Long.BYTES, Long.BYTES);
  private final MemorySegment pattern = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment event = arena.allocate(ValueLayout.JAVA_LONG);
  private final long globalAddress = global.address();
  private final long localAddress = local.address();
  private MemorySegment staging = MemorySegment.NULL;

  private ClQueue(ClContext context, boolean profiling, long handle) {
    this.context = context;
    this.profiling = profiling;
    this.handle = new ClHandle(this, handle);
    context.counters().queues.incrementAndGet();
  }

  static ClQueue create(ClContext context, boolean profiling) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      long properties = profiling ? CL.CL_QUEUE_PROFILING_ENABLE : 0;
      long handle = ClNative.clCreateCommandQueue(context.handle(), context.device().handle(), properties,
          status.address());
      ClException.check("clCreateCommandQueue", status.get(ValueLayout.JAVA_INT, 0), context);
      return new ClQueue(context, profiling, handle);
    }
  }

  /**
   * Launches a kernel with the arguments that it has.
   *
   * @throws IllegalStateException if arguments are missing, or one of its buffers is closed
   * @throws ClException if the range doesn't suit the kernel or the device
   */
  public void launch(ClKernel kernel, ClRange range) {
    enqueue(kernel, range, 0);
  }

  /**
   * Launches a prepared launch; allocates nothing.
   *
   * @throws IllegalStateException if it is closed
   */
  public void launch(ClLaunch launch) {
    enqueue(launch, null, 0);
  }

  /**
   * Launches a prepared launch that waits for another queue of this context, or is waited for by one; allocates nothing.
   *
   * @param waits what it waits for, or null
   * @param done what tells that it is done, or null
   * @throws IllegalStateException if it is closed, or no launch has the signal that it waits for yet
   */
  public void launch(ClLaunch launch, ClSignal waits, ClSignal done) {
    enqueue(launch, waits, done == null ? 0 : done.renew());
    if (done != null) {
      // Otherwise the queue that waits might do so for ever.
      flush();
    }
  }

  /** {@link #launch(ClLaunch, ClSignal, ClSignal)} with an event, owned by the caller. */
  public ClEvent launchWithEvent(ClLaunch launch, ClSignal waits, ClSignal done) {
    enqueue(launch, waits, event.address());
    ClEvent made = newEvent(launch.kernelName());
    if (done != null) {
      done.set(made);
      flush();
    }
    return made;
  }

  private void enqueue(ClLaunch launch, ClSignal waits, long eventAddress) {
    launch.refresh();
    ClRange range = launch.range();
    int status = ClNative.clEnqueueNDRangeKernel(handle.get(), launch.kernel().handle(), range.dimensions(), 0, launch.globalAddress(),
        launch.localAddress(), waits == null ? 0 : 1, waits == null ? 0 : waits.list(), eventAddress);
    if (status != CL.CL_SUCCESS) {
      throw launchFailure(status, launch.kernel(), range);
    }
  }

  /** {@link #launch(ClKernel, ClRange)} with an event, owned by the caller. */
  public ClEvent launchWithEvent(ClKernel kernel, ClRange range) {
    enqueue(kernel, range, event.address());
    return newEvent(kernel.name());
  }

  private void enqueue(ClKernel kernel, ClRange range, long eventAddress) {
    kernel.checkReady(context);
    long queue = handle.get();
    global.set(ValueLayout.JAVA_LONG, 0, range.globalX());
    global.set(ValueLayout.JAVA_LONG, 8, range.globalY());
    global.set(ValueLayout.JAVA_LONG, 16, range.globalZ());
    long localSizes = 0;
    if (range.hasLocal()) {
      local.set(ValueLayout.JAVA_LONG, 0, range.localX());
      local.set(ValueLayout.JAVA_LONG, 8, range.localY());
      local.set(ValueLayout.JAVA_LONG, 16, range.localZ());
      localSizes = localAddress;
    }
    int status = ClNative.clEnqueueNDRangeKernel(queue, kernel.handle(), range.dimensions(), 0, globalAddress,
        localSizes, 0, 0, eventAddress);
    if (status != CL.CL_SUCCESS) {
      throw launchFailure(status, kernel, range);
    }
  }

  private ClException launchFailure(int status, ClKernel kernel, ClRange range) {
    return new ClException("clEnqueueNDRangeKernel", status, "kernel " + kernel.name() + ", " + range + ", "
        + kernel.workGroup() + ", " + context.device());
  }

  /**
   * Waits until all of {@code source} is in the buffer.
   *
   * @param source native memory, or a heap array's segment, which is copied through native memory
   * @throws IllegalArgumentException if it doesn't fit into the buffer
   */
  public void write(ClBuffer buffer, long offset, MemorySegment source) {
    transfer(buffer, offset, source, true);
  }

  /**
   * Waits until {@code length} floats of {@code source}, from index {@code start}, are in the buffer at byte
   * {@code offset}.
   */
  public void write(ClBuffer buffer, long offset, float[] source, int start, int length) {
    write(buffer, offset, slice(MemorySegment.ofArray(source), start, length));
  }

  /**
   * Waits until {@code length} ints of {@code source}, from index {@code start}, are in the buffer at byte
   * {@code offset}.
   */
  public void write(ClBuffer buffer, long offset, int[] source, int start, int length) {
    write(buffer, offset, slice(MemorySegment.ofArray(source), start, length));
  }

  /**
   * Waits until all of {@code target} is filled from the buffer.
   *
   * @param target native memory, or a heap array's segment, which is copied through native memory
   * @throws IllegalArgumentException if the buffer is too small or the target can't be written
   */
  public void read(ClBuffer buffer, long offset, MemorySegment target) {
    checkWritable(target);
    transfer(buffer, offset, target, false);
  }

  /**
   * Waits until {@code length} floats of the buffer, from byte {@code offset}, are in {@code target} from index
   * {@code start}.
   */
  public void read(ClBuffer buffer, long offset, float[] target, int start, int length) {
    read(buffer, offset, slice(MemorySegment.ofArray(target), start, length));
  }

  /**
   * Waits until {@code length} ints of the buffer, from byte {@code offset}, are in {@code target} from index
   * {@code start}.
   */
  public void read(ClBuffer buffer, long offset, int[] target, int start, int length) {
    read(buffer, offset, slice(MemorySegment.ofArray(target), start, length));
  }

  /**
   * Writes without waiting. {@code source} must be native, stay alive and unchanged until the event is complete.
   *
   * @return the event, owned by the caller
   */
  public ClEvent writeAsync(ClBuffer buffer, long offset, MemorySegment source) {
    checkNative(source);
    transferNative(buffer, offset, source, true, false);
    return newEvent("write");
  }

  /**
   * Reads without waiting. {@code target} must be native and stay alive; its content is defined when the event is
   * complete.
   *
   * @return the event, owned by the caller
   */
  public ClEvent readAsync(ClBuffer buffer, long offset, MemorySegment target) {
    checkNative(target);
    checkWritable(target);
    transferNative(buffer, offset, target, false, false);
    return newEvent("read");
  }

  private void transfer(ClBuffer buffer, long offset, MemorySegment host, boolean write) {
    buffer.checkRange(write ? "write" : "read", offset, host.byteSize());
    if (host.isNative()) {
      transferNative(buffer, offset, host, write, true);
      return;
    }
    for (long done = 0; done < host.byteSize(); done += STAGING_BYTES) {
      long size = Math.min(STAGING_BYTES, host.byteSize() - done);
      MemorySegment chunk = staging().asSlice(0, size);
      if (write) {
        MemorySegment.copy(host, done, chunk, 0, size);
      }
      transferNative(buffer, offset + done, chunk, write, true);
      if (!write) {
        MemorySegment.copy(chunk, 0, host, done, size);
      }
    }
  }

  private void transferNative(ClBuffer buffer, long offset, MemorySegment host, boolean write, boolean blocking) {
    long size = host.byteSize();
    buffer.checkRange(write ? "write" : "read", offset, size);
    checkContext(buffer);
    long queue = handle.get();
    if (size == 0 && blocking) {
      return;
    }
    long eventAddress = blocking ? 0 : event.address();
    int wait = blocking ? 1 : 0;
    int status = write
        ? ClNative.clEnqueueWriteBuffer(queue, buffer.handle(), wait, offset, size, host, 0, 0, eventAddress)
        : ClNative.clEnqueueReadBuffer(queue, buffer.handle(), wait, offset, size, host, 0, 0, eventAddress);
    if (status != CL.CL_SUCCESS) {
      throw failure(write ? "clEnqueueWriteBuffer" : "clEnqueueReadBuffer", status, size + " bytes at byte " + offset,
          buffer);
    }
  }

  /** Fills {@code size} bytes at {@code offset}, both multiples of 4, with a float. */
  public void fill(ClBuffer buffer, long offset, long size, float value) {
    fill(buffer, offset, size, Float.floatToRawIntBits(value));
  }

  /** Fills {@code size} bytes at {@code offset}, both multiples of 4, with an int. */
  public void fill(ClBuffer buffer, long offset, long size, int value) {
    enqueueFill(buffer, offset, size, value, 0);
  }

  /** {@link #fill(ClBuffer, long, long, int)} with an event, owned by the caller. */
  public ClEvent fillWithEvent(ClBuffer buffer, long offset, long size, int value) {
    enqueueFill(buffer, offset, size, value, event.address());
    return newEvent("fill");
  }

  private void enqueueFill(ClBuffer buffer, long offset, long size, int value, long eventAddress) {
    buffer.checkRange("fill", offset, size);
    checkContext(buffer);
    if ((offset | size) % Integer.BYTES != 0) {
      throw new IllegalArgumentException("fill: offset " + offset + " and size " + size
          + " must be multiples of 4 bytes.");
    }
    if (size == 0 && eventAddress == 0) {
      return;
    }
    pattern.set(ValueLayout.JAVA_INT, 0, value);
    int status = ClNative.clEnqueueFillBuffer(handle.get(), buffer.handle(), pattern.address(), Integer.BYTES, offset,
        size, 0, 0, eventAddress);
    if (status != CL.CL_SUCCESS) {
      throw failure("clEnqueueFillBuffer", status, size + " bytes at byte " + offset, buffer);
    }
  }

  /** Copies {@code size} bytes on the device; the regions of one buffer must not overlap. */
  public void copy(ClBuffer source, long sourceOffset, ClBuffer target, long targetOffset, long size) {
    enqueueCopy(source, sourceOffset, target, targetOffset, size, null, 0);
  }

  /**
   * {@link #copy} that waits for another queue of this context, and is waited for by one; allocates nothing.
   *
   * @param size at least 1
   * @param waits what it waits for
   * @param done what tells that it is done
   */
  public void copy(ClBuffer source, long sourceOffset, ClBuffer target, long targetOffset, long size, ClSignal waits, ClSignal done) {
    enqueueCopy(source, sourceOffset, target, targetOffset, size, waits, done.renew());
    flush();
  }

  /** {@link #copy} with an event, owned by the caller. */
  public ClEvent copyWithEvent(ClBuffer source, long sourceOffset, ClBuffer target, long targetOffset, long size) {
    enqueueCopy(source, sourceOffset, target, targetOffset, size, null, event.address());
    return newEvent("copy");
  }

  private void enqueueCopy(ClBuffer source, long sourceOffset, ClBuffer target, long targetOffset, long size,
      ClSignal waits, long eventAddress) {
    source.checkRange("copy from", sourceOffset, size);
    target.checkRange("copy to", targetOffset, size);
    checkContext(source);
    checkContext(target);
    if (size == 0 && eventAddress == 0) {
      return;
    }
    int status = ClNative.clEnqueueCopyBuffer(handle.get(), source.handle(), target.handle(), sourceOffset,
        targetOffset, size, waits == null ? 0 : 1, waits == null ? 0 : waits.list(), eventAddress);
    if (status != CL.CL_SUCCESS) {
      throw failure("clEnqueueCopyBuffer", status, size + " bytes from byte " + sourceOffset + " of " + source
          + " to byte " + targetOffset, target);
    }
  }

  /**
   * Maps a region into host memory and waits until it is there. The mapping is owned by the caller, who unmaps it by
   * closing it.
   */
  public ClMapping map(ClBuffer buffer, long offset, long size, ClMapping.Access access) {
    buffer.checkRange("map", offset, size);
    checkContext(buffer);
    long flags = switch (access) {
      case READ -> CL.CL_MAP_READ;
      case READ_WRITE -> CL.CL_MAP_READ | CL.CL_MAP_WRITE;
      case WRITE_ALL -> CL.CL_MAP_WRITE_INVALIDATE_REGION;
    };
    // The four bytes for fill patterns serve as the place for the status.
    long address = ClNative.clEnqueueMapBuffer(handle.get(), buffer.handle(), 1, flags, offset, size, 0, 0, 0,
        pattern.address());
    int status = pattern.get(ValueLayout.JAVA_INT, 0);
    if (status != CL.CL_SUCCESS) {
      throw failure("clEnqueueMapBuffer", status, size + " bytes at byte " + offset, buffer);
    }
    return new ClMapping(this, buffer, address, size, access);
  }

  void unmap(ClBuffer buffer, long address) {
    int status = ClNative.clEnqueueUnmapMemObject(handle.get(), buffer.handle(), address, 0, 0, 0);
    ClException.check("clEnqueueUnmapMemObject", status, buffer);
  }

  /** An event that is complete when all commands so far are; owned by the caller. */
  public ClEvent marker() {
    int status = ClNative.clEnqueueMarkerWithWaitList(handle.get(), 0, 0, event.address());
    ClException.check("clEnqueueMarkerWithWaitList", status, this);
    return newEvent("marker");
  }

  /** Lets the commands that follow wait, on the device, for an event of another queue of this context. */
  public void waitFor(ClEvent other) {
    event.set(ValueLayout.JAVA_LONG, 0, other.handle());
    int status = ClNative.clEnqueueBarrierWithWaitList(handle.get(), 1, event.address(), 0);
    ClException.check("clEnqueueBarrierWithWaitList", status, other);
  }

  /** {@link #waitFor(ClEvent)} for a signal that a launch has; allocates nothing. */
  public void waitFor(ClSignal signal) {
    int status = ClNative.clEnqueueBarrierWithWaitList(handle.get(), 1, signal.list(), 0);
    if (status != CL.CL_SUCCESS) {
      throw new ClException("clEnqueueBarrierWithWaitList", status, toString());
    }
  }

  /** Hands all commands so far to the device. */
  public void flush() {
    ClException.check("clFlush", ClNative.clFlush(handle.get()), this);
  }

  /** Waits until all commands so far are done. */
  public void finish() {
    ClException.check("clFinish", ClNative.clFinish(handle.get()), this);
  }

  /** The context it belongs to. */
  public ClContext context() {
    return context;
  }

  /** True if its events tell times. */
  public boolean isProfiling() {
    return profiling;
  }

  /**
   * The raw {@code cl_command_queue}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  /** Releases it and its native memory; commands that were enqueued before still complete. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      context.counters().queues.decrementAndGet();
      arena.close();
      ClException.check("clReleaseCommandQueue", ClNative.clReleaseCommandQueue(taken), this);
    }
  }

  private ClEvent newEvent(String command) {
    return new ClEvent(context, command, event.get(ValueLayout.JAVA_LONG, 0));
  }

  private MemorySegment staging() {
    if (staging.byteSize() == 0) {
      staging = arena.allocate(STAGING_BYTES, 64);
    }
    return staging;
  }

  private static MemorySegment slice(MemorySegment array, int start, int length) {
    return array.asSlice((long) start * Float.BYTES, (long) length * Float.BYTES);
  }

  private static void checkNative(MemorySegment host) {
    if (!host.isNative()) {
      throw new IllegalArgumentException("A transfer that doesn't wait needs native memory, but got a heap array's "
          + "segment; allocate it from an Arena, or use the transfer that waits.");
    }
  }

  private static void checkWritable(MemorySegment target) {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("A buffer can't be read into a read-only segment.");
    }
  }

  void checkTarget(ClBuffer buffer, long offset, long size) {
    buffer.checkRange("write", offset, size);
    checkContext(buffer);
  }

  private void checkContext(ClBuffer buffer) {
    if (buffer.context() != context) {
      throw new IllegalArgumentException("The " + buffer + " belongs to another context than this queue.");
    }
  }

  private ClException failure(String call, int status, String region, ClBuffer buffer) {
    return new ClException(call, status, region + ", " + buffer);
  }

  @Override
  public String toString() {
    return "queue on " + context.device();
  }
}
