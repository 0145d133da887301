package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/**
 * Convolutions of few input channels, such as those of a discriminator's first layer, whose sums are so short that packing
 * windows would show.
 *
 * <p>Method: a task is some rows of an image's results. It lays out the rows of the image that they see in its own memory, margins
 * and phases as in {@link PaddedImage}; windows are read there by whole vectors, so that nothing is packed. Where a row of results
 * does not end with a vector, its last vector begins earlier.
 */
final class ShallowConv2d {
  /** Summands up to which this is used. */
  private static final int MOST_SUMMANDS = 128;
  /** Elements of an image's rows in a task's memory, up to which they stay in the first-level cache with a tile's operands. */
  private static final int IMAGE = 6_000;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  ShallowConv2d(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  /** Whether this is made for the shapes. */
  static boolean suits(Conv2d.Geometry g) {
    return g.c() * g.r() * g.s() <= MOST_SUMMANDS && g.q() >= LANES && RowTiles.rows(g.k()) == g.k();
  }

  void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    Run run = new Run(HostStorage.of(x), HostStorage.of(weight), out, bias, rectifier, g);
    pool.run(g.n() * run.parts, (index, worker) -> run.part(index / run.parts, index % run.parts, own[worker]));
  }

  /** One operation. */
  private final class Run {
    private final HostStorage x;
    private final HostStorage weight;
    private final HostStorage out;
    private final HostStorage bias;
    private final Rectifier rectifier;
    private final Conv2d.Geometry g;
    private final int depth;
    /** Rows of results of a part, and parts of an image. */
    private final int lines;
    private final int parts;
    /** Extents of one phase of a part's image, and elements of all phases of a channel. */
    private final int height;
    private final int width;
    private final int plane;
    private final int[] offsets;

    Run(HostStorage x, HostStorage weight, Tensor out, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
      this.x = x;
      this.weight = weight;
      this.out = HostStorage.of(out);
      this.bias = bias == null ? null : HostStorage.of(bias);
      this.rectifier = rectifier;
      this.g = g;
      Conv2d o = g.parameters();
      depth = g.c() * g.r() * g.s();
      width = (g.q() - 1) + (g.s() + o.strideW() - 1) / o.strideW();
      int more = (g.r() + o.strideH() - 1) / o.strideH() - 1;
      int most = Math.max(1, IMAGE / (g.c() * o.strideH() * o.strideW() * width) - more);
      int wanted = Math.clamp((g.p() + most - 1) / most, Math.min(g.p(), 1 + 2 * pool.threads() / g.n()), g.p());
      lines = (g.p() + wanted - 1) / wanted;
      parts = (g.p() + lines - 1) / lines;
      height = lines + more;
      plane = o.strideH() * o.strideW() * height * width;
      offsets = shared.ints(Ints.DEPTH_B, 0, depth);
      for (int k = 0; k < depth; k++) {
        int r = k / g.s() % g.r();
        int s = k % g.s();
        int phase = r % o.strideH() * o.strideW() + s % o.strideW();
        offsets[k] = k / (g.r() * g.s()) * plane + (phase * height + r / o.strideH()) * width + s / o.strideW();
      }
    }

    void part(int n, int part, Scratch scratch) {
      int first = part * lines;
      int count = Math.min(lines, g.p() - first);
      float[] image = scratch.floats(Floats.IMAGE, (long) g.c() * plane);
      layOut(n, first, image);
      int[] starts = scratch.ints(Ints.COLUMNS_B, 0, count * ((g.q() + LANES - 1) / LANES) + 1);
      int[] places = scratch.ints(Ints.COLUMNS_OUT, 0, starts.length);
      int vectors = vectors(first, count, starts, places);
      int sixes = RowTiles.sixes(g.k());
      for (int k = 0; k < g.k(); ) {
        int rows = k < sixes ? Tile6x2.ROWS : Tile4x2.ROWS;
        int a = weight.offset() + k * depth;
        int t = out.offset() + (n * g.k() + k) * g.p() * g.q();
        for (int v = 0; v < vectors; v += 2) {
          if (rows == Tile6x2.ROWS) {
            WindowTile.sixRows(depth, weight.array(), a, depth, image, offsets, starts[v], starts[v + 1], out.array(), t, g.p() * g.q(),
                places[v], places[v + 1]);
          } else {
            WindowTile.fourRows(depth, weight.array(), a, depth, image, offsets, starts[v], starts[v + 1], out.array(), t, g.p() * g.q(),
                places[v], places[v + 1]);
          }
        }
        finish(k, rows, t + first * g.q(), count * g.q());
        k += rows;
      }
    }

    /** Where each vector of windows lies in the image and each vector of results in its plane; an even number of them. */
    private int vectors(int first, int count, int[] starts, int[] places) {
      int vectors = 0;
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < g.q(); j += LANES) {
          int q = Math.min(j, g.q() - LANES);
          starts[vectors] = i * width + q;
          places[vectors++] = (first + i) * g.q() + q;
        }
      }
      if (vectors % 2 != 0) {
        starts[vectors] = starts[vectors - 1];
        places[vectors] = places[vectors++ - 1];
      }
      return vectors;
    }

    private void finish(int k, int rows, int at, int count) {
      if (bias == null && rectifier.isNone()) {
        return;
      }
      for (int i = 0; i < rows; i++) {
        // x + −0 is x for every x, +0 and −0 included.
        float term = bias == null ? -0f : bias.array()[bias.offset() + k + i];
        Output.addAndRectify(out.array(), at + i * g.p() * g.q(), count, term, rectifier);
      }
    }

    /** Copies the rows of an image that some rows of results see. */
    private void layOut(int n, int first, float[] image) {
      Conv2d o = g.parameters();
      Arrays.fill(image, 0, g.c() * plane, 0);
      int from = first * o.strideH() - o.paddingH();
      int rows = height * o.strideH();
      int kept = Math.clamp(width * o.strideW() - o.paddingW(), 0, g.w());
      for (int c = 0; c < g.c(); c++) {
        int channel = x.offset() + (n * g.c() + c) * g.h() * g.w();
        for (int row = Math.max(0, -from); row < Math.min(rows, g.h() - from); row++) {
          int to = c * plane + (row % o.strideH() * o.strideW() * height + row / o.strideH()) * width;
          Phases.split(x.array(), channel + (from + row) * g.w(), kept, image, to, height * width, o.strideW(), o.paddingW());
        }
      }
    }
  }
}
