package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.scalar.ImagePlacement;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Geometry and colours of images; a task is some samples. */
final class VectorImages {
  private final WorkerPool pool;

  VectorImages(WorkerPool pool) {
    this.pool = pool;
  }

  /** transformImages, or its transpose. */
  void transform(Tensor out, Tensor x, Tensor parameters, boolean backward) {
    HostStorage to = HostStorage.of(out);
    HostStorage from = HostStorage.of(x);
    Shape shape = x.shape();
    int height = shape.extent(2);
    int width = shape.extent(3);
    int rows = shape.product(1, 3);
    pool.ranges(shape.extent(0), 1 + VectorElementwise.GRAIN / (rows * width), (first, end, _) -> {
      for (int n = first; n < end; n++) {
        ImagePlacement placement = ImagePlacement.of(HostStorage.of(parameters), n, height, width);
        for (int row = n * rows; row < (n + 1) * rows; row++) {
          transformRow(to, from, row * width, row % height, height, width, placement, backward);
        }
      }
    });
  }

  /** Row {@code row} of one of the target's images, from element {@code at} on: zeros, then the one or two runs that are copied. */
  private static void transformRow(HostStorage to, HostStorage from, int at, int row, int height, int width, ImagePlacement p,
      boolean backward) {
    Arrays.fill(to.array(), to.offset() + at, to.offset() + at + width, 0);
    int source = backward ? row + p.down() : row - p.down();
    if (source < 0 || source >= height) {
      return;
    }
    // Columns of the unshifted image.
    int first = Math.max(0, -p.right());
    int end = Math.min(width, width - p.right());
    int target = to.offset() + at;
    int origin = from.offset() + at + (source - row) * width;
    int h = backward ? source : row;
    if (h < p.top() || h >= p.bottom()) {
      copy(to.array(), target, from.array(), origin, first, end, width, p, backward);
    } else {
      copy(to.array(), target, from.array(), origin, first, Math.min(end, p.left() - p.right()), width, p, backward);
      int behind = Math.max(p.left(), p.end());
      copy(to.array(), target, from.array(), origin, Math.max(first, behind - p.right()), end, width, p, backward);
    }
  }

  private static void copy(float[] to, int target, float[] from, int origin, int first, int end, int width, ImagePlacement p,
      boolean backward) {
    if (first >= end) {
      return;
    }
    if (!p.flip()) {
      System.arraycopy(from, origin + first + (backward ? p.right() : 0), to, target + first + (backward ? 0 : p.right()), end - first);
    } else if (backward) {
      for (int j = first; j < end; j++) {
        to[target + width - 1 - j] = from[origin + p.right() + j];
      }
    } else {
      for (int j = first; j < end; j++) {
        to[target + p.right() + j] = from[origin + width - 1 - j];
      }
    }
  }

  /** Saturation and contrast. */
  void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    HostStorage to = HostStorage.of(out);
    HostStorage from = HostStorage.of(x);
    HostStorage all = HostStorage.of(sums);
    HostStorage p = HostStorage.of(parameters);
    int channels = x.shape().extent(1);
    int pixels = x.shape().product(2, 4);
    int count = channels * pixels;
    pool.ranges(x.shape().extent(0), 1 + VectorElementwise.GRAIN / count, (first, end, _) -> {
      for (int n = first; n < end; n++) {
        float mean = all.array()[all.offset() + n] / (float) count;
        int at = p.offset() + 2 * n;
        adjustSample(to.array(), to.offset() + n * count, from.array(), from.offset() + n * count, channels, pixels, p.array()[at],
            p.array()[at + 1], mean);
      }
    });
  }

  private static void adjustSample(float[] out, int o, float[] x, int at, int channels, int pixels, float saturation, float contrast,
      float mean) {
    int i = 0;
    for (; i <= pixels - LANES; i += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x, at + i);
      for (int c = 1; c < channels; c++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, x, at + c * pixels + i));
      }
      FloatVector grey = sum.div((float) channels);
      for (int c = 0; c < channels; c++) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, at + c * pixels + i);
        if (channels > 1) {
          v = v.sub(grey).mul(saturation).add(grey);
        }
        v.sub(mean).mul(contrast).add(mean).intoArray(out, o + c * pixels + i);
      }
    }
    for (; i < pixels; i++) {
      float sum = x[at + i];
      for (int c = 1; c < channels; c++) {
        sum += x[at + c * pixels + i];
      }
      float grey = sum / channels;
      for (int c = 0; c < channels; c++) {
        float v = x[at + c * pixels + i];
        if (channels > 1) {
          v = (v - grey) * saturation + grey;
        }
        out[o + c * pixels + i] = (v - mean) * contrast + mean;
      }
    }
  }
}
