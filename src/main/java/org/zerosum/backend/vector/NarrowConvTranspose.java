package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Tensor;

/**
 * Transposed convolutions to at most three channels, such as a generator's last layer and the gradient of a discriminator's
 * images.
 *
 * <p>Method: a task is an image, which it pads into its own memory; the columns of a class of outputs are read there by whole
 * vectors, so that nothing is packed. Where a row of outputs does not end with a vector, its last vector begins earlier.
 */
final class NarrowConvTranspose {
  private static final int MOST_CHANNELS = 3;
  private static final int CHUNK = Contraction.CHUNK;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  NarrowConvTranspose(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  /** Whether this is made for the shapes. */
  static boolean suits(ConvTranspose2d.Geometry g) {
    return g.k() <= MOST_CHANNELS && g.q() / g.parameters().strideW() >= LANES;
  }

  void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    Run run = new Run(HostStorage.of(out), HostStorage.of(x), bias == null ? null : HostStorage.of(bias), g);
    HostStorage filters = HostStorage.of(weight);
    pool.run(1, (index, worker) -> run.pack(filters));
    pool.run(g.n(), (n, worker) -> run.image(n, worker));
  }

  /** One operation. */
  private final class Run {
    private final HostStorage out;
    private final HostStorage x;
    private final HostStorage bias;
    private final ConvTranspose2d.Geometry g;
    private final OutputClass[] rows;
    private final OutputClass[] columns;
    private final int top;
    private final int left;
    private final int height;
    private final int width;
    /** Rows of the packed weight, one or three. */
    private final int lines;
    private final int stride;
    private float[] weight;
    private final int[][] offsets;
    /** Elements of a plane of results, and where each class of columns begins in a row of results by classes. */
    private final int area;
    private final int[] begins;
    private final boolean[] cleared = new boolean[own.length];

    Run(HostStorage out, HostStorage x, HostStorage bias, ConvTranspose2d.Geometry g) {
      this.out = out;
      this.x = x;
      this.bias = bias;
      this.g = g;
      ConvTranspose2d o = g.parameters();
      rows = OutputClass.all(o.strideH(), o.paddingH(), g.r(), g.p());
      columns = OutputClass.all(o.strideW(), o.paddingW(), g.s(), g.q());
      top = OutputClass.before(rows);
      left = OutputClass.before(columns);
      height = top + OutputClass.end(rows);
      width = left + OutputClass.end(columns);
      lines = g.k() == 1 ? 1 : MOST_CHANNELS;
      stride = g.c() * g.r() * g.s();
      offsets = new int[rows.length * columns.length][];
      area = g.p() * g.q();
      begins = new int[columns.length];
      for (int c = 1; c < columns.length; c++) {
        begins[c] = begins[c - 1] + columns[c - 1].count();
      }
    }

    /** Packs the weight as [line][class][depth] and finds where each summand's vectors lie. */
    void pack(HostStorage v) {
      Arrays.fill(cleared, false);
      weight = shared.floats(Floats.PANELS_A, (long) lines * stride);
      Arrays.fill(weight, 0, lines * stride, 0);
      int at = 0;
      for (int number = 0; number < offsets.length; number++) {
        OutputClass row = rows[number / columns.length];
        OutputClass column = columns[number % columns.length];
        offsets[number] = shared.ints(Ints.DEPTH_B, number, (long) g.c() * row.taps() * column.taps());
        int k0 = 0;
        for (int c = 0; c < g.c(); c++) {
          for (int r = 0; r < row.taps(); r++) {
            for (int s = 0; s < column.taps(); s++) {
              int tap = (row.residue() + r * rows.length) * g.s() + column.residue() + s * columns.length;
              for (int k = 0; k < g.k(); k++) {
                weight[k * stride + at] = v.array()[v.offset() + (c * g.k() + k) * g.r() * g.s() + tap];
              }
              offsets[number][k0++] = (c * height - r) * width - s;
              at++;
            }
          }
        }
      }
    }

    void image(int n, int worker) {
      Scratch scratch = own[worker];
      float[] padded = pad(n, worker);
      float[] t = scratch.floats(Floats.TILE, MOST_CHANNELS * NarrowTile.COLUMNS);
      float[] sums = scratch.floats(Floats.SUMS, MOST_CHANNELS * NarrowTile.COLUMNS);
      int[] starts = scratch.ints(Ints.COLUMNS_B, 0, NarrowTile.VECTORS);
      int[] places = scratch.ints(Ints.COLUMNS_OUT, 0, NarrowTile.VECTORS);
      float[] stage = scratch.floats(Floats.STAGE, (long) g.k() * area);
      int weightAt = 0;
      for (int number = 0; number < offsets.length; number++) {
        OutputClass row = rows[number / columns.length];
        OutputClass column = columns[number % columns.length];
        int depth = g.c() * row.taps() * column.taps();
        int perRow = (column.count() + LANES - 1) / LANES;
        int vectors = row.count() * perRow;
        for (int first = 0; first < vectors; first += NarrowTile.VECTORS) {
          for (int v = 0; v < NarrowTile.VECTORS; v++) {
            int vector = Math.min(first + v, vectors - 1);
            int i = vector / perRow;
            int j = Math.min(vector % perRow * LANES, column.count() - LANES);
            starts[v] = (top + row.base() + i) * width + left + column.base() + j;
            places[v] = (row.first() + i * rows.length) * g.q() + begins[number % columns.length] + j;
          }
          float[] result = products(number, weightAt, depth, padded, starts, t, sums);
          store(result, stage, places);
        }
        weightAt += depth;
      }
      finish(n, stage);
    }

