package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.WinogradTransforms.POINTS;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/**
 * Weight gradients of 4 × 4 kernels with stride 2 by F(2×2, 2×2): docs/arithmetic.md, section 2.1.
 *
 * <p>Method: the output gradient is transformed once, as rows [point][k][tile]. A task is a chunk of tiles, a panel of in-channels
 * and a range of out-channels: it lays out the chunk's images with the channels innermost, transforms them into a panel per residue
 * (ρ, σ) and point, and multiplies. The sums of chunks are then added in order and transformed back.
 */
final class WinogradWeight {
  private static final int CHUNK = Contraction.CHUNK;
  /** From one panel of transformed data to the next. */
  private static final int PANEL = WinogradTransforms.step(CHUNK * Tile6x2.COLUMNS);
  /** Planes of an output gradient that are transformed in turn. */
  private static final int PLANES = 4;
  /** Out-channels of a task below which transforming the data would take too large a share. */
  private static final int LEAST_ROWS = 48;
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
    ChannelsLast image = new ChannelsLast(shared, HostStorage.of(x), g.c(), g.h(), g.w(), g.parameters().paddingH(),
        g.parameters().paddingW(), WinogradSide.extent(sides, columns), Tile6x2.COLUMNS);
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
    /** Rows that tiles of six take. */
    private final int sixes;
    private final int panels;
    private final int width;
    /** From point to point. */
    private final int gradientStep;

