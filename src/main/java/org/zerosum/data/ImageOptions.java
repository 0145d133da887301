package org.zerosum.data;

/**
 * How pictures are brought to one shape.
 *
 * @param size side of the square samples: a power of two from 16 to 128, or 0 to choose (28×28 becomes 32×32 by
 *     padding; else the largest of 16, 32, 64, 128 that is no larger than the smallest side of all images)
 * @param channels 1 for grey, 3 for RGB, or 0 for what the files have (grey only if every image is)
 */
public record ImageOptions(int size, int channels) {
  static final int SMALLEST = 16;
  static final int LARGEST = 128;

  /** Checks both options. */
  public ImageOptions {
    if (size != 0 && (size < SMALLEST || size > LARGEST || Integer.bitCount(size) != 1)) {
      throw new IllegalArgumentException("image size must be 16, 32, 64 or 128 (or 0 to choose), not " + size);
    }
    if (channels != 0 && channels != 1 && channels != 3) {
      throw new IllegalArgumentException("image channels must be 1 (grey) or 3 (RGB) (or 0 for as is), not " + channels);
    }
  }

  /** Choose the size, keep the channels. */
  public static ImageOptions defaults() {
    return new ImageOptions(0, 0);
  }
}
