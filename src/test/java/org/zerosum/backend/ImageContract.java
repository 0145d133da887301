package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Geometry and colours of images. */
interface ImageContract extends BackendUnderTest {
  List<Shape> IMAGES = List.of(Shape.of(1, 1, 1, 1), Shape.of(3, 1, 7, 5), Shape.of(5, 3, 4, 9), Shape.of(2, 2, 1, 33),
      Shape.of(7, 3, 32, 32), Shape.of(2, 5, 3, 301), Shape.of(3, 4, 37, 1));

  /** Flip, down, right, top, left, height, width of an image of H × W: one case of each kind. */
  private static float[][] cases(int h, int w) {
    return new float[][] {{0, 0, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0}, {0, 1, -2, 0, 0, 0, 0}, {1, -1, 2, 0, 0, 0, 0},
      {0, h, 0, 0, 0, 0, 0}, {1, 0, -w, 0, 0, 0, 0}, {0, -h - 7, w + 3, 0, 0, 0, 0}, {1, h - 1, 1 - w, 0, 0, 0, 0},
      {0, 0, 0, 1, 1, 0, 3}, {1, 0, 0, 1, 1, 3, 0}, {0, 0, 0, 0, 0, h, w}, {1, 1, 1, -5, -5, h + 9, w + 9}, {0, 1, 0, -1, 1, 3, 2},
      {1, 0, 1, h - 2, w - 2, 5, 5}, {0, -1, -1, h, w, 4, 4}, {0, 0, 0, 2, 2, -4, -4}, {1.75f, 1.9f, -0.25f, -0.5f, 0.5f, 2.5f, 1.25f},
      {0.999f, -1.9f, 1.001f, 1.5f, -1.5f, 3.999f, 4}, {-1, 1e9f, 0, 0, 0, 0, 0}, {3, 0, 0, -3e38f, 1e20f, 3e38f, -1e20f},
      {Float.NaN, 0, 0, 0, 0, Float.NaN, 1}, {0, 0, Float.POSITIVE_INFINITY, 0, 0, 1, 1}};
  }

  @Test
  default void transformsMatchTheScalarBackendAndTheirDefinition() {
    for (Shape shape : IMAGES) {
      float[] x = Samples.random(1, shape.count());
      float[][] cases = cases(shape.extent(2), shape.extent(3));
      int samples = shape.extent(0);
      for (int first = 0; first < cases.length; first += samples) {
        float[] parameters = new float[samples * 7];
        for (int n = 0; n < samples; n++) {
          System.arraycopy(cases[(first + n) % cases.length], 0, parameters, n * 7, 7);
        }
        String what = shape + ", cases from " + first;
        matchesScalar(what, on -> List.of(on.transformImages(on.tensor(shape, x), on.tensor(Shape.of(samples, 7), parameters)),
            on.transformImagesBackward(on.tensor(shape, x), on.tensor(Shape.of(samples, 7), parameters))));
        try (Scope _ = backend().openScope()) {
          Tensor drawn = backend().tensor(Shape.of(samples, 7), parameters);
          FloatAssert.assertSameBits(what, transformed(x, shape, parameters),
              backend().transformImages(backend().tensor(shape, x), drawn).toArray());
        }
      }
    }
  }

  /** The definition, straight from an image in double precision; NaN and infinity as the documentation has them. */
  private static float[] transformed(float[] x, Shape shape, float[] parameters) {
    float[] out = new float[x.length];
    int height = shape.extent(2);
    int width = shape.extent(3);
    for (int plane = 0; plane < x.length / (height * width); plane++) {
      int at = plane / shape.extent(1) * 7;
      double[] p = new double[7];
      for (int i = 0; i < 7; i++) {
        p[i] = Math.floor(parameters[at + i]);
      }
      for (int h = 0; h < height; h++) {
        for (int w = 0; w < width; w++) {
          double row = h - p[1];
          double column = p[0] >= 1 ? width - 1 - (w - p[2]) : w - p[2];
          boolean hidden = p[3] <= h && h < p[3] + p[5] && p[4] <= w && w < p[4] + p[6];
          if (row >= 0 && row < height && column >= 0 && column < width && !hidden) {
            out[(plane * height + h) * width + w] = x[(plane * height + (int) row) * width + (int) column];
          }
        }
      }
    }
    return out;
  }

