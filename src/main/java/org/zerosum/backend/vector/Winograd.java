package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.WinogradTransforms.POINTS;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/**
 * Convolutions and transposed convolutions of 4 × 4 kernels with stride 2 by F(2×2, 2×2): docs/arithmetic.md, section 2.1.
 *
 * <p>Method: the filters are transformed into panels. A task takes some rows of tiles: it lays out their part of the images with
 * the channels innermost, transforms it, multiplies point by point with all panels, and transforms back, all of it within the
 * second-level cache; then its results are transposed into the output.
 */
final class Winograd {
  /** Tiles of a task at most, while the transformed data of so many fit into the second-level cache. */
  private static final int TILES = 48;

  private static final int DATA = 1 << 18;
  /** What loading the filters costs a task, in tiles. */
  private static final int TASK_COST = 3;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  Winograd(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    WinogradFilters filters = WinogradFilters.of(pool, shared, own, HostStorage.of(weight), g.k(), g.c(), false);
    WinogradSide[] sides = WinogradSide.convolution();
    int rows = (g.p() + 1) / 2;
    int columns = (g.q() + 1) / 2;
    ChannelsLast image = new ChannelsLast(shared, HostStorage.of(x), g.c(), g.h(), g.w(), g.parameters().paddingH(),
        g.parameters().paddingW(), WinogradSide.extent(sides, columns), g.c());
    new Run(image, filters, g.c(), sides, sides, rows, columns, HostStorage.of(out), g.n(), g.k(), g.p(), g.q(), bias(bias, filters),
        rectifier).start();
  }

