package org.zerosum.backend.vector;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Ints;

/**
 * Images [N][C][H][W] seen with a margin of zeros and the channels innermost, [rows][width][channels]: what is computed for
 * every channel alike is then computed by whole vectors, however small the images and the batch. Tasks lay out what they need,
 * so that it stays in their cache.
 */
final class ChannelsLast {
  /** Channels are rounded up to a multiple of this, the widest vector. */
  static final int UNIT = 16;

  private final HostStorage x;
  private final int c;
  private final int h;
  private final int w;
  private final int top;
  private final int left;
  private final int width;
  private final int channels;
  private final int[] planes;
  private final int[] places;

  /**
   * @param x [n][c][h][w]
   * @param top rows of zeros above, left columns of zeros at the left
   * @param width columns kept, margins included; what is beyond is zero or, within x, dropped
   * @param most channels laid out at a time, at most
   */
  ChannelsLast(Scratch scratch, HostStorage x, int c, int h, int w, int top, int left, int width, int most) {
    this.x = x;
    this.c = c;
    this.h = h;
    this.w = w;
    this.top = top;
    this.left = left;
    this.width = width;
    channels = (Math.min(c, most) + UNIT - 1) / UNIT * UNIT;
    planes = scratch.ints(Ints.ROWS_A, 0, c);
    for (int i = 0; i < c; i++) {
      planes[i] = i * h * w;
    }
    places = scratch.ints(Ints.COLUMNS_B, 0, (long) h * w);
    for (int i = 0; i < h * w; i++) {
      places[i] = (i / w * width + i % w) * channels;
    }
  }

  /** Elements of a pixel. */
  int channels() {
    return channels;
  }

  /** Elements of a row. */
  int line() {
    return width * channels;
  }

  /**
   * Lays out some rows of an image.
   *
   * @param firstRow the first one, the margin counted
   * @param firstChannel the first channel; behind the last one are zeros
   * @param target [rows][width][channels] at {@code at}
   * @param squares for {@link Transposition}
   */
  void load(int n, int firstRow, int rows, int firstChannel, float[] target, int at, float[] squares) {
    int from = Math.clamp(firstRow - top, 0, h);
    int to = Math.clamp(firstRow + rows - top, from, h);
    int before = from + top - firstRow;
    int columns = Math.clamp(width - left, 0, w);
    int count = Math.min(channels, c - firstChannel);
    int line = line();
    if (to == from) {
      Arrays.fill(target, at, at + rows * line, 0);
      return;
    }
    clearMargins(target, at, before, to - from, rows, columns, count);
    int source = x.offset() + (n * c * h + from) * w;
    int first = at + before * line + left * channels;
    if (columns == w) {
      Transposition.run(x.array(), source, planes, firstChannel, count, target, first, places, 0, (to - from) * w, squares);
    } else {
      for (int row = 0; row < to - from; row++) {
        Transposition.run(x.array(), source + row * w, planes, firstChannel, count, target, first, places, row * w, columns, squares);
      }
    }
  }

  /** Zeros around the pixels, and in the channels beyond the last. */
  private void clearMargins(float[] target, int at, int before, int inside, int rows, int columns, int count) {
    int line = line();
    Arrays.fill(target, at, at + before * line, 0);
    for (int row = before; row < before + inside; row++) {
      int begin = at + row * line;
      Arrays.fill(target, begin, begin + left * channels, 0);
      for (int pixel = left; pixel < left + columns && count < channels; pixel++) {
        Arrays.fill(target, begin + pixel * channels + count, begin + (pixel + 1) * channels, 0);
      }
      Arrays.fill(target, begin + (left + columns) * channels, begin + line, 0);
    }
    Arrays.fill(target, at + (before + inside) * line, at + rows * line, 0);
  }
}
