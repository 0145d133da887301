package org.zerosum.cl;

/** A native handle and whether it is still owned. */
final class ClHandle {
  private final Object owner;
  private long value;

  /**
   * Takes ownership.
   *
   * @param owner for messages; its {@code toString} must not ask for the handle
   */
  ClHandle(Object owner, long value) {
    this.owner = owner;
    this.value = value;
  }

  /**
   * The handle.
   *
   * @throws IllegalStateException if it was closed
   */
  long get() {
    long current = value;
    if (current == 0) {
      throw new IllegalStateException(owner + " is closed and can't be used any more.");
    }
    return current;
  }

  boolean isOpen() {
    return value != 0;
  }

  /** Gives up ownership: the handle, or zero if it was given up before. */
  synchronized long take() {
    long taken = value;
    value = 0;
    return taken;
  }
}
