package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.backend.vector.Scratch.Ints;

/**
 * The product that all contractions are: out[i][j] = Σ over k of A[i][k] · B[k][j] + bias, in the order and the chunks
 * of docs/arithmetic.md, section 2.
 *
 * <p>Method (Goto and van de Geijn, ACM TOMS 34, 2008): the columns are cut into blocks, the tasks of the threads; per
 * chunk, a task packs its block of B into panels that stay in the second-level cache, and runs the micro-kernel on every
 * pair of a panel and {@link #ROWS} rows of A. Rows of A are used where they lie, if they are rows there, and are copied
 * into rows otherwise. Sums are made in the output itself, where a tile's columns are neighbours there. Where the result is
 * small and the sum long, chunks are the tasks instead, and their sums are added in order at the end.
 */
final class Contraction {
  /** The length of a chunk; part of the arithmetic. */
  static final int CHUNK = 512;
  /** The tile of the micro-kernel. */
  static final int ROWS = Tile6x2.ROWS;

  static final int COLUMNS = Tile6x2.COLUMNS;
  /** Elements of a packed block of B: a quarter of a usual second-level cache. */
  private static final int BLOCK_B = 1 << 16;
  /** Elements of a task's sums, and of all packed rows of A, beyond which the rows are cut. */
  private static final int BLOCK_C = 1 << 19;

  private static final int PACKED_A = 1 << 25;
  /** Tiles up to which the sum is cut rather than the result, and the elements of partial sums it may take. */
  private static final int SPLIT_TILES = 96;

  private static final int SPLIT_PARTIALS = 1 << 22;
  /** Summands that storing a result costs as much as, if its neighbours lie elsewhere. */
  private static final int SCATTERED = 64;
  /** Multiplications below which a second thread costs more than it gives. */
  private static final long SERIAL = 1 << 18;

  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;

  /**
   * @param shared scratch of the caller, of which this uses what is for panels of A and partial sums
   * @param own scratch per worker
   */
  Contraction(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
  }

  /** Computes one product. */
  void run(Product product) {
    run(List.of(product));
  }

  /**
   * Computes several products that read and write near the same places; side by side, if their packed A fit into
   * memory.
   */
  void run(List<Product> products) {
    List<Plan> plans = new ArrayList<>(products.size());
    long size = 0;
    for (Product product : products) {
      Product oriented = orient(product);
      size += packedSize(oriented, oriented.rows());
      plans.add(new Plan(oriented, 0, oriented.rows(), plans.size()));
    }
    if (size <= PACKED_A) {
      runTogether(plans);
    } else {
      products.forEach(product -> runByGroups(orient(product)));
    }
  }

  /** The form with less work, where a result whose columns are no neighbours counts as much as some summands. */
  private static Product orient(Product product) {
    Product transposed = product.transposed();
    return 10 * work(transposed) < 9 * work(product) ? transposed : product;
  }

  private static long work(Product product) {
    int[] places = product.out().columns();
    boolean scattered = product.columns() > 1 && places[1] != places[0] + 1;
    return (long) RowTiles.rows(product.rows()) * ceil(product.columns(), COLUMNS) * (product.depth() + (scattered ? SCATTERED : 0));
  }

  private static long packedSize(Product product, int rows) {
    return (long) RowTiles.rows(rows) * RowTiles.stride(product.depth());
  }

  private void runByGroups(Product product) {
    int group = Math.clamp(PACKED_A / Math.max(1, packedSize(product, ROWS)), 1, ceil(product.rows(), ROWS)) * ROWS;
    for (int row = 0; row < product.rows(); row += group) {
      runTogether(List.of(new Plan(product, row, Math.min(group, product.rows() - row), 0)));
    }
  }

  private void runTogether(List<Plan> plans) {
    long size = 0;
    for (Plan plan : plans) {
      size += plan.packedSize();
    }
    float[] packed = shared.floats(Floats.PANELS_A, size);
    int at = 0;
    int tasks = 0;
    for (Plan plan : plans) {
      at = plan.packA(packed, at);
      tasks = Math.max(tasks, plan.tasks());
    }
    if (plans.size() == 1 && plans.getFirst().isSplitByChunks()) {
      plans.getFirst().runByChunks();
      return;
    }
    pool.run(tasks, (index, worker) -> {
      for (Plan plan : plans) {
        if (index < plan.tasks()) {
          plan.block(index, own[worker]);
        }
      }
    });
  }

