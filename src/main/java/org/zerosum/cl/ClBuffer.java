package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.jocl.CL;

/** Memory of a device, or a view of a part of it. Owned by the caller, who closes it. */
public final class ClBuffer implements AutoCloseable {
  /** How kernels and host use a buffer. */
  public enum Flag {
    /** Kernels read and write; the default. */
    READ_WRITE(CL.CL_MEM_READ_WRITE),
    /** Kernels only read. */
    READ_ONLY(CL.CL_MEM_READ_ONLY),
    /** Kernels only write. */
    WRITE_ONLY(CL.CL_MEM_WRITE_ONLY),
    /** In memory that the host can map without a copy. */
    HOST_MEMORY(CL.CL_MEM_ALLOC_HOST_PTR),
    /** The host only writes. */
    HOST_WRITE_ONLY(CL.CL_MEM_HOST_WRITE_ONLY),
    /** The host only reads. */
    HOST_READ_ONLY(CL.CL_MEM_HOST_READ_ONLY),
    /** The host neither reads nor writes. */
    HOST_NO_ACCESS(CL.CL_MEM_HOST_NO_ACCESS);

    private final long bit;

    Flag(long bit) {
      this.bit = bit;
    }
  }

  private final ClContext context;
  private final ClBuffer root;
  private final long origin;
  private final long bytes;
  private final Set<Flag> flags;
  private final ClHandle handle;

  private ClBuffer(ClContext context, ClBuffer root, long origin, long bytes, Set<Flag> flags, long handle) {
    this.context = context;
    this.root = root == null ? this : root;
    this.origin = origin;
    this.bytes = bytes;
    this.flags = flags;
    this.handle = new ClHandle(this, handle);
    context.counters().buffers.incrementAndGet();
    context.counters().bytes.addAndGet(ownBytes());
  }

  static ClBuffer create(ClContext context, long bytes, Flag... flags) {
    long max = context.device().maxAllocationBytes();
    if (bytes < 1 || bytes > max) {
      throw new IllegalArgumentException("A buffer of " + bytes + " bytes can't be created on " + context.device()
          + ": its size must be from 1 to " + max + " bytes, the device's largest allocation.");
    }
    long bits = 0;
    for (Flag flag : flags) {
      bits |= flag.bit;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      long handle = ClNative.clCreateBuffer(context.handle(), bits, bytes, 0, status.address());
      int code = status.get(ValueLayout.JAVA_INT, 0);
      if (code != CL.CL_SUCCESS) {
        throw new ClException("clCreateBuffer", code, "a buffer of " + bytes + " bytes (" + context.live()
            + " are open), " + context);
      }
      return new ClBuffer(context, null, 0, bytes, Set.of(flags), handle);
    }
  }

  /**
   * A view of a part of this buffer (a sub-buffer), with a handle of its own that kernels take like any buffer's. Owned
   * by the caller, who closes it before this buffer.
   *
   * @param offset first byte in this buffer; in the underlying buffer it must be a multiple of
   *     {@link ClDevice#memoryAlignmentBytes()}
   * @param size bytes, at least 1
   * @throws IllegalArgumentException if the region is empty, out of range or misaligned
   */
  public ClBuffer view(long offset, long size) {
    checkRange("view", offset, size);
    long alignment = context.device().memoryAlignmentBytes();
    long start = origin + offset;
    if (size == 0 || start % alignment != 0) {
      throw new IllegalArgumentException("A view of " + size + " bytes at byte " + start + " of " + root
          + " can't be created: it must have at least 1 byte and begin at a multiple of " + alignment + " bytes on "
          + context.device() + ".");
    }
    handle();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment region = arena.allocateFrom(ValueLayout.JAVA_LONG, start, size);
      long view = ClNative.clCreateSubBuffer(root.handle(), 0, CL.CL_BUFFER_CREATE_TYPE_REGION, region.address(),
          status.address());
      ClException.check("clCreateSubBuffer", status.get(ValueLayout.JAVA_INT, 0), this);
      return new ClBuffer(context, root, start, size, flags, view);
    }
  }

  /** Size in bytes. */
  public long bytes() {
    return bytes;
  }

  /** First byte in the underlying buffer; 0 if this is no view. */
  public long origin() {
    return origin;
  }

  /** True if this is a view of another buffer. */
  public boolean isView() {
    return root != this;
  }

  /** How kernels and host use it; empty means the default. */
  public Set<Flag> flags() {
    return flags;
  }

  /** The context it belongs to. */
  public ClContext context() {
    return context;
  }

  /** True until it is closed. */
  public boolean isOpen() {
    return handle.isOpen();
  }

  /**
   * The raw {@code cl_mem}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  void checkRange(String operation, long offset, long size) {
    if (offset < 0 || size < 0 || offset > bytes - size) {
      throw new IllegalArgumentException(operation + ": " + size + " bytes at byte " + offset + " don't lie in " + this
          + ".");
    }
  }

  private long ownBytes() {
    return isView() ? 0 : bytes;
  }

  /** Releases it; commands that were enqueued before still complete. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      context.counters().buffers.decrementAndGet();
      context.counters().bytes.addAndGet(-ownBytes());
      ClException.check("clReleaseMemObject", ClNative.clReleaseMemObject(taken), this);
    }
  }

  @Override
  public String toString() {
    return (isView() ? "buffer view at byte " + origin + ", of " : "buffer of ") + bytes + " bytes on "
        + context.device();
  }
}
