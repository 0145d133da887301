package org.zerosum.data;

import org.zerosum.tensor.DataException;

/**
 * Endless seeded batches of a dataset, epoch by epoch.
 *
 * <p>In epoch e the samples are taken in the order of a permutation that depends on (seed, e) alone (Fisher–Yates with
 * counter-based random numbers), so {@link #seek} to a recorded {@link Cursor} continues with exactly the batches that
 * would have followed. A last batch that would be incomplete is dropped, and the next epoch begins. Has state; used by
 * one thread at a time.
 */
public final class Batches {
  private final Dataset dataset;
  private final int batchSize;
  private final long seed;
  private final int sampleElements;
  private final int[] order;
  private long orderEpoch = -1;
  private long epoch = Cursor.START.epoch();
  private int position = Cursor.START.position();

  /**
   * Batches from the beginning of epoch 0.
   *
   * @throws DataException if the dataset has fewer samples than one batch
   */
  public Batches(Dataset dataset, int batchSize, long seed) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be at least 1, not " + batchSize);
    }
    if (dataset.size() < batchSize) {
      throw new DataException(dataset.name() + ": " + dataset.size() + " samples do not fill one batch of " + batchSize
          + "; choose a batch size of at most " + dataset.size() + " or more data");
    }
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.seed = seed;
    sampleElements = dataset.sampleShape().elements();
    order = new int[dataset.size()];
  }

  /** The data behind the batches. */
  public Dataset dataset() {
    return dataset;
  }

  /** N: samples per batch. */
  public int batchSize() {
    return batchSize;
  }

  /** Whole batches in one epoch, at least 1. */
  public int batchesPerEpoch() {
    return dataset.size() / batchSize;
  }

  /** Where the next batch begins. After an epoch's last whole batch this is already (epoch + 1, 0). */
  public Cursor cursor() {
    return new Cursor(epoch, position);
  }

  /**
   * Makes the next batch begin at a place. A position from which no whole batch is left (possible after a
   * change of the batch size) means the beginning of the next epoch.
   *
   * @throws DataException if the position lies beyond the data, as after a change of the data
   */
  public void seek(Cursor cursor) {
    if (cursor.position() > order.length) {
      throw new DataException(dataset.name() + ": cannot continue at sample " + cursor.position() + " of " + order.length
          + "; the data differ from those of the run, continue with the same --data");
    }
    settle(cursor.epoch(), cursor.position());
  }

  /** Writes the next batch, [N, C, H, W], to the beginning of {@code out}. */
  public void next(float[] out) {
    next(out, null);
  }

  /**
   * Writes the next batch, [N, C, H, W], to the beginning of {@code out}, and its N labels to {@code labels} unless
   * that is null.
   *
   * @throws IllegalArgumentException if an array is too short; the cursor has not moved then
   */
  public void next(float[] out, int[] labels) {
    long needed = (long) batchSize * sampleElements;
    if (out.length < needed || (labels != null && labels.length < batchSize)) {
      throw new IllegalArgumentException("batch: " + needed + " floats and " + batchSize
          + " labels are needed, the arrays hold "
          + out.length + " and " + (labels == null ? "none" : labels.length));
    }
    shuffleFor(epoch);
    for (int n = 0; n < batchSize; n++) {
      int index = order[position + n];
      dataset.read(index, out, n * sampleElements);
      if (labels != null) {
        labels[n] = dataset.label(index);
      }
    }
    settle(epoch, position + batchSize);
  }

  private void settle(long nextEpoch, int nextPosition) {
    boolean whole = order.length - nextPosition >= batchSize;
    epoch = whole ? nextEpoch : nextEpoch + 1;
    position = whole ? nextPosition : 0;
  }

  private void shuffleFor(long wanted) {
    if (orderEpoch == wanted) {
      return;
    }
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    CounterRandom random = new CounterRandom(seed, wanted);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    orderEpoch = wanted;
  }
}