  private static int ceil(int count, int unit) {
    return count / unit + (count % unit == 0 ? 0 : 1);
  }

  /** How one product, or some of its rows, is cut. */
  private final class Plan {
    private final Product product;
    private final Operand a;
    private final Output out;
    private final int part;
    private final int firstRow;
    private final int rows;
    private final int columns;
    private final int depth;
    /** Rows rounded up to whole tiles, and those of them that tiles of six take; tiles of four take the rest. */
    private final int evenRows;

    private final int sixes;
    private final int rowPanels;
    private final int columnPanels;
    private final int chunks;
    private final int threads;
    /** Panels of B and of A of a task, and the numbers of such blocks. */
    private final int width;

    private final int height;
    private final int columnBlocks;
    private final int rowBlocks;
    /** Panels of A that are used where they lie; the others are packed, {@code stride} between rows. */
    private final int rowPanelsInPlace;
    private final int stride;
    private final boolean isOutputUniform;
    private float[] packedA;
    private int packedAt;

    /**
     * @param part number of the product among those that run together
     */
    Plan(Product product, int firstRow, int rows, int part) {
      this.part = part;
      this.product = product;
      this.firstRow = firstRow;
      this.rows = rows;
      a = product.a();
      out = product.out();
      columns = product.columns();
      depth = product.depth();
      evenRows = RowTiles.rows(rows);
      sixes = RowTiles.sixes(evenRows);
      rowPanels = sixes / ROWS + (evenRows - sixes) / Tile4x2.ROWS;
      columnPanels = ceil(columns, COLUMNS);
      chunks = ceil(depth, CHUNK);
      threads = (long) rows * columns * depth < SERIAL ? 1 : pool.threads();
      stride = RowTiles.stride(depth);
      rowPanelsInPlace = !a.isRows(firstRow, rows, depth) ? 0 : rows == evenRows ? rowPanels : rowPanels - 1;
      isOutputUniform = Operand.isUniform(out.rows(), firstRow, rows);
      int blocks = ceil(columnPanels, panelsPerBlock());
      if (threads > 1) {
        blocks = Math.max(blocks, Math.min(columnPanels, 4 * threads));
      }
      width = ceil(columnPanels, blocks);
      columnBlocks = ceil(columnPanels, width);
      long sums = (long) evenRows * width * COLUMNS;
      int cuts = (int) ((sums + BLOCK_C - 1) / BLOCK_C);
      if (threads > 1 && columnBlocks < 2 * threads) {
        cuts = Math.max(cuts, ceil(2 * threads, columnBlocks));
      }
      height = ceil(rowPanels, Math.min(cuts, rowPanels));
      rowBlocks = ceil(rowPanels, height);
    }

    int tasks() {
      return columnBlocks * rowBlocks;
    }

    /** The first row of a panel; that of the panel behind the last is the number of rows. */
    private int row(int panel) {
      return panel * ROWS <= sixes ? panel * ROWS : sixes + (panel - sixes / ROWS) * Tile4x2.ROWS;
    }

    boolean isSplitByChunks() {
      long tiles = (long) rowPanels * columnPanels;
      return threads > 1 && chunks >= 2 * threads && tiles <= SPLIT_TILES
          && (long) chunks * evenRows * columnPanels * COLUMNS <= SPLIT_PARTIALS;
    }

    long packedSize() {
      return (long) (evenRows - row(rowPanelsInPlace)) * stride;
    }

    /** Packs those rows of A that are not used where they lie into an array, and returns the end. */
    int packA(float[] packed, int at) {
      packedA = packed;
      packedAt = at;
      int from = row(rowPanelsInPlace);
      int count = rows - from;
      int[] targets = shared.ints(Ints.PACKED_ROWS, part, count);
      for (int i = 0; i < count; i++) {
        targets[i] = at + i * stride;
      }
      // Blocks of 16 rows fill a vector when they are transposed.
      int grain = ChannelsLast.UNIT;
      int pieces = ceil(count, grain) * chunks;
      pool.run(threads == 1 ? Math.min(1, pieces) : pieces, (index, worker) -> {
        float[] squares = own[worker].floats(Floats.TILE, Transposition.SQUARES);
        for (int piece = index; piece < pieces; piece += threads == 1 ? 1 : pieces) {
          int row = piece / chunks * grain;
          int k0 = piece % chunks * CHUNK;
          Packing.rows(a, firstRow + from + row, Math.min(grain, count - row), k0, length(k0), packed, k0, targets, row, squares);
        }
      });
      return at + (int) packedSize();
    }

