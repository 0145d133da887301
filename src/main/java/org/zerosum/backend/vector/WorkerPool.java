package org.zerosum.backend.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one backend: the caller and {@code threads − 1} daemon workers, which spin shortly and then sleep
 * between runs. Tasks are handed out one by one, so which thread runs which task is left to chance and may not matter.
 *
 * <p>A run allocates nothing. Runs can be recorded instead of done, to be done later as often as one likes.
 */
final class WorkerPool implements AutoCloseable {
  /** Spins before a thread sleeps: some ten microseconds, the usual pause between two operations. */
  private static final int SPINS = 500;
  /** The place behind the last piece of any run: nothing to take. */
  private static final int CLOSED = Integer.MAX_VALUE;

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

  /** A run that was recorded. */
  record Run(int count, Task task) {}

  private final Thread[] workers;
  /**
   * The number of the run in the upper half, the next piece to take in the lower. A run's task and count are replaced only while
   * the place is {@link #CLOSED} under a number of its own, so whoever takes a piece by a compare-and-set has read those of its run.
   */
  private final AtomicLong place = new AtomicLong(CLOSED);
  private final AtomicInteger done = new AtomicInteger();
  private volatile Task task;
  private volatile int count;
  private volatile Throwable failure;
  private volatile Thread caller;
  private volatile boolean closed;
  private List<Run> recording;

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

  /** Keeps runs from now on instead of doing them. */
  void startRecording() {
    recording = new ArrayList<>();
  }

  /** Whether runs are kept. */
  boolean isRecording() {
    return recording != null;
  }

  /** Does runs again from now on, and gives those that were kept. */
  List<Run> stopRecording() {
    List<Run> runs = recording;
    recording = null;
    return runs;
  }

  /** Runs pieces 0 to count − 1 and returns when all are done; a piece's exception is thrown on here. */
  void run(int pieces, Task work) {
    if (recording != null) {
      recording.add(new Run(pieces, work));
      return;
    }
    if (workers.length == 0 || pieces <= 1) {
      for (int index = 0; index < pieces; index++) {
        work.run(index, 0);
      }
      return;
    }
    publish(pieces, work);
    wake();
    take(0);
    for (int spins = 0; done.get() < pieces; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
    task = null;
    rethrow(failure);
  }

  private void publish(int pieces, Task work) {
    long number = (place.get() >>> 32) + 1;
    place.set(number << 32 | CLOSED);
    task = work;
    count = pieces;
    failure = null;
    caller = Thread.currentThread();
    done.set(0);
    place.set(number + 1 << 32);
  }

  /** Does pieces of the present run until none is left. */
  private void take(int worker) {
    for (long now = place.get(); ; now = place.get()) {
      int index = (int) now;
      int pieces = count;
      Task work = task;
      if (index >= pieces || work == null) {
        return;
      }
      if (place.compareAndSet(now, now + 1)) {
        piece(work, index, worker, pieces);
      }
    }
  }

  private void piece(Task work, int index, int worker, int pieces) {
    try {
      if (failure == null) {
        work.run(index, worker);
      }
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      Thread waiting = caller;
      if (done.incrementAndGet() == pieces) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /**
   * Runs the elements 0 to count − 1 in ranges.
   *
   * @param grain ranges start at multiples of this, and fewer elements are not worth another thread
   */
  void ranges(int elements, int grain, RangeTask work) {
    int grains = (int) (((long) elements + grain - 1) / grain);
    int pieces = Math.min(grains, workers.length == 0 ? 1 : 4 * threads());
    if (pieces <= 1) {
      run(1, (index, worker) -> work.run(0, elements, worker));
      return;
    }
    run(pieces, (index, worker) -> {
      int from = (int) ((long) grains * index / pieces * grain);
      int to = (int) Math.min(elements, (long) grains * (index + 1) / pieces * grain);
      work.run(from, to, worker);
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
    int spins = 0;
    long seen = 0;
    while (!closed) {
      long now = place.get();
      if (now >>> 32 != seen && (int) now != CLOSED) {
        seen = now >>> 32;
        take(worker);
        spins = 0;
      } else if (spins < SPINS) {
        spins++;
        Thread.onSpinWait();
      } else {
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
