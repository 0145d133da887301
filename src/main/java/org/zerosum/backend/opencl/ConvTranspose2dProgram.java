package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.ConvTranspose2d;

/** {@code conv_transpose2d.cl}: transposed convolutions, all sub-pixel classes in one launch. */
final class ConvTranspose2dProgram {
  /** Out-channels up to which {@code conv_transpose2d_narrow} serves. */
  private static final int NARROW_CHANNELS = 4;
  /** Columns of a register tile of {@code conv_transpose2d_narrow}. */
  private static final int VECTOR = 16;
  /** Elements of a band with its padding at most, so that it stays in a core's cache. */
  private static final long BAND_ELEMENTS = 128 << 10;
  private static final int TASKS_PER_UNIT = 4;
  /** In-channels of the weight that one work-item packs. */
  private static final int PACK_CHANNELS = 16;

  private final Session session;
  private final ContractionTiles tiles;
  private final ContractionFile file;

  ConvTranspose2dProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = new ContractionFile(session, "conv_transpose2d.cl", tiles, "");
  }

  /** Outputs of the largest class, over the batch. */
  static long columns(ConvTranspose2d.Geometry g) {
    ConvTranspose2d p = g.parameters();
    return (long) g.n() * ContractionTiles.ceil(g.p(), p.strideH()) * ContractionTiles.ceil(g.q(), p.strideW());
  }

  static int classes(ConvTranspose2d.Geometry g) {
    return g.parameters().strideH() * g.parameters().strideW();
  }

  /** CPU. */
  static ClRange rangeFor(ContractionTiles tiles, ConvTranspose2d.Geometry g, int rowTiles) {
    return tiles.rangeFor(g.k(), columns(g), classes(g), rowTiles);
  }

  /** GPU; chunks stay together, as classes have unlike numbers of them. */
  static GpuLaunch launchFor(ContractionTiles tiles, ConvTranspose2d.Geometry g, int computeUnits) {
    ConvTranspose2d p = g.parameters();
    long depth = (long) g.c() * ContractionTiles.ceil(g.r(), p.strideH()) * ContractionTiles.ceil(g.s(), p.strideW());
    return GpuLaunch.of(tiles.gpu(), new GpuLaunch.Shape(g.k(), columns(g), depth, classes(g)), GpuLaunch.Adding.NONE,
        computeUnits);
  }

  /** {@code conv_transpose2d_prepare}. */
  static ClRange prepareRangeFor(ConvTranspose2d.Geometry g) {
    long packs = (long) ContractionTiles.ceil(g.c(), PACK_CHANNELS) * ContractionTiles.panels(g.k()) * classes(g);
    return ContractionTiles.tasksRangeFor(packs + (long) g.n() * g.c());
  }

  /** Whether {@code conv_transpose2d_narrow} serves: few out-channels, kernels as GANs have them, no short rows. */
  static boolean isNarrow(ConvTranspose2d.Geometry g) {
    return g.k() <= NARROW_CHANNELS && g.r() == 4 && g.s() == 4 && g.w() > VECTOR / 2
        && g.parameters().equals(ConvTranspose2d.of(2, 1));
  }

  /** Rows of x per task of {@code conv_transpose2d_narrow}: whole images where there are enough and they are small. */
  static int bandRows(ConvTranspose2d.Geometry g, int computeUnits) {
    int step = g.k() == 1 ? 4 : 1;
    int rows = ContractionTiles.ceil(g.h(), step) * step;
    for (int parts = 2; rows > step && ((long) g.n() * ContractionTiles.ceil(g.h(), rows) < (long) TASKS_PER_UNIT
        * computeUnits || bandCount(g, rows) > BAND_ELEMENTS); parts++) {
      rows = ContractionTiles.ceil(ContractionTiles.ceil(g.h(), parts), step) * step;
    }
    return rows;
  }

  /** Elements of a band of x with its padding. */
  private static long bandCount(ConvTranspose2d.Geometry g, int bandRows) {
    return g.c() * (bandRows + 2L) * (ContractionTiles.ceil(g.w(), VECTOR) * VECTOR + 2L);
  }

  /** {@code conv_transpose2d_narrow}. */
  static ClRange narrowRangeFor(ConvTranspose2d.Geometry g, int bandRows) {
    return ClRange.of(g.n(), ContractionTiles.ceil(g.h(), bandRows)).withLocal(1, 1);
  }

  /** Elements of all bands. */
  static long narrowCount(ConvTranspose2d.Geometry g, int bandRows) {
    return (long) g.n() * ContractionTiles.ceil(g.h(), bandRows) * bandCount(g, bandRows);
  }

  private void narrow(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, ConvTranspose2d.Geometry g) {
    int bandRows = bandRows(g, session.device().computeUnits());
    ClBuffer images = session.scratch().take(Scratch.Use.IMAGES, narrowCount(g, bandRows));
    ClKernel kernel = file.cpu().kernel("conv_transpose2d_narrow");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(images).buffer(x).buffer(weight);
    MatmulProgram.bias(arguments, bias).int32(g.c()).int32(g.h()).int32(g.w()).int32(g.k())
        .int32(bias == null ? 0 : 1).int32(bandRows);
    session.launch(kernel, narrowRangeFor(g, bandRows));
  }

  /** bias may be null. */
  void convTranspose2d(ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias, ConvTranspose2d.Geometry g) {
    boolean cpu = session.deviceClass() == DeviceClass.CPU;
    if (cpu && isNarrow(g)) {
      narrow(out, x, weight, bias, g);
    } else if (cpu) {
      int rowTiles = tiles.rowTiles(g.k(), columns(g), classes(g), session.device().computeUnits());
      ClBuffer padded = session.scratch().take(Scratch.Use.IMAGES, paddedCount(g));
      ClBuffer packed = session.scratch().take(Scratch.Use.PANELS,
          ContractionTiles.packedCount(g.k(), (long) g.c() * g.r() * g.s()));
      ClKernel prepare = file.cpu().kernel("conv_transpose2d_prepare");
      appendGeometry(prepare.arguments().buffer(padded).buffer(packed).buffer(x).buffer(weight), g);
      session.launch(prepare, prepareRangeFor(g));
      ClKernel kernel = file.cpu().kernel("conv_transpose2d");
      append(kernel, out, padded, packed, bias, g).int32(rowTiles);
      session.launch(kernel, rangeFor(tiles, g, rowTiles));
    } else {
      GpuLaunch launch = launchFor(tiles, g, session.device().computeUnits());
      ClKernel kernel = file.gpu(launch.tiles()).kernel("conv_transpose2d");
      append(kernel, out, x, weight, bias, g).int32(0);
      session.launch(kernel, launch.range());
    }
  }

  private static ClArguments append(ClKernel kernel, ClBuffer out, ClBuffer x, ClBuffer weight, ClBuffer bias,
      ConvTranspose2d.Geometry g) {
    ClArguments arguments = kernel.arguments().buffer(out).buffer(x).buffer(weight);
    return appendGeometry(MatmulProgram.bias(arguments, bias), g).int32(bias == null ? 0 : 1);
  }

  /** Appends N, C, H, W, K, R, S, P, Q, strides and paddings. */
  static ClArguments appendGeometry(ClArguments arguments, ConvTranspose2d.Geometry g) {
    ConvTranspose2d p = g.parameters();
    return arguments.int32(g.n()).int32(g.c()).int32(g.h()).int32(g.w()).int32(g.k()).int32(g.r()).int32(g.s())
        .int32(g.p()).int32(g.q()).int32(p.strideH()).int32(p.strideW()).int32(p.paddingH()).int32(p.paddingW());
  }

  /** Elements of x as {@code conv_transpose2d_prepare} pads it. */
  static long paddedCount(ConvTranspose2d.Geometry g) {
    ConvTranspose2d p = g.parameters();
    long rows = (g.r() - 1) / p.strideH() + (g.p() - 1L + p.paddingH()) / p.strideH() + 1;
    long columns = (g.s() - 1) / p.strideW() + (g.q() - 1L + p.paddingW()) / p.strideW() + 1;
    return (long) g.n() * g.c() * rows * columns;
  }
}