    private int length(int k0) {
      return Math.min(CHUNK, depth - k0);
    }

    private int panelsPerBlock() {
      return Math.max(1, BLOCK_B / (Math.clamp(depth, 32, CHUNK) * COLUMNS));
    }

    void block(int index, Scratch scratch) {
      int firstColumnPanel = index / rowBlocks * width;
      int firstRowPanel = index % rowBlocks * height;
      int columnEnd = Math.min(columnPanels, firstColumnPanel + width);
      int rowEnd = Math.min(rowPanels, firstRowPanel + height);
      int line = (columnEnd - firstColumnPanel) * COLUMNS;
      int size = (row(rowEnd) - row(firstRowPanel)) * line;
      boolean inPlace = isOutputUniform && depth > 0 && areNeighbours(firstColumnPanel, columnEnd);
      float[] c = inPlace ? out.data() : scratch.floats(Floats.SUMS, size);
      if (depth == 0) {
        Arrays.fill(c, 0, size, 0);
      }
      for (int k0 = 0; k0 < depth; k0 += CHUNK) {
        packB(k0, firstColumnPanel, columnEnd, scratch);
        if (inPlace) {
          chunkInPlace(k0, firstRowPanel, rowEnd, firstColumnPanel, columnEnd, scratch);
        } else {
          chunk(k0, firstRowPanel, rowEnd, columnEnd - firstColumnPanel, c, 0, line, k0 > 0, scratch);
        }
      }
      if (!inPlace) {
        int row = row(firstRowPanel);
        int column = firstColumnPanel * COLUMNS;
        out.store(c, 0, line, firstRow + row, Math.min(rows, row(rowEnd)) - row, column,
            Math.min(columns, columnEnd * COLUMNS) - column);
      }
    }

    /** Whether the columns of each panel lie in the output as neighbours. */
    private boolean areNeighbours(int from, int to) {
      for (int panel = from; panel < to; panel++) {
        for (int j = panel * COLUMNS + 1; j < Math.min(columns, (panel + 1) * COLUMNS); j++) {
          if (out.columns()[j] != out.columns()[j - 1] + 1) {
            return false;
          }
        }
      }
      return true;
    }

    private void packB(int k0, int from, int to, Scratch scratch) {
      int panelSize = length(k0) * COLUMNS;
      float[] packed = scratch.floats(Floats.PANELS_B, (long) (to - from) * panelSize);
      float[] squares = scratch.floats(Floats.TILE, Transposition.SQUARES);
      for (int panel = from; panel < to; panel++) {
        int column = panel * COLUMNS;
        Packing.panel(product.b(), column, Math.min(COLUMNS, columns - column), k0, length(k0), packed, (panel - from) * panelSize,
            squares);
      }
    }

    /** Multiplies a row panel with a packed panel of B. */
    private void tile(int rowPanel, int k0, float[] packedB, int bAt, float[] t, int tAt, int tStride) {
      float[] from = packedA;
      int at = packedAt + (row(rowPanel) - row(rowPanelsInPlace)) * stride + k0;
      int line = stride;
      if (rowPanel < rowPanelsInPlace) {
        int row = firstRow + row(rowPanel);
        from = a.data();
        at = a.offset() + a.along()[row] + k0;
        line = a.along()[row + 1] - a.along()[row];
      }
      if (rowPanel * ROWS < sixes) {
        Tile6x2.run(length(k0), from, at, line, packedB, bAt, t, tAt, tStride);
      } else {
        Tile4x2.run(length(k0), from, at, line, packedB, bAt, t, tAt, tStride);
      }
    }