    private final int sumStep;
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
      stride = RowTiles.stride(tiles);
      height = RowTiles.rows(g.k());
      sixes = RowTiles.sixes(height);
      panels = (g.c() + Tile6x2.COLUMNS - 1) / Tile6x2.COLUMNS;
      width = panels * Tile6x2.COLUMNS;
      gradientStep = WinogradTransforms.step(Math.multiplyExact(height, stride));
      sumStep = WinogradTransforms.step(Math.multiplyExact(height, width));
      size = Math.multiplyExact(4 * POINTS, sumStep);
    }

    /** Transforms the output gradient into rows [point][k][tile]. */
    void gradients(HostStorage dy) {
      gradients = shared.floats(Floats.PANELS_A, (long) POINTS * gradientStep);
      // Few rows of tiles at a time, so that few pages are open, but neighbouring planes together.
      pool.ranges(g.k(), PLANES, (from, to, worker) -> {
        for (int first = from; first < to; first += PLANES) {
          for (int n = 0; n < g.n(); n++) {
            for (int k = first; k < Math.min(to, first + PLANES); k++) {
              plane(dy.array(), dy.offset() + (n * g.k() + k) * g.p() * g.q(), k * stride + n * rows * columns);
            }
          }
        }
      });
    }

    private void plane(float[] dy, int source, int at) {
      for (int i = 0; i < rows; i++) {
        if (2 * i + 1 < g.p() && g.q() % 2 == 0) {
          row(dy, source + 2 * i * g.q(), g.q(), columns, gradients, at + i * columns, gradientStep);
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
        row(tile, 0, 2, 1, gradients, at + j, gradientStep);
      }
    }

    /** Sums of chunks from … to − 1, added to those of the chunks before. */
    void products(int from, int to) {
      int first = from == 0 ? 0 : 1;
      int tasks = (to - from) * panels;
      // Parts of the rows end where tiles of six do; the last one has the tiles of four as well.
      int parts = pool.threads() == 1 ? 1 : Math.clamp((2L * pool.threads() + tasks - 1) / tasks, 1, Math.max(1, height / LEAST_ROWS));
      int part = (sixes / Tile6x2.ROWS + parts - 1) / parts * Tile6x2.ROWS;
      pool.run(tasks * parts, (index, worker) -> {
        int task = index / parts;
        int k = index % parts * part;
        int end = index % parts == parts - 1 ? height : Math.min(sixes, k + part);
        product(from + task / panels, task % panels, k, end, (first + task / panels) * size, own[worker]);
      });
      int sums = first + to - from;
      if (sums > 1) {
        pool.ranges(size, 4096, (begin, end, worker) -> {
          for (int i = 1; i < sums; i++) {
            Contraction.add(partials, begin, i * size + begin, end - begin);
          }
        });
      }
    }

    private void product(int chunk, int panel, int fromK, int toK, int to, Scratch scratch) {
      int length = Math.min(CHUNK, tiles - chunk * CHUNK);
      float[] v = data(chunk * CHUNK, length, panel * Tile6x2.COLUMNS, scratch);
      for (int point = 0; point < POINTS; point++) {
        int a = point * gradientStep + chunk * CHUNK;
        int t = to + point * sumStep + panel * Tile6x2.COLUMNS;
        for (int k = fromK; k < Math.min(toK, sixes); k += Tile6x2.ROWS) {
          sixRows(length, a + k * stride, v, point * PANEL, t + k * width);
        }
        for (int k = Math.max(fromK, sixes); k < toK; k += Tile4x2.ROWS) {
          fourRows(length, a + k * stride, v, point * PANEL, t + k * width);
        }
      }
    }

    /** All residues, which share the rows of A: those come from farther away than the panels. */
    private void sixRows(int length, int a, float[] v, int b, int t) {
      for (int residue = 0; residue < 4; residue++) {
        Tile6x2.run(length, gradients, a, stride, v, b + residue * POINTS * PANEL, partials,
            t + residue * POINTS * sumStep, width);
      }
    }

    private void fourRows(int length, int a, float[] v, int b, int t) {
      for (int residue = 0; residue < 4; residue++) {
        Tile4x2.run(length, gradients, a, stride, v, b + residue * POINTS * PANEL, partials,
            t + residue * POINTS * sumStep, width);
      }
    }

    /** Transforms the data of a chunk's tiles for one panel of channels into [residue][point][tile][channel]. */
    private float[] data(int first, int length, int firstChannel, Scratch scratch) {
      float[] v = scratch.floats(Floats.PANELS_B, 4L * POINTS * PANEL);
      float[] squares = scratch.floats(Floats.TILE, Transposition.SQUARES);
      for (int i = 0; i < length; ) {
        int tile = (first + i) % (rows * columns);
        int count = Math.min(length - i, rows * columns - tile);
        int firstRow = tile / columns;
        int bands = (tile + count - 1) / columns - firstRow + 1;
        float[] x = scratch.floats(Floats.IMAGE, (4L * bands + 2) * image.line());
        image.load((first + i) / (rows * columns), 4 * firstRow, 4 * bands + 2, firstChannel, x, 0, squares);
        for (int residue = 0; residue < 4; residue++) {
          image(x, residue, tile % columns, count, v, residue * POINTS * PANEL + i * Tile6x2.COLUMNS);
        }
        i += count;
      }
      return v;
    }

    /** Transforms some tiles of one image, whose first row of tiles x begins with. */
    private void image(float[] x, int residue, int first, int count, float[] v, int to) {
      int line = image.line();
      int channels = image.channels();
      for (int i = 0; i < count; i++) {
        int row = (first + i) / columns * 4 + residue / 2;
        int column = (first + i) % columns * 4 + residue % 2;
        WinogradTransforms.data(x, row * line + column * channels, 2 * line, 2 * channels, channels, v, to + i * Tile6x2.COLUMNS,
            PANEL);
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
      float[] none = shared.floats(Floats.SECOND, width);
      pool.run(1, (index, worker) -> Arrays.fill(none, 0, width, -0f));
      pool.ranges(g.k(), 4, (from, to, worker) -> {
        float[] y = own[worker].floats(Floats.STAGE, 16L * width);
        float[] squares = own[worker].floats(Floats.TILE, Transposition.SQUARES);
        for (int k = from; k < to; k++) {
          for (int residue = 0; residue < 4; residue++) {
            WinogradTransforms.back(partials, residue * POINTS * sumStep + k * width, sumStep, width, none, Rectifier.NONE, y,
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
}
