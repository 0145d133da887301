package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Rectifier;

/** {@code conv2d.cl}: convolutions. */
final class Conv2dProgram {
  /** Summands up to which {@code conv2d_shallow} serves; also in the kernel. */
  private static final int SHALLOW_DEPTH = 128;
  /** Neighbouring outputs of a vector of {@code conv2d_shallow}. */
  private static final int VECTOR = 16;
  /** Elements of a band of rows with its padding at most, so that it stays in a core's cache. */
  private static final long BAND_ELEMENTS = 128 << 10;
  private static final int TASKS_PER_UNIT = 4;
  private static final int FINISH_GROUP = 64;

  private final Session session;
  private final ContractionTiles tiles;
  private final ContractionFile file;

  Conv2dProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = new ContractionFile(session, "conv2d.cl", tiles, "");
  }

  static long columns(Conv2d.Geometry g) {
    return (long) g.n() * g.p() * g.q();
  }

  /** CPU. */
  static ClRange rangeFor(ContractionTiles tiles, Conv2d.Geometry g, int rowTiles) {
    return tiles.rangeFor(g.k(), columns(g), 1, rowTiles);
  }

  /** GPU. */
  static GpuLaunch launchFor(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(), new GpuLaunch.Shape(g.k(), columns(g), window(g), 1),
        GpuLaunch.Adding.EXTRA_LAUNCH, computeUnits);
  }

  /** {@code conv2d_prepare}. */
  static ClRange prepareRangeFor(Conv2d.Geometry g) {
    return ContractionTiles.tasksRangeFor(ContractionTiles.packTasks(g.k(), window(g)) + (long) g.n() * g.c());
  }

  /** Whether {@code conv2d_shallow} serves: few summands, rows of whole vectors. */
  static boolean isShallow(Conv2d.Geometry g) {
    return window(g) <= SHALLOW_DEPTH && g.q() >= VECTOR;
  }

  /** Rows of outputs per task of {@code conv2d_shallow}: whole images where there are enough and they are small. */
  static int bandRows(Conv2d.Geometry g, int computeUnits) {
    int rows = g.p();
    for (int parts = 2; rows > 1 && ((long) g.n() * ContractionTiles.ceil(g.p(), rows) < (long) TASKS_PER_UNIT
        * computeUnits || bandCount(g, rows) > BAND_ELEMENTS); parts++) {
      rows = ContractionTiles.ceil(g.p(), parts);
    }
    return rows;
  }

  /** Elements of the rows of x under some rows of outputs, with their padding. */
  private static long bandCount(Conv2d.Geometry g, int bandRows) {
    Conv2d p = g.parameters();
    return g.c() * ((bandRows - 1L) * p.strideH() + g.r()) * p.strideW() * (g.q() + (g.s() - 1L) / p.strideW());
  }

  /** {@code conv2d_shallow}. */
  static ClRange shallowRangeFor(Conv2d.Geometry g, int bandRows) {
    return ClRange.of(g.n(), ContractionTiles.ceil(g.p(), bandRows)).withLocal(1, 1);
  }

  /** Elements of all bands. */
  static long shallowCount(Conv2d.Geometry g, int bandRows) {
    return (long) g.n() * ContractionTiles.ceil(g.p(), bandRows) * bandCount(g, bandRows);
  }

  private void shallow(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier,
      Conv2d.Geometry g) {
    int bandRows = bandRows(g, session.device().computeUnits());
    ClBuffer images = session.scratch().take(Scratch.Use.IMAGES, shallowCount(g, bandRows));
    ClKernel kernel = file.cpu().kernel("conv2d_shallow");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(images).buffer(x).buffer(weight);
    appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1)
        .int32(rectifier.kind().ordinal()).int32(bandRows).float32(rectifier.slope());
    session.launch(kernel, shallowRangeFor(g, bandRows));
  }

  /** bias may be null. */
  void conv2d(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier, Conv2d.Geometry g) {
    if (session.deviceClass() == DeviceClass.GPU) {
      onGpu(out, x, weight, bias, rectifier, g);
      return;
    }
    if (isShallow(g)) {
      shallow(out, x, weight, bias, rectifier, g);
      return;
    }
    int rowTiles = tiles.rowTiles(g.k(), columns(g), 1, session.device().computeUnits());
    ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, paddedCount(g));
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS, ContractionTiles.packedCount(g.k(), window(g)));
    ClKernel prepare = file.cpu().kernel("conv2d_prepare");
    appendGeometry(prepare.arguments().buffer(padded).buffer(packed).buffer(x).buffer(weight), g);
    session.launch(prepare, prepareRangeFor(g));
    ClKernel kernel = file.cpu().kernel("conv2d");
    append(kernel, out, padded, packed, bias, rectifier, g).int32(rowTiles).float32(rectifier.slope());
    session.launch(kernel, rangeFor(tiles, g, rowTiles));
  }

  private void onGpu(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier, Conv2d.Geometry g) {
    GpuLaunch launch = launchFor(tiles, g, session.device().computeUnits());
    KernelFile kernels = file.gpu(launch.tiles());
    ClBuffer target = launch.split() ? session.scratch().take(Scratch.Use.PARTIALS, launch.parts()) : out;
    ClKernel kernel = kernels.kernel("conv2d");
    append(kernel, target, x, weight, bias, rectifier, g).int32(launch.split() ? 1 : 0).float32(rectifier.slope());
    session.launch(kernel, launch.range());
    if (launch.split()) {
      int count = (int) launch.shape().results();
      ClKernel finish = kernels.kernel("conv2d_finish");
      MatmulProgram.bias(finish.arguments().buffer(out).buffer(target), bias).int32(g.k()).int32(g.p() * g.q())
          .int32(count).int32(launch.layers()).int32(bias == null ? 0 : 1).int32(rectifier.kind().ordinal())
          .float32(rectifier.slope());
      session.launch(finish, RowsGrid.elementsRangeFor(count, FINISH_GROUP));
    }
  }

  private static ClArguments append(ClKernel kernel, ClBuffer target, ClBuffer x, ClBuffer weight, ClBuffer bias,
      Rectifier rectifier, Conv2d.Geometry g) {
    ClArguments arguments = kernel.arguments().buffer(target).buffer(x).buffer(weight);
    return appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1)
        .int32(rectifier.kind().ordinal());
  }

  /** Elements of x as {@code conv2d_prepare} pads it: padded rows, and columns by their remainder modulo the stride. */
  static long paddedCount(Conv2d.Geometry g) {
    Conv2d p = g.parameters();
    long rows = (g.p() - 1L) * p.strideH() + g.r();
    long columns = (long) p.strideW() * (g.q() + (g.s() - 1) / p.strideW());
    return (long) g.n() * g.c() * rows * columns;
  }

  /** C · R · S, the summands of an output. */
  static int window(Conv2d.Geometry g) {
    return g.c() * g.r() * g.s();
  }

  /** Appends N, C, H, W, K, R, S, P, Q, strides and paddings. */
  static ClArguments appendGeometry(ClArguments arguments, Conv2d.Geometry g) {
    Conv2d p = g.parameters();
    return arguments.int32(g.n()).int32(g.c()).int32(g.h()).int32(g.w()).int32(g.k()).int32(g.r()).int32(g.s())
        .int32(g.p()).int32(g.q()).int32(p.strideH()).int32(p.strideW()).int32(p.paddingH()).int32(p.paddingW());
  }
}