  void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    WinogradFilters filters = WinogradFilters.of(pool, shared, own, HostStorage.of(weight), g.k(), g.c(), true);
    WinogradSide[] sidesH = WinogradSide.transposedBoth(g.parameters().paddingH());
    WinogradSide[] sidesW = WinogradSide.transposedBoth(g.parameters().paddingW());
    int rows = (g.p() + 3) / 4;
    int columns = (g.q() + 3) / 4;
    ChannelsLast image = new ChannelsLast(shared, HostStorage.of(x), g.c(), g.h(), g.w(), 1, 1, WinogradSide.extent(sidesW, columns),
        g.c());
    new Run(image, filters, g.c(), sidesH, sidesW, rows, columns, HostStorage.of(out), g.n(), g.k(), g.p(), g.q(), bias(bias, filters),
        Rectifier.NONE).start();
  }

  /** The bias up to a whole panel; −0 where there is none. */
  private float[] bias(Tensor bias, WinogradFilters filters) {
    int count = filters.panels() * Tile6x2.COLUMNS;
    float[] padded = shared.floats(Floats.SECOND, count);
    HostStorage terms = bias == null ? null : HostStorage.of(bias);
    pool.run(1, (index, worker) -> {
      Arrays.fill(padded, 0, count, -0f);
      if (terms != null) {
        System.arraycopy(terms.array(), terms.offset(), padded, 0, terms.count());
      }
    });
    return padded;
  }

  /**
   * c[i][j] = Σ over k of a[i][k] · b[k][j] for all panels of B, in chunks.
   *
   * @param rows as {@link RowTiles#rows} gives them
   * @param t a further chunk's sums, [rows][2 · LANES]
   */
  private static void multiply(float[] a, int aAt, int aStride, int rows, float[] b, int bAt, int panels, int depth, float[] c, int cAt,
      int cStride, float[] t) {
    for (int k = 0; k < depth; k += Contraction.CHUNK) {
      int length = Math.min(Contraction.CHUNK, depth - k);
      for (int panel = 0; panel < panels; panel++) {
        int from = bAt + (panel * depth + k) * Tile6x2.COLUMNS;
        int to = cAt + panel * Tile6x2.COLUMNS;
        if (k == 0) {
          multiply(length, a, aAt, aStride, rows, b, from, c, to, cStride);
        } else {
          multiply(length, a, aAt + k, aStride, rows, b, from, t, 0, Tile6x2.COLUMNS);
          Contraction.add(t, c, to, cStride, rows);
        }
      }
    }
  }

  /** One panel of one chunk: six rows at a time, and once or twice four. */
  private static void multiply(int depth, float[] a, int aAt, int aStride, int rows, float[] b, int bAt, float[] c, int cAt, int cStride) {
    int sixes = RowTiles.sixes(rows);
    for (int i = 0; i < sixes; i += Tile6x2.ROWS) {
      Tile6x2.run(depth, a, aAt + i * aStride, aStride, b, bAt, c, cAt + i * cStride, cStride);
    }
    for (int i = sixes; i < rows; i += Tile4x2.ROWS) {
      Tile4x2.run(depth, a, aAt + i * aStride, aStride, b, bAt, c, cAt + i * cStride, cStride);
    }
  }

  /** One operation. A band is a row of tiles of one image; bands are numbered over the batch. */
  private final class Run {
    private final ChannelsLast image;
    private final WinogradFilters filters;
    private final int channels;
    private final WinogradSide[] sidesH;
    private final WinogradSide[] sidesW;
    private final int rows;
    private final int columns;
    private final HostStorage out;
    private final int n;
    private final int k;
    private final int p;
    private final int q;
    private final float[] bias;
    private final Rectifier rectifier;
    private final int stride;
    private final int width;
    private final int outTile;
    private final int[] planes;

    Run(ChannelsLast image, WinogradFilters filters, int channels, WinogradSide[] sidesH, WinogradSide[] sidesW, int rows, int columns,
        HostStorage out, int n, int k, int p, int q, float[] bias, Rectifier rectifier) {
      this.image = image;
      this.filters = filters;
      this.channels = channels;
      this.sidesH = sidesH;
      this.sidesW = sidesW;
      this.rows = rows;
      this.columns = columns;
      this.out = out;
      this.n = n;
      this.k = k;
      this.p = p;
      this.q = q;
      this.bias = bias;
      this.rectifier = rectifier;
      stride = RowTiles.stride(filters.depth());
      width = filters.panels() * Tile6x2.COLUMNS;
      outTile = sidesH[0].outTile();
      planes = shared.ints(Ints.ROWS_OUT, 0, k);
      for (int i = 0; i < k; i++) {
        planes[i] = i * p * q;
      }
    }

    void start() {
      int bands = n * rows;
      int each = bandsPerTask(bands);
      pool.run((bands + each - 1) / each, (index, worker) -> task(index * each, Math.min(bands, (index + 1) * each), own[worker]));
    }

    /** The number for which the busiest thread is done first. */
    private int bandsPerTask(int bands) {
      int most = Math.max(1, Math.min(TILES, DATA / (POINTS * stride)) / columns);
      int best = 1;
      long bestCost = Long.MAX_VALUE;
      for (int each = most; each >= 1; each--) {
        long tasks = (bands + each - 1) / each;
        long cost = (tasks + pool.threads() - 1) / pool.threads() * (TASK_COST + RowTiles.rows(each * columns));
        if (cost < bestCost) {
          best = each;
          bestCost = cost;
        }
      }
      return best;
    }

    private void task(int from, int to, Scratch scratch) {
      int tiles = (to - from) * columns;
      int height = RowTiles.rows(tiles);
      int vStep = WinogradTransforms.step(height * stride);
      int mStep = WinogradTransforms.step(height * width);
      float[] v = scratch.floats(Floats.PANELS_B, (long) POINTS * vStep);
      float[] m = scratch.floats(Floats.SUMS, (long) POINTS * mStep);
      float[] t = scratch.floats(Floats.TILE, Math.max(Transposition.SQUARES, height * Tile6x2.COLUMNS));
      float[] y = scratch.floats(Floats.STAGE, (long) tiles * outTile * outTile * width);
      float[] x = load(from, to, scratch, t);
      int residues = 4 / filters.groups();
      for (int group = 0; group < filters.groups(); group++) {
        for (int i = 0; i < residues; i++) {
          data(from, to, group * residues + i, x, v, i * channels, vStep);
        }
        for (int point = 0; point < POINTS; point++) {
          multiply(v, point * vStep, stride, height, filters.data(), filters.at(group, point), filters.panels(), filters.depth(), m,
              point * mStep, width, t);
        }
        back(to - from, group, m, mStep, y);
      }
      store(from, to, y, scratch, t);
    }

    /** Rows of the padded image that so many bands read. */
    private int inputRows(int bands) {
      return WinogradSide.extent(sidesH, bands);
    }

    /** Lays out the bands' rows, image after image: an image's further bands begin so many tile steps later. */
    private float[] load(int from, int to, Scratch scratch, float[] squares) {
      int images = (to - 1) / rows - from / rows + 1;
      float[] x = scratch.floats(Floats.IMAGE, (long) images * inputRows(Math.min(rows, to - from)) * image.line());
      int at = 0;
      for (int band = from; band < to; ) {
        int count = Math.min(to - band, rows - band % rows);
        image.load(band / rows, band % rows * sidesH[0].tileStep(), inputRows(count), 0, x, at, squares);
        at += inputRows(count) * image.line();
        band += count;
      }
      return x;
    }

    /** Transforms the data of all tiles for one residue (ρ, σ) into v, from element {@code at} of each row on. */
    private void data(int from, int to, int residue, float[] x, float[] v, int at, int step) {
      WinogradSide sideH = sidesH[residue / 2];
      WinogradSide sideW = sidesW[residue % 2];
      int begin = 0;
      for (int band = from; band < to; ) {
        int count = Math.min(to - band, rows - band % rows);
        for (int i = 0; i < count; i++) {
          int source = begin + (sideH.start() + i * sideH.tileStep()) * image.line() + sideW.start() * image.channels();
          for (int j = 0; j < columns; j++) {
            WinogradTransforms.data(x, source, sideH.tap() * image.line(), sideW.tap() * image.channels(), channels, v, at, step);
            source += sideW.tileStep() * image.channels();
            at += stride;
          }
        }
        begin += inputRows(count) * image.line();
        band += count;
      }
    }

    /** Writes a group's results to y[band][row][column][channel]. */
    private void back(int bands, int group, float[] m, int step, float[] y) {
      int line = columns * outTile * width;
      // The one group of a convolution has every residue, and their results lie alike.
      WinogradSide sideH = sidesH[group / 2];
      WinogradSide sideW = sidesW[group % 2];
      for (int tile = 0; tile < bands * columns; tile++) {
        int row = tile / columns * outTile + sideH.first();
        int column = tile % columns * outTile + sideW.first();
        WinogradTransforms.back(m, tile * width, step, width, bias, rectifier, y, row * line + column * width, sideH.outStep() * line,
            sideW.outStep() * width);
      }
    }

    /** Transposes the results of all bands into the output, image by image. */
    private void store(int from, int to, float[] y, Scratch scratch, float[] squares) {
      int[] places = scratch.ints(Ints.ROWS_OUT, 0, (long) rows * outTile * q);
      for (int band = from; band < to; ) {
        int first = band % rows;
        int last = Math.min(rows, first + to - band);
        int pixels = 0;
        for (int row = first * outTile; row < Math.min(p, last * outTile); row++) {
          int at = ((band - from - first) * outTile + row) * columns * outTile * width;
          for (int column = 0; column < q; column++) {
            places[pixels++] = at + column * width;
          }
        }
        Transposition.run(y, 0, places, 0, pixels, out.array(), out.offset() + band / rows * k * p * q + first * outTile * q, planes, 0, k,
            squares);
        band += last - first;
      }
    }
  }
}
