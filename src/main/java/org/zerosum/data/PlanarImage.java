package org.zerosum.data;

import java.util.Arrays;

/**
 * One decoded picture, bytes [C, H, W]. All arithmetic on it is in integers, hence the same everywhere.
 *
 * @param channels 1 or 3
 */
record PlanarImage(int channels, int height, int width, byte[] pixels) {
  /** Whether pictures of this size are padded to 32×32 before anything else: the 28×28 of MNIST and its kin. */
  static boolean isPadded(int height, int width) {
    return height == 28 && width == 28;
  }

  /**
   * Side that pictures whose smallest side is {@code side} get when the size is free: the largest of 16 … 128 that is
   * no larger.
   */
  static int chosenSize(int side) {
    return Math.min(ImageOptions.LARGEST, Integer.highestOneBit(side));
  }

  /** The square sample: 28×28 padded with zeros to 32×32, anything else cropped to its central square; then resized. */
  PlanarImage fitted(int size) {
    PlanarImage square = isPadded(height, width) ? padded(2) : centralSquare();
    if (square.width == size) {
      return square;
    }
    return square.width > size ? square.averaged(size) : square.interpolated(size);
  }

  /** Grey from RGB by ITU-R BT.601 luma, rounded: (299 R + 587 G + 114 B + 500) / 1000; RGB from grey by repetition. */
  PlanarImage withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int plane = height * width;
    byte[] out = new byte[wanted * plane];
    for (int i = 0; i < plane; i++) {
      if (wanted == 1) {
        int luma = 299 * at(i) + 587 * at(plane + i) + 114 * at(2 * plane + i);
        out[i] = (byte) ((luma + 500) / 1000);
      } else {
        out[i] = out[plane + i] = out[2 * plane + i] = pixels[i];
      }
    }
    return new PlanarImage(wanted, height, width, out);
  }

  private int at(int index) {
    return pixels[index] & 0xff;
  }

  private PlanarImage padded(int border) {
    int h = height + 2 * border;
    int w = width + 2 * border;
    byte[] out = new byte[channels * h * w];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(pixels, (c * height + y) * width, out, (c * h + y + border) * w + border, width);
      }
    }
    return new PlanarImage(channels, h, w, out);
  }

  private PlanarImage centralSquare() {
    if (height == width) {
      return this;
    }
    int side = Math.min(height, width);
    int top = (height - side) / 2;
    int left = (width - side) / 2;
    byte[] out = new byte[channels * side * side];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < side; y++) {
        System.arraycopy(pixels, (c * height + top + y) * width + left, out, (c * side + y) * side, side);
      }
    }
    return new PlanarImage(channels, side, side, out);
  }

  /**
   * Area average from side s to side t &lt; s: in units of 1/t source pixels, target i covers [i·s, (i+1)·s) and source
   * j covers [j·t, (j+1)·t), so all weights are integers and their sum is s² exactly. Rounded half up.
   */
  private PlanarImage averaged(int t) {
    int s = width;
    byte[] out = new byte[channels * t * t];
    long[] sums = new long[t];
    long area = (long) s * s;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < t; p++) {
        Arrays.fill(sums, 0);
        for (int y = first(p, s, t); y < afterLast(p, s, t); y++) {
          int row = (c * s + y) * s;
          long weight = overlap(p, y, s, t);
          for (int q = 0; q < t; q++) {
            long sum = 0;
            for (int x = first(q, s, t); x < afterLast(q, s, t); x++) {
              sum += overlap(q, x, s, t) * at(row + x);
            }
            sums[q] += weight * sum;
          }
        }
        for (int q = 0; q < t; q++) {
          out[(c * t + p) * t + q] = (byte) ((2 * sums[q] + area) / (2 * area));
        }
      }
    }
    return new PlanarImage(channels, t, t, out);
  }

  private static int first(int target, int s, int t) {
    return (int) ((long) target * s / t);
  }

  private static int afterLast(int target, int s, int t) {
    return (int) (((target + 1L) * s + t - 1) / t);
  }

  private static long overlap(int target, int source, int s, int t) {
    return Math.min((target + 1L) * s, (source + 1L) * t) - Math.max((long) target * s, (long) source * t);
  }

  /**
   * Bilinear interpolation from side s to side t &gt; s with pixel centres at half-integers and repeated edges: target
   * i lies at ((2i+1)·s − t) / (2t) source pixels, so all weights are integers over 2t. Rounded half up.
   */
  private PlanarImage interpolated(int t) {
    int s = width;
    byte[] out = new byte[channels * t * t];
    long unit = 2L * t;
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < t; p++) {
        long y = place(p, s, t);
        int above = (c * s + (int) (y / unit)) * s;
        int below = (c * s + (int) Math.min(y / unit + 1, s - 1)) * s;
        for (int q = 0; q < t; q++) {
          long x = place(q, s, t);
          int left = (int) (x / unit);
          int right = Math.min(left + 1, s - 1);
          long fx = x % unit;
          long top = (unit - fx) * at(above + left) + fx * at(above + right);
          long bottom = (unit - fx) * at(below + left) + fx * at(below + right);
          long sum = (unit - y % unit) * top + (y % unit) * bottom;
          out[(c * t + p) * t + q] = (byte) ((2 * sum + unit * unit) / (2 * unit * unit));
        }
      }
    }
    return new PlanarImage(channels, t, t, out);
  }

  private static long place(int target, int s, int t) {
    return Math.clamp((2L * target + 1) * s - t, 0L, (s - 1L) * 2 * t);
  }
}
