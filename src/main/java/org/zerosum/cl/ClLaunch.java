package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A launch that is ready to be enqueued again and again: a kernel of its own with bound arguments, and a range in native memory.
 * Owned by the caller, who closes it. Its buffers must stay open as long. For one thread at a time.
 */
public final class ClLaunch implements AutoCloseable {
  private final ClKernel kernel;
  private final ClRange range;
  private final boolean live;
  private final Arena arena = Arena.ofShared();
  private final long global;
  private final long local;

  private ClLaunch(ClKernel kernel, ClRange range) {
    this.kernel = kernel;
    this.range = range;
    live = kernel.current().isLive();
    global = sizes(range.globalX(), range.globalY(), range.globalZ());
    local = range.hasLocal() ? sizes(range.localX(), range.localY(), range.localZ()) : 0;
  }

  /**
   * A launch of a kernel with the arguments that it has now; the kernel itself may be given others.
   *
   * @throws IllegalStateException if arguments are missing, or one of its buffers is closed
   */
  public static ClLaunch of(ClKernel kernel, ClRange range) {
    return new ClLaunch(kernel.copy(), range);
  }

  private long sizes(long x, long y, long z) {
    MemorySegment segment = arena.allocate(3L * Long.BYTES, Long.BYTES);
    segment.setAtIndex(ValueLayout.JAVA_LONG, 0, x);
    segment.setAtIndex(ValueLayout.JAVA_LONG, 1, y);
    segment.setAtIndex(ValueLayout.JAVA_LONG, 2, z);
    return segment.address();
  }

  /** Whether it has arguments that are asked for anew each time. */
  public boolean isLive() {
    return live;
  }

  /** The kernel's function name. */
  public String kernelName() {
    return kernel.name();
  }

  ClKernel kernel() {
    return kernel;
  }

  ClRange range() {
    return range;
  }

  long globalAddress() {
    return global;
  }

  long localAddress() {
    return local;
  }

  /** Brings live arguments up to date. */
  void refresh() {
    if (live) {
      kernel.current().refresh();
    }
  }

  @Override
  public void close() {
    kernel.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }

  @Override
  public String toString() {
    return "launch of " + kernel + ", " + range;
  }
}
