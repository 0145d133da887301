package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A region of a buffer mapped into host memory. Owned by the caller; closing it unmaps it, after which its segment
 * can't be read or written, and later commands of the queue see what was written. Kernels must not use a region while
 * it is mapped for writing.
 */
public final class ClMapping implements AutoCloseable {
  /** What the host does with a mapped region. */
  public enum Access {
    /** Reads. */
    READ,
    /** Reads and writes. */
    READ_WRITE,
    /** Writes all of it; what it held before is undefined. */
    WRITE_ALL
  }

  private final ClQueue queue;
  private final ClBuffer buffer;
  private final ClHandle handle;
  private final Arena arena;
  private final MemorySegment segment;

  ClMapping(ClQueue queue, ClBuffer buffer, long address, long bytes, Access access) {
    this.queue = queue;
    this.buffer = buffer;
    this.handle = new ClHandle(this, address);
    this.arena = Arena.ofShared();
    MemorySegment mapped = MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    this.segment = access == Access.READ ? mapped.asReadOnly() : mapped;
    queue.context().counters().mappings.incrementAndGet();
  }

  /**
   * The region's memory; read-only if it was mapped for reading.
   *
   * @throws IllegalStateException if it was unmapped
   */
  public MemorySegment segment() {
    handle.get();
    return segment;
  }

  /** Unmaps the region, in the queue that mapped it. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      queue.context().counters().mappings.decrementAndGet();
      arena.close();
      queue.unmap(buffer, taken);
    }
  }

  @Override
  public String toString() {
    return "mapping of a " + buffer;
  }
}
