package org.zerosum.cli;

import java.util.Arrays;
import java.util.Collections;
import org.zerosum.gan.Batch;
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

  /** The picture for the latent vectors that belong to a seed; of a conditional generator a row per class, whole rows. */
  static Picture forSeed(Gan gan, int count, long seed) {
    try (Scope _ = gan.backend().openScope()) {
      Tensor z = gan.generator().drawForSeed(perClass(gan, count), seed);
      return gan.generator().classes() == 0 ? draw(gan, z, null, 0, 0) : drawClasses(gan, z, 0);
    }
  }

  /** What {@link #forSeed} has generated at once. */
  static void generate(Gan gan, int count, long seed) {
    int classes = gan.generator().classes();
    int at = Math.min(AT_ONCE, perClass(gan, count) * Math.max(1, classes));
    if (classes == 0) {
      gan.generator().sample(at, seed);
    } else {
      gan.generator().sample(new int[at], seed);
    }
  }

  /** How many samples of each class make at least so many; all of them where there are no classes. */
  static int perClass(Gan gan, int count) {
    return Math.ceilDiv(count, Math.max(1, gan.generator().classes()));
  }

  /**
   * One row per class, in each the same latent vectors.
   *
   * @param z [columns, latent]
   * @param scale as for {@link #draw}
   */
  static Picture drawClasses(Gan gan, Tensor z, int scale) {
    int classes = gan.generator().classes();
    int columns = z.shape().extent(0);
    int[] labels = new int[Math.multiplyExact(classes, columns)];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / columns;
    }
    try (Scope _ = gan.backend().openScope()) {
      Tensor all = gan.backend().concatenate(Collections.nCopies(classes, z), 0);
      return draw(gan, all, labels, columns, scale);
    }
  }

  /** As many times the same class. */
  static int[] sameClass(int label, int count) {
    int[] labels = new int[count];
    Arrays.fill(labels, label);
    return labels;
  }

  /**
   * Generates and draws.
   *
   * @param z [N, latent]
   * @param labels of each sample, or null without classes
   * @param columns images per row, or 0 for a square
   * @param scale screen pixels per image pixel, or 0 for what makes small images at least 64 wide
   * @throws DataException if the samples are neither images nor points in the plane
   * @throws UsageException if the picture would be too large
   */
  static Picture draw(Gan gan, Tensor z, int[] labels, int columns, int scale) {
    Shape sample = gan.architecture().sampleShape();
    int count = z.shape().extent(0);
    if (sample.rank() != 3) {
      if (sample.count() != 2) {
        throw new DataException("the checkpoint generates vectors of " + sample.count()
            + " components; pictures can be drawn of images and of points in the plane");
      }
      return ImageGrid.draw(generate(gan, z, labels), count, 2, 1, 1);
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
    return ImageGrid.draw(generate(gan, z, labels), count, sample.extent(0), height, width, perRow, factor);
  }

  /** G(z) on the host, [N, sample]; labels null without classes. */
  static float[] generate(Gan gan, Tensor z, int[] labels) {
    Backend backend = gan.backend();
    int count = z.shape().extent(0);
    int elements = gan.architecture().sampleShape().count();
    float[] samples = new float[Math.multiplyExact(count, elements)];
    for (int from = 0; from < count; from += AT_ONCE) {
      try (Scope _ = backend.openScope()) {
        int to = Math.min(count, from + AT_ONCE);
        Tensor classes = labels == null ? null : gan.generator().labels(Arrays.copyOfRange(labels, from, to));
        Batch part = new Batch(backend.slice(z, 0, from, to), classes);
        backend.read(gan.generator().generate(part), samples, from * elements);
      }
    }
    return samples;
  }
}