  @Test
  default void theGradientOfATransformIsItsTranspose() {
    SplittableRandom random = new SplittableRandom(2);
    for (Shape shape : IMAGES) {
      int samples = shape.extent(0);
      for (int round = 0; round < 20; round++) {
        float[] parameters = new float[samples * 7];
        for (int n = 0; n < samples; n++) {
          int h = shape.extent(2);
          int w = shape.extent(3);
          int[] p = {random.nextInt(2), random.nextInt(-h, h + 1), random.nextInt(-w, w + 1), random.nextInt(-1, h), random.nextInt(-1, w),
            random.nextInt(h), random.nextInt(w)};
          for (int i = 0; i < 7; i++) {
            parameters[n * 7 + i] = p[i];
          }
        }
        float[] x = Samples.integers(round, shape.count(), 9);
        float[] y = Samples.integers(round + 100, shape.count(), 9);
        try (Scope _ = backend().openScope()) {
          Tensor drawn = backend().tensor(Shape.of(samples, 7), parameters);
          float[] tx = backend().transformImages(backend().tensor(shape, x), drawn).toArray();
          float[] ty = backend().transformImagesBackward(backend().tensor(shape, y), drawn).toArray();
          assertEquals(dot(tx, y), dot(x, ty), 0, shape + ", round " + round);
        }
      }
    }
  }

  /** Exact for small whole numbers. */
  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  default void transformsCopyEveryValue() {
    float[] x = Samples.special();
    Shape shape = Shape.of(1, 1, 1, x.length);
    matchesScalarOrNaN("special values", on -> List.of(
        on.transformImages(on.tensor(shape, x), on.tensor(Shape.of(1, 7), 1, 0, 2, 0, 9, 1, 2)),
        on.transformImagesBackward(on.tensor(shape, x), on.tensor(Shape.of(1, 7), 1, 0, 2, 0, 9, 1, 2))));
  }

  @Test
  default void coloursMatchTheScalarBackendAndTheirFormula() {
    for (Shape shape : IMAGES) {
      int samples = shape.extent(0);
      float[] x = Samples.random(3, shape.count());
      float[] parameters = Samples.positive(4, samples * 2);
      matchesScalar("colours of " + shape, on ->
          List.of(on.adjustColours(on.tensor(shape, x), on.tensor(Shape.of(samples, 2), parameters))));
      try (Scope _ = backend().openScope()) {
        Tensor out = backend().adjustColours(backend().tensor(shape, x), backend().tensor(Shape.of(samples, 2), parameters));
        FloatAssert.assertClose("colours of " + shape, adjusted(x, shape, parameters), out.toArray(), 2e-5);
      }
    }
  }

  @Test
  default void coloursOfSamplesOfSeveralBlocksMatchTheScalarBackend() {
    Shape shape = Shape.of(2, 3, 300, 301);
    matchesScalar("colours of " + shape, on -> List.of(coloured(on, shape)));
  }

  private static Tensor coloured(Backend on, Shape shape) {
    return on.adjustColours(on.tensor(shape, Samples.random(5, shape.count())), on.tensor(Shape.of(2, 2), 0.3f, 1.4f, 1.7f, 0.6f));
  }

  /** Saturation, then contrast about the mean of what it gave. */
  private static double[] adjusted(float[] x, Shape shape, float[] parameters) {
    int channels = shape.extent(1);
    int pixels = shape.product(2, 4);
    double[] out = new double[x.length];
    for (int n = 0; n < shape.extent(0); n++) {
      int first = n * channels * pixels;
      double total = 0;
      for (int i = 0; i < pixels; i++) {
        double grey = 0;
        for (int c = 0; c < channels; c++) {
          grey += (double) x[first + c * pixels + i] / channels;
        }
        for (int c = 0; c < channels; c++) {
          int e = first + c * pixels + i;
          out[e] = (x[e] - grey) * parameters[2 * n] + grey;
          total += out[e];
        }
      }
      double mean = total / (channels * pixels);
      for (int e = first; e < first + channels * pixels; e++) {
        out[e] = (out[e] - mean) * parameters[2 * n + 1] + mean;
      }
    }
    return out;
  }
}