    private float[] products(int number, int weightAt, int depth, float[] padded, int[] starts, float[] t, float[] sums) {
      if (depth == 0) {
        Arrays.fill(t, 0, MOST_CHANNELS * NarrowTile.COLUMNS, 0);
        return t;
      }
      for (int k = 0; k < depth; k += CHUNK) {
        int length = Math.min(CHUNK, depth - k);
        if (lines == 1) {
          NarrowTile.oneRow(k, length, weight, weightAt, padded, offsets[number], starts, t);
        } else {
          NarrowTile.threeRows(k, length, weight, weightAt, stride, padded, offsets[number], starts, t);
        }
        if (depth > CHUNK) {
          merge(t, sums, k > 0);
        }
      }
      return depth > CHUNK ? sums : t;
    }

    private void merge(float[] t, float[] sums, boolean add) {
      for (int j = 0; j < lines * NarrowTile.COLUMNS; j += LANES) {
        FloatVector part = FloatVector.fromArray(SPECIES, t, j);
        (add ? FloatVector.fromArray(SPECIES, sums, j).add(part) : part).intoArray(sums, j);
      }
    }

    /** Puts a tile's sums into rows of results in which the classes of columns lie one behind the other. */
    private void store(float[] t, float[] stage, int[] places) {
      for (int k = 0; k < g.k(); k++) {
        for (int v = 0; v < NarrowTile.VECTORS; v++) {
          FloatVector.fromArray(SPECIES, t, (k * NarrowTile.VECTORS + v) * LANES).intoArray(stage, k * area + places[v]);
        }
      }
    }

    /** Brings the columns of an image's results into their order and adds the bias. */
    private void finish(int n, float[] stage) {
      boolean pairs = columns.length == 2;
      int even = pairs && columns[0].first() != 0 ? 1 : 0;
      for (int k = 0; k < g.k(); k++) {
        // x + −0 is x for every x, +0 and −0 included.
        float term = bias == null ? -0f : bias.array()[bias.offset() + k];
        int from = k * area;
        int to = out.offset() + (n * g.k() + k) * area;
        int done = 0;
        if (pairs) {
          for (; done <= columns[1 - even].count() - LANES; done += LANES) {
            interleave(stage, from + done + begins[even], from + done + begins[1 - even], term, to + 2 * done);
          }
        }
        for (int c = 0; c < columns.length; c++) {
          for (int j = done; j < columns[c].count(); j++) {
            for (int p = 0; p < g.p(); p++) {
              out.array()[to + p * g.q() + columns[c].first() + j * columns.length] = stage[from + p * g.q() + begins[c] + j] + term;
            }
          }
        }
      }
    }

    /** A vector of each of two classes, in all rows. */
    private void interleave(float[] stage, int even, int odd, float term, int to) {
      int step = g.q();
      for (int p = 0; p < g.p(); p++) {
        FloatVector a = FloatVector.fromArray(SPECIES, stage, even + p * step).add(term);
        FloatVector b = FloatVector.fromArray(SPECIES, stage, odd + p * step).add(term);
        Transposition.low(a, b).intoArray(out.array(), to + p * step);
        Transposition.high(a, b).intoArray(out.array(), to + p * step + LANES);
      }
    }

    /** Copies an image into the worker's memory; the margins are cleared once, as all images leave them alone. */
    private float[] pad(int n, int worker) {
      int size = g.c() * height * width;
      float[] padded = own[worker].floats(Floats.IMAGE, size);
      if (!cleared[worker]) {
        Arrays.fill(padded, 0, size, 0);
        cleared[worker] = true;
      }
      int inside = Math.clamp(height - top, 0, g.h());
      int kept = Math.clamp(width - left, 0, g.w());
      for (int c = 0; c < g.c(); c++) {
        int source = x.offset() + (n * g.c() + c) * g.h() * g.w();
        int target = (c * height + top) * width + left;
        ShortRuns.copy(x.array(), source, g.w(), padded, target, width, inside, kept);
      }
      return padded;
    }
  }
}
