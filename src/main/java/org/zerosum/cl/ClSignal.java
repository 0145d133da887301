package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * That a command is done, for another queue to wait for, or the host. The command may be given again and again, with a new event each
 * time, but nothing is allocated on the Java heap. Owned by the caller, who closes it. For one thread at a time.
 */
public final class ClSignal implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment event = arena.allocate(ValueLayout.JAVA_LONG);
  private final long address = event.address();

  /** A signal that no command has yet. */
  public ClSignal() {}

  /** Waits until the last command that had it is done; at once if there is none. */
  public void await() {
    if (isSet()) {
      ClException.check("clWaitForEvents", ClNative.clWaitForEvents(1, address), this);
      release();
    }
  }

  /** Whether a command has it that the host did not wait for yet. */
  boolean isSet() {
    return event.get(ValueLayout.JAVA_LONG, 0) != 0;
  }

  /** Where the next command's event goes. */
  long renew() {
    release();
    return address;
  }

  /** The same for an event that somebody else owns, too. */
  void set(ClEvent other) {
    release();
    ClException.check("clRetainEvent", ClNative.clRetainEvent(other.handle()), other);
    event.set(ValueLayout.JAVA_LONG, 0, other.handle());
  }

  /** A list of one event. */
  long list() {
    if (!isSet()) {
      throw new IllegalStateException("a signal can't be waited for before a command has it");
    }
    return address;
  }

  private void release() {
    long held = event.get(ValueLayout.JAVA_LONG, 0);
    if (held != 0) {
      event.set(ValueLayout.JAVA_LONG, 0, 0);
      ClException.check("clReleaseEvent", ClNative.clReleaseEvent(held), this);
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      release();
      arena.close();
    }
  }
}
