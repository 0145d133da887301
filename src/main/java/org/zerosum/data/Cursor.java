package org.zerosum.data;

/**
 * Where a pass over shuffled data stands: part of the training state, so that a resumed run sees the same batches.
 *
 * @param epoch passes completed, from 0
 * @param position samples already taken in this epoch
 */
public record Cursor(long epoch, int position) {
  /** The beginning of the first epoch. */
  public static final Cursor START = new Cursor(0, 0);

  /** Checks that neither is negative. */
  public Cursor {
    if (epoch < 0 || position < 0) {
      throw new IllegalArgumentException("cursor: epoch and position must not be negative, not " + epoch + " and "
          + position);
    }
  }
}
