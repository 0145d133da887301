package org.zerosum.data;

/**
 * The shape of one sample, [C, H, W] row-major. A vector of dimension d is [d, 1, 1].
 *
 * @param channels C: 1 for grey, 3 for RGB, the dimension for vectors
 * @param height H in pixels
 * @param width W in pixels
 */
public record SampleShape(int channels, int height, int width) {
  /** Checks that every extent is positive and that the product fits an array. */
  public SampleShape {
    if (channels < 1 || height < 1 || width < 1 || (long) channels * height > Integer.MAX_VALUE / width) {
      throw new IllegalArgumentException("sample shape: every extent must be at least 1 and C*H*W below 2^31, not ["
          + channels + ", " + height + ", " + width + "]");
    }
  }

  /** The shape of a vector of the given dimension. */
  public static SampleShape vector(int dimension) {
    return new SampleShape(dimension, 1, 1);
  }

  /** C·H·W: how many floats one sample has. */
  public int elements() {
    return channels * height * width;
  }

  /** Whether samples are vectors rather than pictures: H = W = 1. */
  public boolean isVector() {
    return height == 1 && width == 1;
  }
}
