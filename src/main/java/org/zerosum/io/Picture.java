package org.zerosum.io;

/**
 * A picture of 8-bit samples, interleaved, [H, W, C]. Holds the array it is given; not copied.
 *
 * @param channels 1 (grey) or 3 (RGB)
 */
public record Picture(int width, int height, int channels, byte[] pixels) {
  /** Checks the shape against the array. */
  public Picture {
    if (width < 1 || height < 1 || (channels != 1 && channels != 3) || (long) width * height * channels != pixels.length) {
      throw new IllegalArgumentException("picture: " + width + "x" + height + " with " + channels
          + " channels (1 or 3) does not fit "
          + pixels.length + " bytes");
    }
  }
}
