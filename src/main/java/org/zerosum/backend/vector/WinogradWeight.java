package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;
import static org.zerosum.backend.vector.WinogradTransforms.POINTS;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Tensor;

/**
 * Weight gradients of 4 × 4 kernels with stride 2 by F(2×2, 2×2): docs/arithmetic.md, section 2.1.
 *
 * <p>Method: the output gradient is transformed once, as rows [point][k][tile]. A task is a chunk of tiles, a residue (ρ, σ) and a
 * panel of in-channels: it transforms the chunk's data into a panel per point and multiplies. The sums of chunks are then added in
 * order and transformed back.
 */
final class WinogradWeight {
  private static final int CHUNK = Contraction.CHUNK;
  /** Elements of partial sums that are kept at a time. */
  private static final int PARTIALS = 1 << 25;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  WinogradWeight(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    WinogradSide[] sides = WinogradSide.convolution();
    int rows = (g.p() + 1) / 2;
    int columns = (g.q() + 1) / 2;
    ChannelsLast image = ChannelsLast.of(pool, shared, own, HostStorage.of(x), g.n(), g.c(), g.h(), g.w(), g.parameters().paddingH(),
        g.parameters().paddingW(), WinogradSide.extent(sides, rows), WinogradSide.extent(sides, columns));
    Run run = new Run(image, g, rows, columns);
    run.gradients(HostStorage.of(outGradient));
    int chunks = (run.tiles + CHUNK - 1) / CHUNK;
    int atOnce = Math.clamp(PARTIALS / run.size - 1, 1, chunks);
    run.partials = shared.floats(Floats.PARTIALS, (atOnce + 1L) * run.size);
    for (int chunk = 0; chunk < chunks; chunk += atOnce) {
      run.products(chunk, Math.min(chunks, chunk + atOnce));
    }
    run.finish(HostStorage.of(weightGradient));
  }

  /** One operation. */
  private final class Run {
    private final ChannelsLast image;
    private final Conv2d.Geometry g;
    private final int rows;
    private final int columns;
    private final int tiles;
    /** Of a row of transformed output gradients. */
    private final int stride;
    private final int height;
    private final int panels;
    private final int width;
    /** Elements of one chunk's sums, [residue][point][height][width]. */
    private final int size;
    private float[] gradients;
    private float[] partials;

    Run(ChannelsLast image, Conv2d.Geometry g, int rows, int columns) {
      this.image = image;
      this.g = g;
      this.rows = rows;
      this.columns = columns;
      tiles = g.n() * rows * columns;
      stride = Winograd.stride(tiles);
      height = Winograd.roundUp(g.k(), Tile6x2.ROWS);
      panels = (g.c() + Tile6x2.COLUMNS - 1) / Tile6x2.COLUMNS;
      width = panels * Tile6x2.COLUMNS;
      size = Math.multiplyExact(4 * POINTS, Math.multiplyExact(height, width));
    }

    /** Transforms the output gradient into rows [point][k][tile]. */
    void gradients(HostStorage dy) {
      gradients = shared.floats(Floats.PANELS_A, (long) POINTS * height * stride);
      // A row of tiles is written from end to end, so that few pages are open at a time.
      pool.ranges(g.k(), 1, (from, to, worker) -> {
        for (int k = from; k < to; k++) {
          for (int n = 0; n < g.n(); n++) {
            plane(dy.array(), dy.offset() + (n * g.k() + k) * g.p() * g.q(), k * stride + n * rows * columns);
          }
        }
      });
    }

    private void plane(float[] dy, int source, int at) {
      for (int i = 0; i < rows; i++) {
        if (2 * i + 1 < g.p() && g.q() % 2 == 0) {
          row(dy, source + 2 * i * g.q(), g.q(), columns, gradients, at + i * columns, height * stride);
        } else {
          edge(dy, source, i, at + i * columns);
        }
      }
    }

    private void edge(float[] dy, int source, int i, int at) {
      float[] tile = new float[4];
      for (int j = 0; j < columns; j++) {
        for (int e = 0; e < 4; e++) {
          int p = 2 * i + e / 2;
          int q = 2 * j + e % 2;
          tile[e] = p < g.p() && q < g.q() ? dy[source + p * g.q() + q] : 0;
        }
        row(tile, 0, 2, 1, gradients, at + j, height * stride);
      }
    }

