package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

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
    Conv2d o = g.parameters();
    PaddedImage image = PaddedImage.of(pool, shared, HostStorage.of(x), g.n() * g.c(), g.h(), g.w(), o.paddingH(), o.paddingW(),
        (g.p() - 1) * o.strideH() + g.r(), (g.q() - 1) * o.strideW() + g.s(), 1, 1);
    Run run = new Run(image, HostStorage.of(outGradient), g);
    pool.run(run.chunks, (chunk, worker) -> run.chunk(chunk, own[worker]));
    run.finish(HostStorage.of(weightGradient));
  }

  /** One operation. */
  private final class Run {
    private final PaddedImage image;
    private final HostStorage dy;
    private final Conv2d.Geometry g;
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

    Run(PaddedImage image, HostStorage dy, Conv2d.Geometry g) {
      this.image = image;
      this.dy = dy;
      this.g = g;
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
        taps[j] = j / (g.r() * g.s()) * image.plane() + j / g.s() % g.r() * image.width() + j % g.s();
      }
      quads = g.s() % 4 == 0;
      partials = shared.floats(Floats.PARTIALS, (long) chunks * g.k() * width);
    }

    void chunk(int chunk, Scratch scratch) {
      int first = chunk * CHUNK;
      int length = Math.min(CHUNK, pixels - first);
      float[] b = scratch.floats(Floats.PANELS_B, (long) CHUNK * width);
      pack(first, length, b);
      boolean resume = false;
      for (int done = 0; done < length; ) {
        int n = (first + done) / area;
        int pixel = (first + done) % area;
        int count = Math.min(length - done, area - pixel);
        image(dy.offset() + n * g.k() * area + pixel, done, count, length, b, chunk * g.k() * width, resume);
        resume = true;
        done += count;
      }
    }

    /** The share of one image: rows of A from {@code a} on, lines of the panels from {@code done} on. */
    private void image(int a, int done, int count, int length, float[] b, int t, boolean resume) {
      int vector = 0;
      for (; vector <= vectors - 3; vector += 3) {
        int panel = (vector * length + 3 * done) * LANES;
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
        int panel = (vector * length + done) * LANES;
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

    /** The values under the windows, [panel][pixel][3 or 1 vectors]. */
    private void pack(int first, int length, float[] b) {
      int n = first / area;
      int p = first % area / g.q();
      int q = first % g.q();
      for (int i = 0; i < length; i++) {
        int from = image.offset() + n * g.c() * image.plane() + p * g.parameters().strideH() * image.width()
            + q * g.parameters().strideW();
        if (quads) {
          packQuads(from, i, length, b);
        } else {
          for (int j = 0; j < columns; j++) {
            b[starts[j] * length + i * steps[j] + lanes[j]] = image.data()[from + taps[j]];
          }
        }
        q++;
        if (q == g.q()) {
          q = 0;
          p++;
          if (p == g.p()) {
            p = 0;
            n++;
          }
        }
      }
    }

    private void packQuads(int from, int pixel, int length, float[] b) {
      for (int j = 0; j < columns; j += 4) {
        FloatVector.fromArray(QUAD, image.data(), from + taps[j]).intoArray(b, starts[j] * length + pixel * steps[j] + lanes[j]);
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
