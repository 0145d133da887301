package org.zerosum.backend.scalar;

import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** docs/arithmetic.md, section 6.1. */
final class ScalarImages {
  private ScalarImages() {}

  static void transform(Tensor out, Tensor x, Tensor parameters) {
    each(out, x, parameters, (p, h, w, width) -> {
      int column = w - p.right();
      return p.covers(h, w) ? null : new int[] {h - p.down(), p.flip() ? width - 1 - column : column};
    });
  }

  static void transformBackward(Tensor dx, Tensor outGradient, Tensor parameters) {
    each(dx, outGradient, parameters, (p, i, j, width) -> {
      int h = i + p.down();
      int w = (p.flip() ? width - 1 - j : j) + p.right();
      return p.covers(h, w) ? null : new int[] {h, w};
    });
  }

  /** Where an element comes from. */
  @FunctionalInterface
  private interface Source {
    /** Row and column, which may lie outside the image, or null for zero. */
    int[] of(ImagePlacement placement, int row, int column, int width);
  }

  private static void each(Tensor out, Tensor x, Tensor parameters, Source source) {
    HostStorage to = HostStorage.of(out);
    HostStorage from = HostStorage.of(x);
    Shape shape = x.shape();
    int height = shape.extent(2);
    int width = shape.extent(3);
    int sample = shape.product(1, 4);
    for (int e = 0; e < x.count(); e++) {
      ImagePlacement placement = ImagePlacement.of(HostStorage.of(parameters), e / sample, height, width);
      int[] place = source.of(placement, e / width % height, e % width, width);
      boolean inside = place != null && place[0] >= 0 && place[0] < height && place[1] >= 0 && place[1] < width;
      to.set(e, inside ? from.get((e / (height * width) * height + place[0]) * width + place[1]) : 0);
    }
  }

  static void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    HostStorage to = HostStorage.of(out);
    HostStorage from = HostStorage.of(x);
    HostStorage p = HostStorage.of(parameters);
    int channels = x.shape().extent(1);
    int pixels = x.shape().product(2, 4);
    for (int n = 0; n < x.shape().extent(0); n++) {
      float mean = HostStorage.of(sums).get(n) / (float) (channels * pixels);
      for (int i = 0; i < pixels; i++) {
        int first = n * channels * pixels + i;
        float sum = from.get(first);
        for (int c = 1; c < channels; c++) {
          sum += from.get(first + c * pixels);
        }
        float grey = sum / channels;
        for (int c = 0; c < channels; c++) {
          float v = from.get(first + c * pixels);
          if (channels > 1) {
            v = (v - grey) * p.get(2 * n) + grey;
          }
          to.set(first + c * pixels, (v - mean) * p.get(2 * n + 1) + mean);
        }
      }
    }
  }
}
