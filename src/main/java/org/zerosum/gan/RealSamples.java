package org.zerosum.gan;

/** Where real samples come from, for example {@code batches::next}. */
@FunctionalInterface
public interface RealSamples {
  /**
   * Writes the next batch.
   *
   * @param samples [B1, sample], row-major, to be filled completely; images in [−1, 1]
   */
  void next(float[] samples);
}
