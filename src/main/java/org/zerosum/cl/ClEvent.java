package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.jocl.CL;

/** A command in a queue: wait for it, ask how far it is, and when it ran. Owned by the caller, who closes it. */
public final class ClEvent implements AutoCloseable {
  /** How far a command is. */
  public enum Status {
    /** In the queue. */
    QUEUED,
    /** Handed to the device. */
    SUBMITTED,
    /** Running. */
    RUNNING,
    /** Done. */
    COMPLETE
  }

  private final ClContext context;
  private final String command;
  private final ClHandle handle;

  ClEvent(ClContext context, String command, long handle) {
    this.context = context;
    this.command = command;
    this.handle = new ClHandle(this, handle);
    context.counters().events.incrementAndGet();
  }

  /**
   * Waits until the command is done.
   *
   * @throws ClException if the command failed
   */
  public void await() {
    try (Arena arena = Arena.ofConfined()) {
      long list = arena.allocateFrom(ValueLayout.JAVA_LONG, handle()).address();
      ClException.check("clWaitForEvents", ClNative.clWaitForEvents(1, list), this);
    }
  }

  /**
   * How far the command is.
   *
   * @throws ClException if the command failed
   */
  public Status status() {
    ClInfo info = new ClInfo("clGetEventInfo", this,
        (key, size, value, sizeOut) -> ClNative.clGetEventInfo(handle(), key, size, value, sizeOut));
    int status = (int) info.number(CL.CL_EVENT_COMMAND_EXECUTION_STATUS);
    return switch (status) {
      case CL.CL_COMPLETE -> Status.COMPLETE;
      case CL.CL_RUNNING -> Status.RUNNING;
      case CL.CL_SUBMITTED -> Status.SUBMITTED;
      case CL.CL_QUEUED -> Status.QUEUED;
      default -> throw new ClException(command, status, this + ", whose command failed");
    };
  }

  /**
   * Device time in nanoseconds at which the host enqueued it. Needs a profiling queue and a complete command, as all
   * times do.
   */
  public long queuedNanos() {
    return nanos(CL.CL_PROFILING_COMMAND_QUEUED);
  }

  /** Device time in nanoseconds at which the host handed it to the device. */
  public long submittedNanos() {
    return nanos(CL.CL_PROFILING_COMMAND_SUBMIT);
  }

  /** Device time in nanoseconds at which it began to run. */
  public long startNanos() {
    return nanos(CL.CL_PROFILING_COMMAND_START);
  }

  /** Device time in nanoseconds at which it was done. */
  public long endNanos() {
    return nanos(CL.CL_PROFILING_COMMAND_END);
  }

  /** {@code endNanos - startNanos}. */
  public long durationNanos() {
    return endNanos() - startNanos();
  }

  private long nanos(int key) {
    ClInfo info = new ClInfo("clGetEventProfilingInfo", this,
        (name, size, value, sizeOut) -> ClNative.clGetEventProfilingInfo(handle(), name, size, value, sizeOut));
    return info.number(key);
  }

  /**
   * The raw {@code cl_event}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  /** Releases it; the command runs on. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      context.counters().events.decrementAndGet();
      ClException.check("clReleaseEvent", ClNative.clReleaseEvent(taken), this);
    }
  }

  @Override
  public String toString() {
    return "event of " + command + " on " + context.device();
  }
}
