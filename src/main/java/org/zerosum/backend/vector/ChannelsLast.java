package org.zerosum.backend.vector;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;

/**
 * Images with a margin of zeros and the channels innermost, [N][height][width][channels]: what is computed for every channel
 * alike is then computed by whole vectors, however small the images and the batch.
 *
 * @param channels C rounded up to a multiple of 16, the further ones being zero
 */
record ChannelsLast(float[] data, int height, int width, int channels) {
  /** Channels are rounded up to a multiple of this, the widest vector. */
  static final int UNIT = 16;

  /** The first element of a pixel. */
  int at(int n, int h, int w) {
    return ((n * height + h) * width + w) * channels;
  }

  /**
   * Lays out images.
   *
   * @param x [n][c][h][w]
   * @param top rows of zeros above, left columns of zeros at the left
   * @param height rows kept, margins included; what is beyond is zero or, within x, dropped
   * @param width columns kept
   */
  static ChannelsLast of(WorkerPool pool, Scratch scratch, Scratch[] own, HostStorage x, int n, int c, int h, int w, int top, int left,
      int height, int width) {
    int channels = (c + UNIT - 1) / UNIT * UNIT;
    float[] data = scratch.floats(Floats.IMAGE, (long) n * height * width * channels);
    ChannelsLast image = new ChannelsLast(data, height, width, channels);
    int rows = Math.clamp(height - top, 0, h);
    int columns = Math.clamp(width - left, 0, w);
    int[] planes = scratch.ints(Ints.ROWS_A, 0, c);
    for (int i = 0; i < c; i++) {
      planes[i] = i * h * w;
    }
    // A whole image is one run of pixels; rows that are cut short are a run each.
    int runs = columns == w ? 1 : rows;
    int pixels = columns == w ? rows * w : columns;
    int[] places = scratch.ints(Ints.ROWS_OUT, 0, (long) rows * w);
    for (int i = 0; i < rows * w; i++) {
      places[i] = ((i / w + top) * width + i % w + left) * channels;
    }
    pool.ranges(n, 1 + 8192 / Math.max(1, c * h * w), (from, to, worker) -> {
      float[] squares = own[worker].floats(Floats.TILE, Transposition.SQUARES);
      for (int i = from; i < to; i++) {
        int at = image.at(i, 0, 0);
        image.clearMargins(at, top, rows, left, columns, c);
        for (int run = 0; run < runs; run++) {
          Transposition.run(x.array(), x.offset() + i * c * h * w + run * w, planes, 0, c, data, at, places, run * w, pixels, squares);
        }
      }
    });
    return image;
  }

  /** Zeros around the pixels, and in the channels beyond the last. */
  private void clearMargins(int at, int top, int rows, int left, int columns, int c) {
    int line = width * channels;
    Arrays.fill(data, at, at + top * line, 0);
    for (int row = top; row < top + rows; row++) {
      int begin = at + row * line;
      Arrays.fill(data, begin, begin + left * channels, 0);
      for (int column = left; column < left + columns && c < channels; column++) {
        Arrays.fill(data, begin + column * channels + c, begin + (column + 1) * channels, 0);
      }
      Arrays.fill(data, begin + (left + columns) * channels, begin + line, 0);
    }
    Arrays.fill(data, at + (top + rows) * line, at + height * line, 0);
  }
}
