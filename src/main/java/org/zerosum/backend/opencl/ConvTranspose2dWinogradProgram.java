package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.ConvTranspose2d;

/**
 * {@code conv_transpose2d_winograd.cl}: transposed convolutions whose geometry
 * {@linkplain ConvTranspose2d.Geometry#isWinograd() is Winograd's}, all sub-pixel classes in one launch.
 */
final class ConvTranspose2dWinogradProgram {
  private final Session session;
  private final ContractionTiles tiles;
  private final WinogradTiles winograd;
  private final ContractionFile file;

  ConvTranspose2dWinogradProgram(Session session, ContractionTiles tiles, WinogradTiles winograd) {
    this.session = session;
    this.tiles = tiles;
    this.winograd = winograd;
    this.file = new ContractionFile(session, "conv_transpose2d_winograd.cl", tiles, winograd.macros());
  }

  /** Tiles of a class, over the batch: 4 × 4 outputs hold one of each class. */
  static int tiles(ConvTranspose2d.Geometry g) {
    return g.n() * ContractionTiles.ceil(g.p(), 4) * ContractionTiles.ceil(g.q(), 4);
  }

  /** CPU: {@code conv_transpose2d_winograd}. */
  static ClRange rangeFor(ConvTranspose2d.Geometry g, WinogradTiles.Task task) {
    return Conv2dWinogradProgram.taskRangeFor(tiles(g), g.k(), task);
  }

  /** GPU: {@code conv_transpose2d_winograd_products}. */
  static GpuLaunch productsFor(ContractionTiles tiles, ConvTranspose2d.Geometry g, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(),
        new GpuLaunch.Shape(g.k(), tiles(g), g.c(), WinogradTiles.RESIDUES * WinogradTiles.POINTS),
        GpuLaunch.Adding.NEXT_LAUNCH, computeUnits);
  }

  /** bias may be null. */
  void convTranspose2d(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, ConvTranspose2d.Geometry g) {
    if (session.deviceClass() == DeviceClass.CPU) {
      onCpu(out, x, weight, bias, g);
    } else {
      onGpu(out, x, weight, bias, g);
    }
  }

  private void onCpu(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, ConvTranspose2d.Geometry g) {
    ClBuffer filters = session.scratch().take(Scratch.Use.PANELS, Conv2dWinogradProgram.filtersCount(g.c(), g.k()));
    ClKernel transform = file.cpu().kernel("conv_transpose2d_winograd_filters");
    transform.arguments().buffer(filters).buffer(weight).int32(g.c()).int32(g.k());
    session.launch(transform, Conv2dWinogradProgram.filtersRangeFor(g.c(), g.k()));
    WinogradTiles.Task task = winograd.task(tiles(g), g.k(), session.device().computeUnits());
    ClKernel kernel = file.cpu().kernel("conv_transpose2d_winograd");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(x).buffer(filters);
    ConvTranspose2dProgram.appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1)
        .int32(task.tiles()).int32(task.panels());
    session.launch(kernel, rangeFor(g, task));
  }

  private void onGpu(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, ConvTranspose2d.Geometry g) {
    GpuLaunch launch = productsFor(tiles, g, session.device().computeUnits());
    KernelFile kernels = file.gpu(launch.tiles());
    int classes = WinogradTiles.RESIDUES;
    long points = (long) classes * WinogradTiles.POINTS;
    ClBuffer data = session.scratch().take(Scratch.Use.IMAGES, points * g.c() * tiles(g));
    ClKernel dataTransform = kernels.kernel("conv_transpose2d_winograd_data");
    ConvTranspose2dProgram.appendGeometry(dataTransform.arguments().buffer(data).buffer(x), g);
    session.launch(dataTransform, Conv2dWinogradProgram.transformRangeFor(tiles(g), g.c(), classes));
    ClBuffer filters = session.scratch().take(Scratch.Use.PANELS, points * g.c() * g.k());
    ClKernel filterTransform = kernels.kernel("conv_transpose2d_winograd_filters");
    filterTransform.arguments().buffer(filters).buffer(weight).int32(g.c()).int32(g.k())
        .int32(g.parameters().paddingH()).int32(g.parameters().paddingW());
    session.launch(filterTransform, Conv2dWinogradProgram.transformRangeFor(g.k(), g.c(), classes));
    ClBuffer sums = session.scratch().take(Scratch.Use.PARTIALS, launch.parts());
    ClKernel products = kernels.kernel("conv_transpose2d_winograd_products");
    products.arguments().buffer(sums).buffer(filters).buffer(data).int32(g.k()).int32(tiles(g)).int32(g.c())
        .int32(launch.split() ? 1 : 0);
    session.launch(products, launch.range());
    ClKernel kernel = kernels.kernel("conv_transpose2d_winograd");
    MatmulProgram.bias(kernel.arguments().buffer(out).buffer(sums), bias).int32(g.n()).int32(g.k()).int32(g.p())
        .int32(g.q()).int32(bias == null ? 0 : 1).int32(launch.layers());
    session.launch(kernel, Conv2dWinogradProgram.transformRangeFor(tiles(g), g.k(), classes));
  }
}
