package org.zerosum.data;

/**
 * Batches that are made ahead: while a step computes with one, a thread of its own reads, decodes and prepares the next. The batches
 * and their order are those of the {@link Batches} behind it, which nobody else may use meanwhile; {@link #cursor} counts only those
 * that were handed out. Handing out allocates nothing. Used by one thread at a time.
 */
public final class Prefetch implements AutoCloseable {
  private final Batches batches;
  private final float[] samples;
  private final int[] labels;
  private final Thread reader;
  /** Whether a batch is to be made; whoever changes it owns the arrays from then on. */
  private boolean wanted;
  private boolean closed;
  private boolean interrupted;
  private RuntimeException failure;
  private Error error;
  private Cursor cursor;

  /** Batches from where the given ones are. */
  public Prefetch(Batches batches) {
    this.batches = batches;
    this.samples = new float[Math.multiplyExact(batches.batchSize(), batches.dataset().sampleShape().elements())];
    this.labels = new int[batches.batchSize()];
    this.cursor = batches.cursor();
    this.wanted = true;
    this.reader = Thread.ofPlatform().daemon().name("zerosum-prefetch").start(this::read);
  }

  private synchronized void read() {
    while (!closed) {
      if (wanted && failure == null && error == null) {
        try {
          batches.next(samples, labels);
        } catch (RuntimeException e) {
          failure = e;
        } catch (Error e) {
          error = e;
        }
        wanted = false;
        notifyAll();
      }
      pause();
    }
  }

  /** Waits for a change. A lock's conditions would allocate. */
  private void pause() {
    try {
      wait();
    } catch (InterruptedException e) {
      interrupted = true;
    }
  }

  /**
   * Writes the next batch, [N, C, H, W], to the beginning of {@code out}, and its N labels to {@code outLabels} unless that is null;
   * waits for it if it is not ready yet.
   *
   * @throws IllegalStateException if this is closed
   * @throws org.zerosum.tensor.DataException as {@link Batches#next(float[], int[])}
   */
  public synchronized void next(float[] out, int[] outLabels) {
    awaitBatch();
    System.arraycopy(samples, 0, out, 0, samples.length);
    if (outLabels != null) {
      System.arraycopy(labels, 0, outLabels, 0, labels.length);
    }
    want();
  }

  private void awaitBatch() {
    while (wanted && !closed) {
      pause();
    }
    if (interrupted) {
      interrupted = false;
      Thread.currentThread().interrupt();
    }
    if (closed) {
      throw new IllegalStateException("the batches are closed");
    }
    if (failure != null) {
      throw failure;
    }
    if (error != null) {
      throw error;
    }
  }

  private void want() {
    cursor = batches.cursor();
    wanted = true;
    notifyAll();
  }

  /** Where the next batch that is handed out begins. */
  public synchronized Cursor cursor() {
    return cursor;
  }

  /** The data behind the batches. */
  public Dataset dataset() {
    return batches.dataset();
  }

  /** Whole batches in one epoch. */
  public int batchesPerEpoch() {
    return batches.batchesPerEpoch();
  }

  /**
   * As {@link Batches#seek}; the batch that was made ahead is dropped.
   *
   * @throws org.zerosum.tensor.DataException if the position lies beyond the data
   */
  public synchronized void seek(Cursor position) {
    awaitBatch();
    batches.seek(position);
    want();
  }

  /** Ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean stopped = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        stopped = true;
      }
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
