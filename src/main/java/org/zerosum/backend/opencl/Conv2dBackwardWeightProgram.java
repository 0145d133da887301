package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Conv2d;

/**
 * {@code conv2d_backward_weight.cl}: weight gradients. Their sums are long and their results few, so chunks become
 * launches' layers.
 */
final class Conv2dBackwardWeightProgram {
  private static final int FINISH_GROUP = 64;
  private static final int TASKS_PER_UNIT = 4;
  /** Sums of chunks take at most this many elements; beyond it a task adds its chunks up by itself. */
  private static final long MAX_PARTIALS = 32L << 20;

  /** Elements of the rows of x under a row of outputs at most, for {@code conv2d_backward_weight_narrow}. */
  private static final long STRIP_ELEMENTS = 4096;
  /** Rows of a register tile of {@code conv2d_backward_weight_narrow}. */
  private static final int NARROW_ROWS = 8;

  private final Session session;
  private final ContractionTiles tiles;
  private final ContractionFile file;

  Conv2dBackwardWeightProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = new ContractionFile(session, "conv2d_backward_weight.cl", tiles, "");
  }

  /** The chunks of the summation over (n, p, q). */
  static int chunks(Conv2d.Geometry g) {
    return ContractionTiles.ceil(Conv2dProgram.columns(g), ContractionTiles.CHUNK);
  }

  /** CPU: whether each chunk is a task of its own: where the device would be short of tasks otherwise. */
  static boolean split(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits) {
    int chunks = chunks(g);
    long results = (long) g.k() * Conv2dProgram.window(g);
    return chunks > 1 && chunks * results <= MAX_PARTIALS
        && tiles.fewestTasks(g.k(), Conv2dProgram.window(g)) < (long) TASKS_PER_UNIT * computeUnits;
  }

  /** CPU, with layers = the number of chunks where split, else 1. */
  static ClRange rangeFor(ContractionTiles tiles, Conv2d.Geometry g, int layers, int rowTiles) {
    return tiles.rangeFor(g.k(), Conv2dProgram.window(g), layers, rowTiles);
  }

  /** GPU. */
  static GpuLaunch launchFor(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(),
        new GpuLaunch.Shape(g.k(), Conv2dProgram.window(g), Conv2dProgram.columns(g), 1),
        GpuLaunch.Adding.EXTRA_LAUNCH, computeUnits);
  }

  /** {@code conv2d_backward_weight_prepare}. */
  static ClRange prepareRangeFor(Conv2d.Geometry g) {
    return ContractionTiles.tasksRangeFor((long) g.n() * (ContractionTiles.panels(g.k()) + g.c()));
  }

  /** {@code conv2d_backward_weight_finish}. */
  static ClRange finishRangeFor(int count) {
    return RowsGrid.elementsRangeFor(count, FINISH_GROUP);
  }

  /** Whether {@code conv2d_backward_weight_narrow} serves: columns for one task, rows of x that fit its memory. */
  static boolean isNarrow(ContractionTiles tiles, Conv2d.Geometry g) {
    long strip = (long) g.c() * g.r() * ((g.q() - 1L) * g.parameters().strideW() + g.s());
    return Conv2dProgram.window(g) <= tiles.taskColumns() && strip <= STRIP_ELEMENTS
        && (long) chunks(g) * g.k() * Conv2dProgram.window(g) <= MAX_PARTIALS;
  }

  /** Out-channels of a task of {@code conv2d_backward_weight_narrow}: all where there are enough chunks. */
  static int narrowRows(Conv2d.Geometry g, int computeUnits) {
    int tiles = ContractionTiles.ceil(g.k(), NARROW_ROWS);
    int parts = ContractionTiles.ceil((long) TASKS_PER_UNIT * computeUnits, chunks(g));
    return ContractionTiles.ceil(tiles, Math.min(parts, tiles)) * NARROW_ROWS;
  }

  /** {@code conv2d_backward_weight_narrow}. */
  static ClRange narrowRangeFor(Conv2d.Geometry g, int taskRows) {
    return ClRange.of(chunks(g), ContractionTiles.ceil(g.k(), taskRows)).withLocal(1, 1);
  }

  void conv2dBackwardWeight(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    if (session.deviceClass() == DeviceClass.GPU) {
      onGpu(weightGradient, x, outGradient, g);
    } else if (isNarrow(tiles, g)) {
      narrow(weightGradient, x, outGradient, g);
    } else {
      onCpu(weightGradient, x, outGradient, g);
    }
  }

  private void onCpu(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    int units = session.device().computeUnits();
    boolean split = split(tiles, g, units);
    int chunks = chunks(g);
    int count = g.k() * Conv2dProgram.window(g);
    int layers = split ? chunks : 1;
    int rowTiles = tiles.rowTiles(g.k(), Conv2dProgram.window(g), layers, units);
    ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, paddedCount(g));
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS,
        ContractionTiles.packedCount(g.k(), Conv2dProgram.columns(g)));
    ClKernel prepare = file.cpu().kernel("conv2d_backward_weight_prepare");
    Conv2dProgram.appendGeometry(prepare.arguments().buffer(padded).buffer(packed).buffer(x).buffer(outGradient), g);
    session.launch(prepare, prepareRangeFor(g));
    ClBuffer target = split ? session.scratch().take(Scratch.Use.PARTIALS, (long) chunks * count) : weightGradient;
    ClKernel kernel = file.cpu().kernel("conv2d_backward_weight");
    Conv2dProgram.appendGeometry(kernel.arguments().buffer(target).buffer(padded).buffer(packed), g).int32(split ? 1 : 0)
        .int32(rowTiles);
    session.launch(kernel, rangeFor(tiles, g, layers, rowTiles));
    if (split) {
      finish(file.cpu(), weightGradient, target, count, chunks);
    }
  }

  private void onGpu(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    GpuLaunch launch = launchFor(tiles, g, session.device().computeUnits());
    KernelFile kernels = file.gpu(launch.tiles());
    ClBuffer target = launch.split() ? session.scratch().take(Scratch.Use.PARTIALS, launch.parts()) : weightGradient;
    ClKernel kernel = kernels.kernel("conv2d_backward_weight");
    Conv2dProgram.appendGeometry(kernel.arguments().buffer(target).buffer(x).buffer(outGradient), g)
        .int32(launch.split() ? 1 : 0).int32(0);
    session.launch(kernel, launch.range());
    if (launch.split()) {
      finish(kernels, weightGradient, target, (int) launch.shape().results(), launch.layers());
    }
  }

  private void narrow(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    int chunks = chunks(g);
    int count = g.k() * Conv2dProgram.window(g);
    int taskRows = narrowRows(g, session.device().computeUnits());
    ClBuffer target =
        chunks > 1 ? session.scratch().take(Scratch.Use.PARTIALS, (long) chunks * count) : weightGradient;
    ClKernel kernel = file.cpu().kernel("conv2d_backward_weight_narrow");
    Conv2dProgram.appendGeometry(kernel.arguments().buffer(target).buffer(x).buffer(outGradient), g).int32(taskRows);
    session.launch(kernel, narrowRangeFor(g, taskRows));
    if (chunks > 1) {
      finish(file.cpu(), weightGradient, target, count, chunks);
    }
  }

  private void finish(KernelFile kernels, ClBuffer weightGradient, ClBuffer partial, int count, int chunks) {
    ClKernel kernel = kernels.kernel("conv2d_backward_weight_finish");
    kernel.arguments().buffer(weightGradient).buffer(partial).int32(count).int32(chunks);
    session.launch(kernel, finishRangeFor(count));
  }

  /** Elements of x as {@code conv2d_backward_weight_prepare} pads it. */
  static long paddedCount(Conv2d.Geometry g) {
    Conv2d p = g.parameters();
    long rows = (g.p() - 1L) * p.strideH() + g.r();
    long columns = (g.q() - 1L) * p.strideW() + g.s();
    return (long) g.n() * g.c() * rows * columns;
  }
}