    private void chunk(int k0, int rowFrom, int rowTo, int panels, float[] c, int at, int line, boolean add, Scratch scratch) {
      float[] packedB = scratch.floats(Floats.PANELS_B, 0);
      float[] t = scratch.floats(Floats.TILE, ROWS * COLUMNS);
      for (int i = rowFrom; i < rowTo; i++) {
        for (int panel = 0; panel < panels; panel++) {
          int to = at + (row(i) - row(rowFrom)) * line + panel * COLUMNS;
          if (add) {
            tile(i, k0, packedB, panel * length(k0) * COLUMNS, t, 0, COLUMNS);
            add(t, c, to, line, row(i + 1) - row(i));
          } else {
            tile(i, k0, packedB, panel * length(k0) * COLUMNS, c, to, line);
          }
        }
      }
    }

    private void chunkInPlace(int k0, int rowFrom, int rowTo, int columnFrom, int columnTo, Scratch scratch) {
      float[] packedB = scratch.floats(Floats.PANELS_B, 0);
      float[] t = scratch.floats(Floats.TILE, ROWS * COLUMNS);
      int line = rows > 1 ? out.rows()[firstRow + 1] - out.rows()[firstRow] : 0;
      for (int i = rowFrom; i < rowTo; i++) {
        int count = Math.min(row(i + 1), rows) - row(i);
        boolean whole = row(i + 1) <= rows;
        int row = out.offset() + out.rows()[firstRow + row(i)];
        for (int panel = columnFrom; panel < columnTo; panel++) {
          int to = row + out.columns()[panel * COLUMNS];
          int bAt = (panel - columnFrom) * length(k0) * COLUMNS;
          int wide = Math.min(COLUMNS, columns - panel * COLUMNS);
          if (k0 == 0 && whole && wide == COLUMNS) {
            tile(i, k0, packedB, bAt, out.data(), to, line);
          } else {
            tile(i, k0, packedB, bAt, t, 0, COLUMNS);
            merge(t, out.data(), to, line, count, wide, k0 > 0);
          }
          if (k0 + CHUNK >= depth) {
            out.finish(to, line, firstRow + row(i), count, panel * COLUMNS, wide);
          }
        }
      }
    }

    void runByChunks() {
      int line = columnPanels * COLUMNS;
      int size = evenRows * line;
      float[] partials = shared.floats(Floats.PARTIALS, (long) chunks * size);
      int step = panelsPerBlock();
      pool.run(chunks, (index, worker) -> {
        for (int panel = 0; panel < columnPanels; panel += step) {
          int end = Math.min(columnPanels, panel + step);
          packB(index * CHUNK, panel, end, own[worker]);
          chunk(index * CHUNK, 0, rowPanels, end - panel, partials, index * size + panel * COLUMNS, line, false, own[worker]);
        }
      });
      pool.run(rowPanels, (panel, worker) -> {
        int at = row(panel) * line;
        for (int index = 1; index < chunks; index++) {
          add(partials, at, index * size + at, (row(panel + 1) - row(panel)) * line);
        }
        out.store(partials, at, line, firstRow + row(panel), Math.min(row(panel + 1), rows) - row(panel), 0, columns);
      });
    }
  }

  /** c = t, or c = c + t for a further chunk, where the tile reaches beyond the result. */
  private static void merge(float[] t, float[] c, int at, int stride, int count, int wide, boolean add) {
    if (add && wide == COLUMNS) {
      add(t, c, at, stride, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < wide; j++) {
        int to = at + i * stride + j;
        c[to] = add ? c[to] + t[i * COLUMNS + j] : t[i * COLUMNS + j];
      }
    }
  }

  /** c = c + t for the first rows of a tile. */
  static void add(float[] t, float[] c, int at, int stride, int count) {
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < COLUMNS; j += LANES) {
        int to = at + i * stride + j;
        FloatVector.fromArray(SPECIES, c, to).add(FloatVector.fromArray(SPECIES, t, i * COLUMNS + j)).intoArray(c, to);
      }
    }
  }

  /** Adds the elements from {@code from} on to those from {@code at} on. */
  static void add(float[] target, int at, int from, int count) {
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector.fromArray(SPECIES, target, at + i).add(FloatVector.fromArray(SPECIES, target, from + i)).intoArray(target, at + i);
    }
    for (; i < count; i++) {
      target[at + i] += target[from + i];
    }
  }
}
