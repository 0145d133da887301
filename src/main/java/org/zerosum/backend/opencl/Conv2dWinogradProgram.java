package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Rectifier;

/** {@code conv2d_winograd.cl}: convolutions whose geometry {@linkplain Conv2d.Geometry#isWinograd() is Winograd's}. */
final class Conv2dWinogradProgram {
  private final Session session;
  private final ContractionTiles tiles;
  private final WinogradTiles winograd;
  private final ContractionFile file;

  Conv2dWinogradProgram(Session session, ContractionTiles tiles, WinogradTiles winograd) {
    this.session = session;
    this.tiles = tiles;
    this.winograd = winograd;
    this.file = new ContractionFile(session, "conv2d_winograd.cl", tiles, winograd.macros());
  }

  /** 2 × 2 tiles of results, over the batch. */
  static int tiles(Conv2d.Geometry g) {
    return g.n() * ContractionTiles.ceil(g.p(), 2) * ContractionTiles.ceil(g.q(), 2);
  }

  /** CPU: {@code conv2d_winograd}. */
  static ClRange rangeFor(Conv2d.Geometry g, WinogradTiles.Task task) {
    return taskRangeFor(tiles(g), g.k(), task);
  }

  /** CPU: {@code conv2d_winograd_filters}. */
  static ClRange filtersRangeFor(int inChannels, int outChannels) {
    return ClRange.of(ContractionTiles.ceil(inChannels, WinogradTiles.VECTOR), WinogradTiles.panels(outChannels))
        .withLocal(1, 1);
  }

  /** CPU: tasks of tiles by panels. */
  static ClRange taskRangeFor(int tiles, int outChannels, WinogradTiles.Task task) {
    return ClRange.of(ContractionTiles.ceil(tiles, task.tiles()),
        ContractionTiles.ceil(WinogradTiles.panels(outChannels), task.panels())).withLocal(1, 1);
  }

  /** GPU: transforms, one work-item per column, rows and layers. */
  static ClRange transformRangeFor(int columns, int rows, int layers) {
    int group = WinogradTiles.TRANSFORM_GROUP;
    return ClRange.of((long) ContractionTiles.ceil(columns, group) * group, rows, layers).withLocal(group, 1, 1);
  }

  /** GPU: {@code conv2d_winograd_products}. */
  static GpuLaunch productsFor(ContractionTiles tiles, Conv2d.Geometry g, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(),
        new GpuLaunch.Shape(g.k(), tiles(g), (long) WinogradTiles.RESIDUES * g.c(), WinogradTiles.POINTS),
        GpuLaunch.Adding.NEXT_LAUNCH, computeUnits);
  }

  /** Elements of transformed filters in panels. */
  static long filtersCount(int inChannels, int outChannels) {
    long points = (long) WinogradTiles.POINTS * WinogradTiles.RESIDUES * inChannels;
    return points * WinogradTiles.panels(outChannels) * WinogradTiles.PANEL;
  }

  /** bias may be null. */
  void conv2d(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier, Conv2d.Geometry g) {
    if (session.deviceClass() == DeviceClass.CPU) {
      onCpu(out, x, weight, bias, rectifier, g);
    } else {
      onGpu(out, x, weight, bias, rectifier, g);
    }
  }

  private void onCpu(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier, Conv2d.Geometry g) {
    ClBuffer filters = filters(file.cpu(), weight, g, filtersCount(g.c(), g.k()), filtersRangeFor(g.c(), g.k()));
    WinogradTiles.Task task = winograd.task(tiles(g), g.k(), session.device().computeUnits());
    ClKernel kernel = file.cpu().kernel("conv2d_winograd");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(x).buffer(filters);
    Conv2dProgram.appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1)
        .int32(rectifier.kind().ordinal()).int32(task.tiles()).int32(task.panels()).float32(rectifier.slope());
    session.launch(kernel, rangeFor(g, task));
  }

  private void onGpu(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Rectifier rectifier, Conv2d.Geometry g) {
    GpuLaunch launch = productsFor(tiles, g, session.device().computeUnits());
    KernelFile kernels = file.gpu(launch.tiles());
    int depth = WinogradTiles.RESIDUES * g.c();
    ClBuffer data =
        session.scratch().take(Scratch.Use.IMAGES, (long) WinogradTiles.POINTS * tiles(g) * depth);
    ClKernel transform = kernels.kernel("conv2d_winograd_data");
    Conv2dProgram.appendGeometry(transform.arguments().buffer(data).buffer(x), g);
    session.launch(transform, transformRangeFor(tiles(g), depth, 1));
    ClBuffer filters = filters(kernels, weight, g, (long) WinogradTiles.POINTS * depth * g.k(),
        transformRangeFor(g.k(), depth, 1));
    ClBuffer sums = session.scratch().take(Scratch.Use.PARTIALS, launch.parts());
    ClKernel products = kernels.kernel("conv2d_winograd_products");
    products.arguments().buffer(sums).buffer(filters).buffer(data).int32(g.k()).int32(tiles(g)).int32(depth)
        .int32(launch.split() ? 1 : 0);
    session.launch(products, launch.range());
    ClKernel kernel = kernels.kernel("conv2d_winograd");
    MatmulProgram.bias(kernel.arguments().buffer(out).buffer(sums), bias).int32(g.n()).int32(g.k()).int32(g.p())
        .int32(g.q()).int32(bias == null ? 0 : 1).int32(rectifier.kind().ordinal()).int32(launch.layers())
        .float32(rectifier.slope());
    session.launch(kernel, transformRangeFor(tiles(g), g.k(), 1));
  }

  private ClBuffer filters(KernelFile kernels, ClBuffer weight, Conv2d.Geometry g, long count, ClRange range) {
    ClBuffer filters = session.scratch().take(Scratch.Use.PANELS, count);
    ClKernel kernel = kernels.kernel("conv2d_winograd_filters");
    kernel.arguments().buffer(filters).buffer(weight).int32(g.c()).int32(g.k());
    session.launch(kernel, range);
    return filters;
  }
}
