package org.zerosum.backend.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one backend: the caller and {@code threads − 1} daemon workers, which spin shortly and then sleep
 * between runs. Tasks are handed out one by one, so which thread runs which task is left to chance and may not matter.
 */
final class WorkerPool implements AutoCloseable {
  /** Spins before a thread sleeps: some ten microseconds, the usual pause between two operations. */
  private static final int SPINS = 500;

  /** A piece of work that can be done in any order and by any thread. */
  @FunctionalInterface
  interface Task {
    /**
     * Does one piece.
     *
     * @param index which piece
     * @param worker which thread, from 0; no two pieces with the same worker run at the same time
     */
    void run(int index, int worker);
  }

  /** Work on a range of elements that can be cut anywhere. */
  @FunctionalInterface
  interface RangeTask {
    /** Does the elements {@code from ≤ e < to}; worker as in {@link Task#run}. */
    void run(int from, int to, int worker);
  }

  private record Job(Task task, int count, AtomicInteger next, AtomicInteger done, AtomicReference<Throwable> failure,
      Thread caller) {
    void work(int worker) {
      for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            task.run(index, worker);
          }
        } catch (Throwable thrown) {
          failure.compareAndSet(null, thrown);
        } finally {
          if (done.incrementAndGet() == count) {
            LockSupport.unpark(caller);
          }
        }
      }
    }
  }

  private final Thread[] workers;
  private volatile Job job;
  private volatile boolean closed;

  WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("vector backend: the number of threads is " + threads
          + " but must be at least 1");
    }
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      int worker = i + 1;
      workers[i] = Thread.ofPlatform().daemon().name("zerosum-vector-" + worker).start(() -> serve(worker));
    }
  }

  /** The number of threads, the caller included. */
  int threads() {
    return workers.length + 1;
  }

  /** Runs pieces 0 to count − 1 and returns when all are done; a piece's exception is thrown on here. */
  void run(int count, Task task) {
    if (workers.length == 0 || count <= 1) {
      for (int index = 0; index < count; index++) {
        task.run(index, 0);
      }
      return;
    }
    Job current = new Job(task, count, new AtomicInteger(), new AtomicInteger(), new AtomicReference<>(),
        Thread.currentThread());
    job = current;
    wake();
    current.work(0);
    for (int spins = 0; current.done.get() < count; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    job = null;
    rethrow(current.failure.get());
  }

  /**
   * Runs the elements 0 to count − 1 in ranges.
   *
   * @param grain ranges start at multiples of this, and fewer elements are not worth another thread
   */
  void ranges(int count, int grain, RangeTask task) {
    int grains = (int) (((long) count + grain - 1) / grain);
    int pieces = Math.min(grains, workers.length == 0 ? 1 : 4 * threads());
    if (pieces <= 1) {
      task.run(0, count, 0);
      return;
    }
    run(pieces, (index, worker) -> {
      int from = (int) ((long) grains * index / pieces * grain);
      int to = (int) Math.min(count, (long) grains * (index + 1) / pieces * grain);
      task.run(from, to, worker);
    });
  }

  private static void rethrow(Throwable failure) {
    switch (failure) {
      case null -> { }
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void wake() {
    for (Thread worker : workers) {
      // A permit for a running thread costs next to nothing, and asking whether it sleeps would be a race.
      LockSupport.unpark(worker);
    }
  }

  private void serve(int worker) {
    Job last = null;
    int spins = 0;
    while (!closed) {
      Job current = job;
      if (current != null && current != last) {
        current.work(worker);
        last = current;
        spins = 0;
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
        last = null;
        LockSupport.park(this);
        spins = 0;
      }
    }
  }

  /** Ends the workers. */
  @Override
  public void close() {
    closed = true;
    wake();
  }
}
