package org.zerosum.tensor;

import java.util.List;

/**
 * A backend that can prepare calls to be made again and again on the same memory, at less cost than making them anew: launches with
 * bound arguments, work that is already cut into tasks. A backend without it has its calls made anew.
 */
public interface Binder {
  /**
   * A call of a program.
   *
   * @param call calls one operation on this backend, always the same; it is run one or more times, without any effect on the operands,
   *     which must stay open as long as what is prepared; {@link MemoryKernels#read} and {@link MemoryKernels#write} are not allowed
   * @param aside whether nothing needs its results for a while: it may run beside the parts after it that are not put aside, up to the
   *     first that waits; it runs after the parts before it
   * @param waits whether it must not begin before all is done that was put aside before it
   */
  record Part(Runnable call, boolean aside, boolean waits) {}

  /** Prepared calls. */
  @FunctionalInterface
  interface Bound extends AutoCloseable {
    /** Makes all calls, in order; {@link Noise}, {@link AdamStep} and {@link LiveFloat} are read now. Allocates nothing. */
    void run();

    /** Frees what the preparation holds; no call is prepared afterwards. */
    @Override
    default void close() {}
  }

  /**
   * Prepares calls.
   *
   * @param parts the calls, in order; what comes after them waits for all, those put aside too
   * @return the prepared calls, owned by the caller, who closes them before the backend
   */
  Bound bind(List<Part> parts);

  /**
   * Memory that calls would need between their parts, in bytes, beside what is taken already; none is taken. What threads keep for
   * themselves is not counted.
   *
   * @param parts as of {@link #bind}; their operands may all be one storage, however small
   */
  long scratchBytes(List<Part> parts);
}
