package org.zerosum.io;

/**
 * Samples side by side as one picture: a border of 2 pixels around and between them, rows filled from the left, unused
 * places black.
 *
 * <p>x in [−1, 1] becomes the byte floor(127.5·x + 128), clamped to 0 … 255; NaN becomes 0. A byte b that was read as
 * (b − 127.5) / 127.5 comes back as b.
 */
public final class ImageGrid {
  private static final int BORDER = 2;
  private static final byte BORDER_GREY = 64;

  private ImageGrid() {}

  /**
   * Draws what fits the samples: a near-square grid for pictures (C 1 or 3), a {@link ScatterPlot} for points ([N, 2,
   * 1, 1]). Pictures below 64 pixels are enlarged by the smallest whole factor that gives at least 64.
   *
   * @param samples [N, C, H, W]
   */
  public static Picture draw(float[] samples, int count, int channels, int height, int width) {
    if (channels == 2 && height == 1 && width == 1) {
      return ScatterPlot.draw(samples, count);
    }
    return draw(samples, count, channels, height, width, 0, (63 + Math.max(height, width)) / Math.max(height, width));
  }

  /**
   * Draws a grid.
   *
   * @param samples [N, C, H, W], C 1 (grey) or 3 (RGB)
   * @param columns samples per row, or 0 for ⌈√N⌉
   * @param scale each sample pixel becomes scale × scale pixels
   */
  public static Picture draw(float[] samples, int count, int channels, int height, int width, int columns, int scale) {
    checkArguments(samples, count, channels, height, width, columns, scale);
    int perRow = columns == 0 ? (int) Math.ceil(Math.sqrt(count)) : columns;
    int rows = (count + perRow - 1) / perRow;
    int cellHeight = height * scale + BORDER;
    int cellWidth = width * scale + BORDER;
    int gridHeight = Math.addExact(BORDER, Math.multiplyExact(rows, cellHeight));
    int gridWidth = Math.addExact(BORDER, Math.multiplyExact(perRow, cellWidth));
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(gridHeight, gridWidth), channels)];
    drawBorders(pixels, gridWidth * channels, cellHeight, cellWidth * channels, channels);
    for (int n = 0; n < count; n++) {
      int top = BORDER + n / perRow * cellHeight;
      int left = BORDER + n % perRow * cellWidth;
      for (int y = 0; y < height * scale; y++) {
        for (int x = 0; x < width * scale; x++) {
          for (int c = 0; c < channels; c++) {
            float value = samples[((n * channels + c) * height + y / scale) * width + x / scale];
            pixels[((top + y) * gridWidth + left + x) * channels + c] = toByte(value);
          }
        }
      }
    }
    return new Picture(gridWidth, gridHeight, channels, pixels);
  }

  /** floor(127.5·x + 128) clamped to 0 … 255, in float arithmetic. */
  public static byte toByte(float value) {
    return (byte) (int) Math.clamp(127.5f * value + 128f, 0f, 255f);
  }

  private static void checkArguments(float[] samples, int count, int channels, int height, int width, int columns,
      int scale) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("image grid: samples need 1 (grey) or 3 (RGB) channels, not " + channels);
    }
    if (count < 1 || height < 1 || width < 1 || columns < 0 || scale < 1) {
      throw new IllegalArgumentException("image grid: count, height, width and scale must be at least 1 and columns at least 0, not "
          + count + ", " + height + ", " + width + ", " + scale + ", " + columns);
    }
    if ((long) count * channels * height * width > samples.length) {
      throw new IllegalArgumentException("image grid: [" + count + ", " + channels + ", " + height + ", " + width
          + "] needs more than the "
          + samples.length + " floats given");
    }
  }

  private static void drawBorders(byte[] pixels, int rowBytes, int cellHeight, int cellBytes, int channels) {
    for (int i = 0; i < pixels.length; i++) {
      if (i / rowBytes % cellHeight < BORDER || i % rowBytes % cellBytes < BORDER * channels) {
        pixels[i] = BORDER_GREY;
      }
    }
  }
}
