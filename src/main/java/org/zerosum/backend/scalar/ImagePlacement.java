package org.zerosum.backend.scalar;

/**
 * How one sample of transformImages lies: its parameters as whole numbers, bounded by the image's size without a change of the result
 * (docs/arithmetic.md, section 6.1).
 *
 * @param flip whether it is mirrored
 * @param down rows that it moves, from −H to H
 * @param right columns that it moves, from −W to W
 * @param top the rectangle's first row, from 0 to H
 * @param left its first column, from 0 to W
 * @param bottom the row behind its last one, from 0 to H
 * @param end the column behind its last one, from 0 to W
 */
public record ImagePlacement(boolean flip, int down, int right, int top, int left, int bottom, int end) {
  /** Numbers per sample: flip, down, right, top, left, height, width. */
  private static final int PARAMETERS = 7;

  /** The placement of sample n of images of H × W. */
  public static ImagePlacement of(HostStorage parameters, int n, int height, int width) {
    float[] p = parameters.array();
    int at = parameters.offset() + n * PARAMETERS;
    float top = floor(p[at + 3]);
    float left = floor(p[at + 4]);
    return new ImagePlacement(p[at] >= 1, bounded(floor(p[at + 1]), -height, height), bounded(floor(p[at + 2]), -width, width),
        bounded(top, 0, height), bounded(left, 0, width), bounded(top + floor(p[at + 5]), 0, height),
        bounded(left + floor(p[at + 6]), 0, width));
  }

  /** Whether a pixel of the result lies in the rectangle. */
  public boolean covers(int h, int w) {
    return top <= h && h < bottom && left <= w && w < end;
  }

  private static float floor(float value) {
    return (float) Math.floor(value);
  }

  /** NaN counts as low. */
  private static int bounded(float value, int low, int high) {
    return value > low ? value < high ? (int) value : high : low;
  }
}
