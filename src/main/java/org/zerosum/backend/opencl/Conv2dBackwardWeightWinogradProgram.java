package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Conv2d;

/**
 * {@code conv2d_backward_weight_winograd.cl}: weight gradients whose geometry
 * {@linkplain Conv2d.Geometry#isWinograd() is Winograd's}. Chunks of tiles become a launch's layers where tasks are
 * few.
 */
final class Conv2dBackwardWeightWinogradProgram {
  /** Channels of an image that one work-item puts last. */
  private static final int IMAGE_CHANNELS = 64;
  /** Sums of chunks take at most this many elements; beyond it a task adds its chunks up by itself. */
  private static final long MAX_PARTIALS = 32L << 20;

  private final Session session;
  private final ContractionTiles tiles;
  private final WinogradTiles winograd;
  private final ContractionFile file;

  Conv2dBackwardWeightWinogradProgram(Session session, ContractionTiles tiles, WinogradTiles winograd) {
    this.session = session;
    this.tiles = tiles;
    this.winograd = winograd;
    this.file = new ContractionFile(session, "conv2d_backward_weight_winograd.cl", tiles, winograd.macros());
  }

  /** The chunks of the summation over tiles. */
  static int chunks(Conv2d.Geometry g) {
    return ContractionTiles.ceil(Conv2dWinogradProgram.tiles(g), ContractionTiles.CHUNK);
  }

  /** Sums of one layer, with the CPU class's whole vectors of in-channels. */
  static long layerCount(Conv2d.Geometry g) {
    return (long) WinogradTiles.POINTS * WinogradTiles.RESIDUES * g.k()
        * WinogradTiles.roundedUp(g.c(), WinogradTiles.VECTOR);
  }

  /** Elements of the padded images with their channels last, and those that vectors read beyond them. */
  static long imagesCount(Conv2d.Geometry g) {
    long rows = 4L * ContractionTiles.ceil(g.p(), 2) + 2;
    long columns = 4L * ContractionTiles.ceil(g.q(), 2) + 2;
    return g.n() * rows * columns * WinogradTiles.roundedUp(g.c(), WinogradTiles.VECTOR) + WinogradTiles.VECTOR;
  }

  /** Elements of the out-gradient with its channels last, and those that vectors read beyond them. */
  static long gradientsCount(Conv2d.Geometry g) {
    return 4L * Conv2dWinogradProgram.tiles(g) * WinogradTiles.roundedUp(g.k(), WinogradTiles.VECTOR)
        + WinogradTiles.VECTOR;
  }

  /** CPU: 1, or the number of chunks where the device would be short of tasks otherwise. */
  static int layers(WinogradTiles winograd, Conv2d.Geometry g, int computeUnits) {
    int chunks = chunks(g);
    return chunks * layerCount(g) <= MAX_PARTIALS
        && winograd.fewestGradientTasks(g.k(), g.c()) < computeUnits ? chunks : 1;
  }

  /** CPU: {@code conv2d_backward_weight_winograd_prepare}. */
  static ClRange prepareRangeFor(Conv2d.Geometry g) {
    return ContractionTiles.tasksRangeFor((long) g.n() * (ContractionTiles.ceil(g.c(), IMAGE_CHANNELS)
        + ContractionTiles.ceil(g.k(), IMAGE_CHANNELS)));
  }

  /** CPU: a task has one residue where there are several layers, else all of them. */
  static ClRange rangeFor(Conv2d.Geometry g, int layers, int taskRows) {
    int columns = ContractionTiles.ceil(g.c(), WinogradTiles.GRADIENT_COLUMNS);
    return ClRange.of((long) WinogradTiles.taskResidues(layers) * columns, ContractionTiles.ceil(g.k(), taskRows), layers)
        .withLocal(1, 1, 1);
  }

