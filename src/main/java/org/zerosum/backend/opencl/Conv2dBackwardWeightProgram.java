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

  private final Session session;
  private final ContractionTiles tiles;
  private final KernelFile file;

  Conv2dBackwardWeightProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = session.file("conv2d_backward_weight.cl", tiles.macros());
  }

  /** The chunks of the summation over (n, p, q). */
  static int chunks(Conv2d.Geometry g) {
    return ContractionTiles.ceil(Conv2dProgram.columns(g), ContractionTiles.CHUNK);
  }

  /** Whether each chunk is a task of its own: where the device would be short of tasks otherwise. */
  static boolean split(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits, DeviceClass deviceClass) {
    int chunks = chunks(g);
    long results = (long) g.k() * Conv2dProgram.window(g);
    return chunks > 1 && chunks * results <= MAX_PARTIALS
        && tiles.fewestTasks(g.k(), Conv2dProgram.window(g), deviceClass) < (long) TASKS_PER_UNIT * computeUnits;
  }

  /** With layers = the number of chunks where split, else 1. */
  static ClRange rangeFor(ContractionTiles tiles, Conv2d.Geometry g, int layers, int rowTiles,
      DeviceClass deviceClass) {
    return tiles.rangeFor(g.k(), Conv2dProgram.window(g), layers, rowTiles, deviceClass);
  }

  /** {@code conv2d_backward_weight_pack}. */
  static ClRange packRangeFor(Conv2d.Geometry g) {
    return ContractionTiles.packRangeFor(g.n(), g.k(), 1);
  }

  /** {@code conv2d_backward_weight_finish}. */
  static ClRange finishRangeFor(int count) {
    return RowsGrid.elementsRangeFor(count, FINISH_GROUP);
  }

  void conv2dBackwardWeight(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    int units = session.device().computeUnits();
    boolean split = split(tiles, g, units, session.deviceClass());
    int chunks = chunks(g);
    int count = g.k() * Conv2dProgram.window(g);
    int layers = split ? chunks : 1;
    int rowTiles = tiles.rowTiles(g.k(), Conv2dProgram.window(g), layers, units);
    boolean cpu = session.deviceClass() == DeviceClass.CPU;
    ClBuffer left = cpu ? pack(outGradient, g) : outGradient;
    ClBuffer images = cpu ? pad(x, g) : x;
    ClBuffer target = split ? session.scratch().take(Scratch.Use.PARTIALS, (long) chunks * count) : weightGradient;
    ClKernel kernel = file.kernel("conv2d_backward_weight");
    Conv2dProgram.appendGeometry(kernel.arguments().buffer(target).buffer(images).buffer(left), g).int32(split ? 1 : 0)
        .int32(rowTiles);
    session.launch(kernel, rangeFor(tiles, g, layers, rowTiles, session.deviceClass()));
    if (split) {
      ClKernel finish = file.kernel("conv2d_backward_weight_finish");
      finish.arguments().buffer(weightGradient).buffer(target).int32(count).int32(chunks);
      session.launch(finish, finishRangeFor(count));
    }
  }

  private ClBuffer pack(ClBuffer outGradient, Conv2d.Geometry g) {
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS,
        ContractionTiles.packedCount(g.k(), Conv2dProgram.columns(g)));
    ClKernel kernel = file.kernel("conv2d_backward_weight_pack");
    kernel.arguments().buffer(packed).buffer(outGradient).int32(g.n()).int32(g.k()).int32(g.p() * g.q());
    session.launch(kernel, packRangeFor(g));
    return packed;
  }

  private ClBuffer pad(ClBuffer x, Conv2d.Geometry g) {
    ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, paddedCount(g));
    ClKernel kernel = file.kernel("conv2d_backward_weight_pad");
    Conv2dProgram.appendGeometry(kernel.arguments().buffer(padded).buffer(x), g);
    session.launch(kernel, ContractionTiles.padRangeFor((long) g.n() * g.c()));
    return padded;
  }

  /** Elements that {@code conv2d_backward_weight_pad} writes. */
  static long paddedCount(Conv2d.Geometry g) {
    Conv2d p = g.parameters();
    long rows = (g.p() - 1L) * p.strideH() + g.r();
    long columns = (g.q() - 1L) * p.strideW() + g.s();
    return (long) g.n() * g.c() * rows * columns;
  }
}
