package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.vector.Scratch.Floats;

/**
 * The product that all contractions are: out[i][j] = Σ over k of A[i][k] · B[k][j] + bias, in the order and the chunks
 * of docs/arithmetic.md, rule 2.
 *
 * <p>Method (Goto and van de Geijn, ACM TOMS 34, 2008, with the smaller side in the first cache): A is packed once into
 * panels of {@link #ROWS} rows. The columns are cut into blocks, the tasks of the threads; per chunk, a task packs its
 * block of B so that it stays in the second-level cache, and runs the micro-kernel on every pair of panels. Where the
 * result is small and the sum long, chunks are the tasks instead, and their sums are added in order at the end.
 */
final class Contraction {
  /** The length of a chunk; part of the arithmetic. */
  static final int CHUNK = 512;
  /** The tile of the micro-kernel. */
  static final int ROWS = Tile4x3.ROWS;

  static final int COLUMNS = 3 * LANES;
  /** Elements of a packed block of B: a quarter of a usual second-level cache. */
  private static final int BLOCK_B = 1 << 16;
  /** Elements of a task's sums, and of all packed rows of A, beyond which the rows are cut. */
  private static final int BLOCK_C = 1 << 19;

  private static final int PACKED_A = 1 << 25;
  /** Tiles up to which the sum is cut rather than the result, and the elements of partial sums it may take. */
  private static final int SPLIT_TILES = 96;

