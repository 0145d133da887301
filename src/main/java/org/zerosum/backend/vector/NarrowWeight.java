package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Tensor;

/**
 * Weight gradients of small windows, such as those of a layer that reads images: out[k][j] = Σ over (n, p, q) of dy · x, with few
 * columns j = (c, r, s).
 *
 * <p>Method: a task is a chunk of the sum. It packs the windows' values for its pixels; the output gradient's rows are read where
 * they lie, image after image, the tile's sums going on from one to the next. The chunks' sums are added in order at the end.
 */
final class NarrowWeight {
  private static final int CHUNK = Contraction.CHUNK;
  /** Columns up to which this is used: the packed windows of a chunk then stay in the second-level cache. */
  private static final int MOST_COLUMNS = 96;
  /** Pixels that are multiplied at a time: their packed windows stay in the first-level cache. */
  private static final int BLOCK = 128;
  private static final int MOST_PARTIALS = 1 << 23;
  private static final VectorSpecies<Float> QUAD = FloatVector.SPECIES_128;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  NarrowWeight(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  /** Whether this is made for the shapes. */
  static boolean suits(Conv2d.Geometry g) {
    int columns = g.c() * g.r() * g.s();
    long pixels = (long) g.n() * g.p() * g.q();
    return columns <= MOST_COLUMNS && g.k() >= 8 && pixels / CHUNK * g.k() * columns <= MOST_PARTIALS && g.p() * g.q() >= 2 * LANES;
  }

  void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    Run run = new Run(HostStorage.of(x), HostStorage.of(outGradient), g);
    pool.run(run.chunks, (chunk, worker) -> run.chunk(chunk, own[worker]));
    run.finish(HostStorage.of(weightGradient));
  }

  /** One operation. */
  private final class Run {
    private final HostStorage x;
    private final HostStorage dy;
    private final Conv2d.Geometry g;
    /** Extents of a padded plane. */
    private final int height;
    private final int breadth;
    private final int area;
    private final int pixels;
    private final int chunks;
    private final int columns;
    /** Vectors of columns; three at a time as long as there are three. */
    private final int vectors;
    private final int width;
    /** Where each column is read, and where it is written: panel, distance of pixels, place within. */
    private final int[] taps;
    private final int[] starts;
    private final int[] steps;
    private final int[] lanes;
    private final boolean quads;
    private final float[] partials;

    Run(HostStorage x, HostStorage dy, Conv2d.Geometry g) {
      this.x = x;
      this.dy = dy;
      this.g = g;
      height = (g.p() - 1) * g.parameters().strideH() + g.r();
      breadth = (g.q() - 1) * g.parameters().strideW() + g.s();
      area = g.p() * g.q();
      pixels = g.n() * area;
      chunks = (pixels + CHUNK - 1) / CHUNK;
      columns = g.c() * g.r() * g.s();
      vectors = (columns + LANES - 1) / LANES;
      width = vectors * LANES;
      taps = shared.ints(Ints.COLUMNS_B, 0, columns);
      starts = shared.ints(Ints.ROWS_A, 0, columns);
      steps = shared.ints(Ints.DEPTH_A, 0, columns);
      lanes = shared.ints(Ints.ROWS_OUT, 0, columns);
      for (int j = 0; j < columns; j++) {
        int vector = j / LANES;
        boolean three = vector - vector % 3 <= vectors - 3;
        int panel = three ? vector - vector % 3 : vector;
        starts[j] = panel * LANES;
        steps[j] = three ? 3 * LANES : LANES;
        lanes[j] = j - panel * LANES;
        taps[j] = (j / (g.r() * g.s()) * height + j / g.s() % g.r()) * breadth + j % g.s();
      }
      quads = g.s() % 4 == 0;
      partials = shared.floats(Floats.PARTIALS, (long) chunks * g.k() * width);
    }

    void chunk(int chunk, Scratch scratch) {
      int first = chunk * CHUNK;
      int length = Math.min(CHUNK, pixels - first);
      float[] b = scratch.floats(Floats.PANELS_B, (long) BLOCK * width);
      float[] padded = scratch.floats(Floats.IMAGE, (long) g.c() * height * breadth);
      for (int done = 0; done < length; ) {
        int n = (first + done) / area;
        int pixel = (first + done) % area;
        int count = Math.min(length - done, area - pixel);
        pad(n, pixel / g.q(), (pixel + count - 1) / g.q(), padded);
        int dyAt = dy.offset() + n * g.k() * area;
        for (int i = 0; i < count; i += BLOCK) {
          int block = Math.min(BLOCK, count - i);
          pack(padded, pixel + i, block, b);
          products(dyAt + pixel + i, block, b, chunk * g.k() * width, done + i > 0);
        }
        done += count;
      }
    }