  /** GPU. */
  static GpuLaunch launchFor(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(), new GpuLaunch.Shape(g.k(), (long) WinogradTiles.RESIDUES * g.c(),
        Conv2dWinogradProgram.tiles(g), WinogradTiles.POINTS), GpuLaunch.Adding.NEXT_LAUNCH, computeUnits);
  }

  /** {@code conv2d_backward_weight_winograd_finish}. */
  static ClRange finishRangeFor(Conv2d.Geometry g, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU ? ClRange.of(g.k()).withLocal(1)
        : Conv2dWinogradProgram.transformRangeFor(WinogradTiles.RESIDUES * g.c(), g.k(), 1);
  }

  void conv2dBackwardWeight(ClBuffer weightGradient, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g) {
    if (session.deviceClass() == DeviceClass.CPU) {
      int layers = layers(winograd, g, session.device().computeUnits());
      ClBuffer partial = session.scratch().take(Scratch.Use.PARTIALS, layers * layerCount(g));
      sumOnCpu(weightGradient, partial, x, outGradient, g, layers);
      if (layers > 1) {
        finish(file.cpu(), weightGradient, partial, g, layers);
      }
    } else {
      GpuLaunch launch = launchFor(tiles, g, session.device().computeUnits());
      ClBuffer partial = session.scratch().take(Scratch.Use.PARTIALS, launch.parts());
      sumOnGpu(partial, x, outGradient, g, launch);
      finish(file.gpu(launch.tiles()), weightGradient, partial, g, launch.layers());
    }
  }

  private void finish(KernelFile kernels, ClBuffer weightGradient, ClBuffer partial, Conv2d.Geometry g, int layers) {
    ClKernel finish = kernels.kernel("conv2d_backward_weight_winograd_finish");
    finish.arguments().buffer(weightGradient).buffer(partial).int32(g.c()).int32(g.k()).int32(layers);
    session.launch(finish, finishRangeFor(g, session.deviceClass()));
  }

  private void sumOnCpu(ClBuffer weightGradient, ClBuffer partial, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g,
      int layers) {
    ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, imagesCount(g));
    ClBuffer paddedGradient = session.scratch().take(Scratch.Use.PANELS, gradientsCount(g));
    ClKernel prepare = file.cpu().kernel("conv2d_backward_weight_winograd_prepare");
    Conv2dProgram.appendGeometry(
        prepare.arguments().buffer(padded).buffer(paddedGradient).buffer(x).buffer(outGradient), g);
    session.launch(prepare, prepareRangeFor(g));
    int taskRows = winograd.taskRows(g.k(), g.c(), layers, session.device().computeUnits());
    ClKernel kernel = file.cpu().kernel("conv2d_backward_weight_winograd");
    Conv2dProgram.appendGeometry(
        kernel.arguments().buffer(weightGradient).buffer(partial).buffer(padded).buffer(paddedGradient), g)
        .int32(layers > 1 ? 1 : 0).int32(taskRows);
    session.launch(kernel, rangeFor(g, layers, taskRows));
  }

  private void sumOnGpu(ClBuffer partial, ClBuffer x, ClBuffer outGradient, Conv2d.Geometry g, GpuLaunch launch) {
    KernelFile kernels = file.gpu(launch.tiles());
    int count = Conv2dWinogradProgram.tiles(g);
    int columns = WinogradTiles.RESIDUES * g.c();
    ClBuffer data = session.scratch().take(Scratch.Use.IMAGES, (long) WinogradTiles.POINTS * columns * count);
    ClKernel images = kernels.kernel("conv2d_backward_weight_winograd_data");
    Conv2dProgram.appendGeometry(images.arguments().buffer(data).buffer(x), g);
    session.launch(images, Conv2dWinogradProgram.transformRangeFor(count, columns, 1));
    ClBuffer transformed = session.scratch().take(Scratch.Use.PANELS, (long) WinogradTiles.POINTS * g.k() * count);
    ClKernel gradients = kernels.kernel("conv2d_backward_weight_winograd_gradients");
    gradients.arguments().buffer(transformed).buffer(outGradient).int32(g.n()).int32(g.k()).int32(g.p()).int32(g.q());
    session.launch(gradients, Conv2dWinogradProgram.transformRangeFor(count, g.k(), 1));
    ClKernel kernel = kernels.kernel("conv2d_backward_weight_winograd");
    kernel.arguments().buffer(partial).buffer(transformed).buffer(data).int32(g.k()).int32(columns).int32(count)
        .int32(launch.split() ? 1 : 0);
    session.launch(kernel, launch.range());
  }
}
