package org.zerosum.data;

import java.util.List;
import java.util.Objects;
import org.zerosum.tensor.DataException;

/**
 * Pictures of one shape kept as bytes, one planar array per sample; x = (b − 127.5) / 127.5 in float, taken from a
 * table of 256.
 */
final class StoredImages implements Dataset {
  private final String name;
  private final SampleShape shape;
  private final byte[][] images;
  private final int[] labels;
  private final List<String> classNames;
  private final float[] values = new float[256];

  /** Takes ownership of the arrays. {@code labels} has one entry per image, or none at all. */
  StoredImages(String name, SampleShape shape, byte[][] images, int[] labels, List<String> classNames) {
    this.name = name;
    this.shape = shape;
    this.images = images;
    this.labels = labels;
    this.classNames = List.copyOf(classNames);
    for (int b = 0; b < values.length; b++) {
      values[b] = (b - 127.5f) / 127.5f;
    }
  }

  /** Refuses data that would not fit into the heap, before any of it is taken. */
  static void requireMemory(String name, long samples, long bytesPerSample) {
    long heap = Runtime.getRuntime().maxMemory();
    long needed = Math.multiplyExact(samples, bytesPerSample + 16);
    if (needed > heap - heap / 8) {
      throw new DataException(name + ": " + samples + " samples of " + bytesPerSample + " bytes need " + (needed >> 20)
          + " MiB, but Java may use only " + (heap >> 20)
          + " MiB; choose a smaller image size or give Java more memory (-Xmx)");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public SampleShape sampleShape() {
    return shape;
  }

  @Override
  public void read(int index, float[] out, int offset) {
    byte[] image = images[Objects.checkIndex(index, images.length)];
    Objects.checkFromIndexSize(offset, image.length, out.length);
    for (int i = 0; i < image.length; i++) {
      out[offset + i] = values[image[i] & 0xff];
    }
  }

  @Override
  public int label(int index) {
    Objects.checkIndex(index, images.length);
    return labels.length == 0 ? UNLABELLED : labels[index];
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }
}