    /** Copies the rows of an image that the windows of some rows of pixels see. */
    private void pad(int n, int firstP, int lastP, float[] padded) {
      Conv2d o = g.parameters();
      int from = firstP * o.strideH();
      int to = lastP * o.strideH() + g.r();
      int kept = Math.clamp(breadth - o.paddingW(), 0, g.w());
      for (int c = 0; c < g.c(); c++) {
        Arrays.fill(padded, (c * height + from) * breadth, (c * height + to) * breadth, 0);
        int first = Math.max(from, o.paddingH());
        int rows = Math.min(to, o.paddingH() + g.h()) - first;
        ShortRuns.copy(x.array(), x.offset() + ((n * g.c() + c) * g.h() + first - o.paddingH()) * g.w(), g.w(), padded,
            (c * height + first) * breadth + o.paddingW(), breadth, rows, kept);
      }
    }

    /** The share of some pixels of an image, with rows of A from {@code a} on. */
    private void products(int a, int count, float[] b, int t, boolean resume) {
      int vector = 0;
      for (; vector <= vectors - 3; vector += 3) {
        int panel = vector * BLOCK * LANES;
        int k = 0;
        for (; k <= g.k() - 4; k += 4) {
          ResumingTile.fourByThree(count, dy.array(), a + k * area, area, b, panel, partials, t + k * width + vector * LANES, width, resume);
        }
        for (; k < g.k(); k++) {
          for (int j = 0; j < 3; j++) {
            oneOfThree(count, a + k * area, b, panel + j * LANES, t + k * width + (vector + j) * LANES, resume);
          }
        }
      }
      for (; vector < vectors; vector++) {
        int panel = vector * BLOCK * LANES;
        int k = 0;
        for (; k <= g.k() - 8; k += 8) {
          ResumingTile.eightByOne(count, dy.array(), a + k * area, area, b, panel, partials, t + k * width + vector * LANES, width, resume);
        }
        for (; k < g.k(); k++) {
          ResumingTile.oneByOne(count, dy.array(), a + k * area, area, b, panel, partials, t + k * width + vector * LANES, width, resume);
        }
      }
    }

    /** One row and one vector of a panel of three. */
    private void oneOfThree(int count, int a, float[] b, int at, int t, boolean resume) {
      FloatVector sum = resume ? FloatVector.fromArray(SPECIES, partials, t) : FloatVector.zero(SPECIES);
      for (int k = 0; k < count; k++) {
        sum = FloatVector.broadcast(SPECIES, dy.array()[a + k]).fma(FloatVector.fromArray(SPECIES, b, at + k * 3 * LANES), sum);
      }
      sum.intoArray(partials, t);
    }

    /** The values under the windows, [panel][pixel][3 or 1 vectors]; {@code count} pixels of an image, a row at a time. */
    private void pack(float[] padded, int pixel, int count, float[] b) {
      Conv2d o = g.parameters();
      for (int i = 0; i < count; ) {
        int q = (pixel + i) % g.q();
        int run = Math.min(count - i, g.q() - q);
        int from = (pixel + i) / g.q() * o.strideH() * breadth + q * o.strideW();
        for (int j = 0; j < columns; j += quads ? 4 : 1) {
          int to = starts[j] * BLOCK + i * steps[j] + lanes[j];
          if (quads) {
            quads(padded, from + taps[j], o.strideW(), b, to, steps[j], run);
          } else {
            singles(padded, from + taps[j], o.strideW(), b, to, steps[j], run);
          }
        }
        i += run;
      }
    }

    private static void quads(float[] source, int from, int step, float[] target, int to, int targetStep, int count) {
      for (int i = 0; i < count; i++) {
        FloatVector.fromArray(QUAD, source, from + i * step).intoArray(target, to + i * targetStep);
      }
    }

    private static void singles(float[] source, int from, int step, float[] target, int to, int targetStep, int count) {
      for (int i = 0; i < count; i++) {
        target[to + i * targetStep] = source[from + i * step];
      }
    }

    /** Adds the chunks in order and drops the columns beyond the last. */
    void finish(HostStorage weightGradient) {
      pool.ranges(g.k(), 8, (from, to, worker) -> {
        for (int k = from; k < to; k++) {
          for (int j = 0; j < width; j += LANES) {
            FloatVector sum = FloatVector.fromArray(SPECIES, partials, k * width + j);
            for (int chunk = 1; chunk < chunks; chunk++) {
              sum = sum.add(FloatVector.fromArray(SPECIES, partials, (chunk * g.k() + k) * width + j));
            }
            sum.intoArray(partials, k * width + j);
          }
          System.arraycopy(partials, k * width, weightGradient.array(), weightGradient.offset() + k * columns, columns);
        }
      });
    }
  }
}