    /** Sums of chunks from … to − 1, added to those of the chunks before. */
    void products(int from, int to) {
      int each = 4 * panels;
      int first = from == 0 ? 0 : 1;
      pool.run((to - from) * each, (index, worker) -> {
        int chunk = from + index / each;
        product(chunk, index % each / panels, index % panels, (first + chunk - from) * size, own[worker]);
      });
      int sums = first + to - from;
      if (sums > 1) {
        pool.ranges(size, 4096, (begin, end, worker) -> {
          for (int i = 1; i < sums; i++) {
            add(partials, begin, i * size + begin, end - begin);
          }
        });
      }
    }

    private void product(int chunk, int residue, int panel, int to, Scratch scratch) {
      int length = Math.min(CHUNK, tiles - chunk * CHUNK);
      float[] v = scratch.floats(Floats.PANELS_B, POINTS * CHUNK * Tile6x2.COLUMNS);
      int rowStep = 2 * image.width() * image.channels();
      int columnStep = 2 * image.channels();
      int firstChannel = panel * Tile6x2.COLUMNS;
      int count = Math.min(Tile6x2.COLUMNS, image.channels() - firstChannel);
      for (int i = 0; i < length; i++) {
        int tile = chunk * CHUNK + i;
        int band = tile / columns;
        int source = image.at(band / rows, residue / 2 + 4 * (band % rows), residue % 2 + 4 * (tile % columns)) + firstChannel;
        WinogradTransforms.data(image.data(), source, rowStep, columnStep, count, v, i * Tile6x2.COLUMNS, CHUNK * Tile6x2.COLUMNS);
      }
      for (int point = 0; point < POINTS; point++) {
        for (int k = 0; k < height; k += Tile6x2.ROWS) {
          Tile6x2.run(length, gradients, (point * height + k) * stride + chunk * CHUNK, stride, v, point * CHUNK * Tile6x2.COLUMNS,
              partials, to + ((residue * POINTS + point) * height + k) * width + firstChannel, width);
        }
      }
    }

    /** Transforms the sums back and writes [k][c][r][s]. */
    void finish(HostStorage weightGradient) {
      int[] taps = shared.ints(Ints.ROWS_A, 0, 16);
      int[] channels = shared.ints(Ints.ROWS_OUT, 0, g.c());
      for (int i = 0; i < 16; i++) {
        taps[i] = i * width;
      }
      for (int c = 0; c < g.c(); c++) {
        channels[c] = c * 16;
      }
      pool.ranges(g.k(), 4, (from, to, worker) -> {
        float[] y = own[worker].floats(Floats.STAGE, 16L * width);
        float[] squares = own[worker].floats(Floats.TILE, Transposition.SQUARES);
        for (int k = from; k < to; k++) {
          for (int residue = 0; residue < 4; residue++) {
            WinogradTransforms.back(partials, (residue * POINTS * height + k) * width, height * width, width, null, y,
                (residue / 2 * 4 + residue % 2) * width, 8 * width, 2 * width);
          }
          Transposition.run(y, 0, taps, 0, 16, weightGradient.array(), weightGradient.offset() + k * g.c() * 16, channels, 0, g.c(),
              squares);
        }
      });
    }
  }

  /** Filter-transforms the tiles of two rows, element (e, 2j + f) at {@code at + e · line + 2j + f}. */
  private static void row(float[] x, int at, int line, int count, float[] u, int to, int step) {
    for (int j = 0; j < count; j++) {
      float g00 = x[at + 2 * j];
      float g01 = x[at + 2 * j + 1];
      float g10 = x[at + line + 2 * j];
      float g11 = x[at + line + 2 * j + 1];
      float f10 = g00 + g10;
      float f11 = g01 + g11;
      u[to + j] = g00;
      u[to + j + step] = g00 + g01;
      u[to + j + 2 * step] = g01;
      u[to + j + 3 * step] = f10;
      u[to + j + 4 * step] = f10 + f11;
      u[to + j + 5 * step] = f11;
      u[to + j + 6 * step] = g10;
      u[to + j + 7 * step] = g10 + g11;
      u[to + j + 8 * step] = g11;
    }
  }

  private static void add(float[] target, int at, int from, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, target, at + i).add(FloatVector.fromArray(SPECIES, target, from + i)).intoArray(target, at + i);
    }
    for (; i < count; i++) {
      target[at + i] += target[from + i];
    }
  }
}
