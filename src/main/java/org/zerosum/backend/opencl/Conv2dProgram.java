package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Conv2d;

/** {@code conv2d.cl}: convolutions. */
final class Conv2dProgram {
  private final Session session;
  private final ContractionTiles tiles;
  private final KernelFile file;

  Conv2dProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = session.file("conv2d.cl", tiles.macros());
  }

  static long columns(Conv2d.Geometry g) {
    return (long) g.n() * g.p() * g.q();
  }

  static ClRange rangeFor(ContractionTiles tiles, Conv2d.Geometry g, int rowTiles, DeviceClass deviceClass) {
    return tiles.rangeFor(g.k(), columns(g), 1, rowTiles, deviceClass);
  }

  /** {@code conv2d_pack}. */
  static ClRange packRangeFor(Conv2d.Geometry g) {
    return ContractionTiles.packRangeFor(ContractionTiles.ceil(window(g), ContractionTiles.PACK_DEPTH), g.k(), 1);
  }

  /** bias may be null. */
  void conv2d(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, Conv2d.Geometry g) {
    int rowTiles = tiles.rowTiles(g.k(), columns(g), 1, session.device().computeUnits());
    boolean cpu = session.deviceClass() == DeviceClass.CPU;
    ClBuffer left = cpu ? pack(weight, g) : weight;
    ClBuffer images = cpu ? pad(x, g) : x;
    ClKernel kernel = file.kernel("conv2d");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(images).buffer(left);
    appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1).int32(rowTiles);
    session.launch(kernel, rangeFor(tiles, g, rowTiles, session.deviceClass()));
  }

  private ClBuffer pack(ClBuffer weight, Conv2d.Geometry g) {
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS, ContractionTiles.packedCount(g.k(), window(g)));
    ClKernel kernel = file.kernel("conv2d_pack");
    kernel.arguments().buffer(packed).buffer(weight).int32(g.k()).int32(window(g));
    session.launch(kernel, packRangeFor(g));
    return packed;
  }

  private ClBuffer pad(ClBuffer x, Conv2d.Geometry g) {
    ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, paddedCount(g));
    ClKernel kernel = file.kernel("conv2d_pad");
    appendGeometry(kernel.arguments().buffer(padded).buffer(x), g);
    session.launch(kernel, ContractionTiles.padRangeFor((long) g.n() * g.c()));
    return padded;
  }

  /** Elements that {@code conv2d_pad} writes: padded rows, and columns by their remainder modulo the stride. */
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
