package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jocl.CL;

/**
 * Native memory from which one copy at a time is on its way to a buffer, without anybody waiting for it until the memory is needed
 * again. Allocates nothing once it is made. Owned by the caller, who closes it before its queue. For one thread at a time.
 */
public final class ClUpload implements AutoCloseable {
  private final ClQueue queue;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final ClSignal done = new ClSignal();

  /**
   * Takes native memory.
   *
   * @param bytes its size, at least 1
   */
  public ClUpload(ClQueue queue, long bytes) {
    this.queue = queue;
    memory = arena.allocate(bytes, 64);
  }

  /** The memory, free to be written; waits until a copy that is still under way is done. */
  public MemorySegment memory() {
    done.await();
    return memory;
  }

  /**
   * Starts to copy the first bytes of the memory, in the order of the queue's commands.
   *
   * @param offset first byte in the buffer
   * @param size bytes, at least 1 and at most the memory's
   * @param waits what of another queue it waits for, or null
   * @return that it is done, until the memory is asked for again
   * @throws IllegalArgumentException if they don't fit
   */
  public ClSignal write(ClBuffer target, long offset, long size, ClSignal waits) {
    done.await();
    if (size > memory.byteSize()) {
      throw new IllegalArgumentException("write: " + size + " bytes are more than the " + memory.byteSize() + " bytes of this memory.");
    }
    queue.checkTarget(target, offset, size);
    int status = ClNative.clEnqueueWriteBuffer(queue.handle(), target.handle(), 0, offset, size, memory, waits == null ? 0 : 1,
        waits == null ? 0 : waits.list(), done.renew());
    if (status != CL.CL_SUCCESS) {
      throw new ClException("clEnqueueWriteBuffer", status, size + " bytes at byte " + offset + ", " + target);
    }
    queue.flush();
    return done;
  }

  /** Waits for a copy that is still under way and frees the memory. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      try {
        done.await();
      } finally {
        done.close();
        arena.close();
      }
    }
  }
}
