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

  /**
   * Writes the next batch and its classes; asked for by a conditional trainer.
   *
   * @param samples as above
   * @param labels [B1], to be filled completely
   * @throws IllegalStateException if this source knows no classes
   */
  default void next(float[] samples, int[] labels) {
    throw new IllegalStateException("a conditional network needs real samples with labels; give RealSamples.labelled(source)");
  }

  /** Real samples with their classes, for example {@code RealSamples.labelled(batches::next)}. */
  static RealSamples labelled(Labelled source) {
    return new RealSamples() {
      @Override
      public void next(float[] samples) {
        source.next(samples, null);
      }

      @Override
      public void next(float[] samples, int[] labels) {
        source.next(samples, labels);
      }
    };
  }

  /** Where samples with classes come from. */
  @FunctionalInterface
  interface Labelled {
    /**
     * Writes the next batch.
     *
     * @param samples [B1, sample], row-major, to be filled completely
     * @param labels [B1], to be filled completely unless it is null
     */
    void next(float[] samples, int[] labels);
  }
}