  private static final int SPLIT_PARTIALS = 1 << 22;
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
      plans.add(new Plan(oriented, 0, oriented.rows()));
    }
    if (size <= PACKED_A) {
      runTogether(plans);
    } else {
      products.forEach(product -> runByGroups(orient(product)));
    }
  }

  private static Product orient(Product product) {
    return 10 * tiles(product.columns(), product.rows()) < 9 * tiles(product.rows(), product.columns())
        ? product.transposed() : product;
  }

  private static long tiles(int rows, int columns) {
    return (long) ceil(rows, ROWS) * ceil(columns, COLUMNS);
  }

  private static long packedSize(Product product, int rows) {
    return (long) ceil(rows, ROWS) * ROWS * product.depth();
  }

  private void runByGroups(Product product) {
    int group = Math.clamp(PACKED_A / Math.max(1, packedSize(product, 1)), 1, ceil(product.rows(), ROWS)) * ROWS;
    for (int row = 0; row < product.rows(); row += group) {
      runTogether(List.of(new Plan(product, row, Math.min(group, product.rows() - row))));
    }
  }

  private void runTogether(List<Plan> plans) {
    long size = 0;
    for (Plan plan : plans) {
      size += packedSize(plan.product, plan.rows);
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
          plan.block(index, worker);
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
    private final Operand b;
    private final int firstRow;
    private final int rows;
    private final int columns;
    private final int depth;
    private final int rowPanels;
    private final int columnPanels;
    private final int chunks;
    private final int threads;
    /** Panels of B and of A of a task, and the numbers of such blocks. */
    private final int width;

    private final int height;
    private final int columnBlocks;
    private final int rowBlocks;
    private float[] packedA;
    private int packedAt;

    Plan(Product product, int firstRow, int rows) {
      this.product = product;
      this.firstRow = firstRow;
      this.rows = rows;
      b = product.b();
      columns = product.columns();
      depth = product.depth();
      rowPanels = ceil(rows, ROWS);
      columnPanels = ceil(columns, COLUMNS);
      chunks = ceil(depth, CHUNK);
      threads = (long) rows * columns * depth < SERIAL ? 1 : pool.threads();
      int blocks = ceil(columnPanels, panelsPerBlock());
      if (threads > 1) {
        blocks = Math.max(blocks, Math.min(columnPanels, 4 * threads));
      }
      width = ceil(columnPanels, blocks);
      columnBlocks = ceil(columnPanels, width);
      long sums = (long) rowPanels * ROWS * width * COLUMNS;
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

    boolean isSplitByChunks() {
      long tiles = (long) rowPanels * columnPanels;
      return threads > 1 && chunks >= 2 * threads && tiles <= SPLIT_TILES
          && chunks * tiles * ROWS * COLUMNS <= SPLIT_PARTIALS;
    }

    /** Packs A into an array and returns the end. */
    int packA(float[] packed, int at) {
      packedA = packed;
      packedAt = at;
      int work = rowPanels * chunks;
      int pieces = threads == 1 ? Math.min(1, work) : Math.min(work, 4 * threads);
      pool.run(pieces, (index, worker) ->
          packA((int) ((long) work * index / pieces), (int) ((long) work * (index + 1) / pieces)));
      return at + rowPanels * ROWS * depth;
    }

    private void packA(int from, int to) {
      for (int piece = from; piece < to; piece++) {
        int panel = piece % rowPanels;
        int k0 = piece / rowPanels * CHUNK;
        Packing.panel(product.a(), firstRow + panel * ROWS, Math.min(ROWS, rows - panel * ROWS), ROWS, k0, length(k0),
            packedA, panelA(panel, k0));
      }
    }

    private int length(int k0) {
      return Math.min(CHUNK, depth - k0);
    }

    private int panelA(int panel, int k0) {
      return packedAt + (k0 * rowPanels + panel * length(k0)) * ROWS;
    }

    private int panelsPerBlock() {
      return Math.max(1, BLOCK_B / (Math.clamp(depth, 32, CHUNK) * COLUMNS));
    }

    void block(int index, int worker) {
      int firstColumnPanel = index / rowBlocks * width;
      int firstRowPanel = index % rowBlocks * height;
      int columnEnd = Math.min(columnPanels, firstColumnPanel + width);
      int rowEnd = Math.min(rowPanels, firstRowPanel + height);
      int stride = (columnEnd - firstColumnPanel) * COLUMNS;
      int size = (rowEnd - firstRowPanel) * ROWS * stride;
      float[] c = own[worker].floats(Floats.SUMS, size);
      if (depth == 0) {
        Arrays.fill(c, 0, size, 0);
      }
      for (int k0 = 0; k0 < depth; k0 += CHUNK) {
        chunk(k0, firstRowPanel, rowEnd, firstColumnPanel, columnEnd, c, 0, stride, k0 > 0, worker);
      }
      int row = firstRowPanel * ROWS;
      int column = firstColumnPanel * COLUMNS;
      product.out().store(c, 0, stride, firstRow + row, Math.min(rows, rowEnd * ROWS) - row, column,
          Math.min(columns, columnEnd * COLUMNS) - column);
    }

    private void chunk(int k0, int rowFrom, int rowTo, int columnFrom, int columnTo, float[] c, int at, int stride,
        boolean add, int worker) {
      int length = length(k0);
      int panelSize = length * COLUMNS;
      float[] packedB = own[worker].floats(Floats.PANELS_B, (long) (columnTo - columnFrom) * panelSize);
      for (int panel = columnFrom; panel < columnTo; panel++) {
        int column = panel * COLUMNS;
        Packing.panel(b, column, Math.min(COLUMNS, columns - column), COLUMNS, k0, length, packedB,
            (panel - columnFrom) * panelSize);
      }
      float[] t = own[worker].floats(Floats.TILE, ROWS * COLUMNS);
      for (int i = rowFrom; i < rowTo; i++) {
        int row = at + (i - rowFrom) * ROWS * stride;
        for (int panel = 0; panel < columnTo - columnFrom; panel++) {
          Tile4x3.run(length, packedA, panelA(i, k0), packedB, panel * panelSize, t);
          merge(t, c, row + panel * COLUMNS, stride, add);
        }
      }
    }

    void runByChunks() {
      int stride = columnPanels * COLUMNS;
      int size = rowPanels * ROWS * stride;
      float[] partials = shared.floats(Floats.PARTIALS, (long) chunks * size);
      int step = panelsPerBlock();
      pool.run(chunks, (index, worker) -> {
        for (int panel = 0; panel < columnPanels; panel += step) {
          chunk(index * CHUNK, 0, rowPanels, panel, Math.min(columnPanels, panel + step), partials,
              index * size + panel * COLUMNS, stride, false, worker);
        }
      });
      pool.run(rowPanels, (panel, worker) -> {
        int at = panel * ROWS * stride;
        for (int index = 1; index < chunks; index++) {
          add(partials, at, partials, index * size + at, ROWS * stride);
        }
        product.out().store(partials, at, stride, firstRow + panel * ROWS, Math.min(ROWS, rows - panel * ROWS), 0,
            columns);
      });
    }
  }

  /** c = t, or c = c + t for a further chunk. */
  private static void merge(float[] t, float[] c, int at, int stride, boolean add) {
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j += LANES) {
        FloatVector sum = FloatVector.fromArray(SPECIES, t, i * COLUMNS + j);
        int to = at + i * stride + j;
        if (add) {
          sum = FloatVector.fromArray(SPECIES, c, to).add(sum);
        }
        sum.intoArray(c, to);
      }
    }
  }

  private static void add(float[] target, int at, float[] source, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[at + i] += source[from + i];
    }
  }
}
