package org.zerosum.tensor;

/**
 * A backend that can prepare calls to be made again and again on the same memory, at less cost than making them anew: launches with
 * bound arguments, work that is already cut into tasks. A backend without it has its calls made anew.
 */
public interface Binder {
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
   * @param calls calls operations on this backend, always the same ones; it is run one or more times, without any effect on the
   *     operands. They must stay open as long as the result; {@link MemoryKernels#read} and {@link MemoryKernels#write} are not allowed.
   * @return the prepared calls, owned by the caller, who closes them before the backend
   */
  Bound bind(Runnable calls);

  /**
   * Memory that calls would need between their parts, in bytes, beside what is taken already; none is taken. What threads keep for
   * themselves is not counted.
   *
   * @param calls as of {@link #bind}; their operands may all be one storage, however small
   */
  long scratchBytes(Runnable calls);
}
