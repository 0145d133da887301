package org.zerosum.cli;

import org.zerosum.gan.Gan;
import org.zerosum.io.ImageGrid;
import org.zerosum.io.Picture;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Generated samples as a picture: a grid of images, or points in the plane. */
final class SampleSheet {
  /**
   * How many are generated at once. In inference each sample depends on its own z alone, so the number changes no bit.
   */
  private static final int AT_ONCE = 64;
  private static final long MOST_PIXELS = 1L << 28;

  private SampleSheet() {}

  /** The picture for the latent vectors that belong to a seed. */
  static Picture forSeed(Gan gan, int count, long seed) {
    try (Scope _ = gan.backend().openScope()) {
      return draw(gan, gan.generator().drawForSeed(count, seed), 0, 0);
    }
  }

  /**
   * Generates and draws.
   *
   * @param z [N, latent]
   * @param columns images per row, or 0 for a square
   * @param scale screen pixels per image pixel, or 0 for what makes small images at least 64 wide
   * @throws DataException if the samples are neither images nor points in the plane
   * @throws UsageException if the picture would be too large
   */
  static Picture draw(Gan gan, Tensor z, int columns, int scale) {
    Shape sample = gan.architecture().sampleShape();
    int count = z.shape().extent(0);
    if (sample.rank() != 3) {
      if (sample.count() != 2) {
        throw new DataException("the checkpoint generates vectors of " + sample.count()
            + " components; pictures can be drawn of images and of points in the plane");
      }
      return ImageGrid.draw(generate(gan, z), count, 2, 1, 1);
    }
    int height = sample.extent(1);
    int width = sample.extent(2);
    int perRow = columns == 0 ? (int) Math.ceil(Math.sqrt(count)) : columns;
    int factor = scale == 0 ? Math.ceilDiv(64, Math.max(height, width)) : scale;
    long pixels = (long) perRow * (width * factor + 2) * Math.ceilDiv(count, perRow) * (height * factor
        + 2) * sample.extent(0);
    if (pixels > MOST_PIXELS) {
      throw new UsageException("the picture would have " + pixels + " samples but at most " + MOST_PIXELS
          + " are drawn; use a smaller --count or --scale");
    }
    return ImageGrid.draw(generate(gan, z), count, sample.extent(0), height, width, perRow, factor);
  }

  /** G(z) on the host, [N, sample]. */
  static float[] generate(Gan gan, Tensor z) {
    Backend backend = gan.backend();
    int count = z.shape().extent(0);
    int elements = gan.architecture().sampleShape().count();
    float[] samples = new float[Math.multiplyExact(count, elements)];
    for (int from = 0; from < count; from += AT_ONCE) {
      try (Scope _ = backend.openScope()) {
        Tensor part = backend.slice(z, 0, from, Math.min(count, from + AT_ONCE));
        backend.read(gan.generator().generate(part), samples, from * elements);
      }
    }
    return samples;
  }
}
