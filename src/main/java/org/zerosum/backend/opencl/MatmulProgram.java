package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Matmul;

/** {@code matmul.cl}: matrix products. */
final class MatmulProgram {
  private static final int FINISH_GROUP = 64;
  /** CPU: columns up to which the left matrix is not read often enough for packing to pay. */
  private static final int DIRECT_COLUMNS = 256;
  /** CPU: elements of a left matrix up to which a core's second cache holds it as it is. */
  private static final long DIRECT_ELEMENTS = 128 << 10;

  private final Session session;
  private final ContractionTiles tiles;
  private final ContractionFile file;

  MatmulProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = new ContractionFile(session, "matmul.cl", tiles, "");
  }

  /** CPU. */
  static ClRange rangeFor(ContractionTiles tiles, int m, int n, int rowTiles) {
    return tiles.rangeFor(m, n, 1, rowTiles);
  }

  /** GPU. */
  static GpuLaunch launchFor(ContractionTiles tiles, int m, int n, int k, int computeUnits) {
    return GpuLaunch.of(tiles.gpu(), new GpuLaunch.Shape(m, n, k, 1), GpuLaunch.Adding.EXTRA_LAUNCH, computeUnits);
  }

  /** {@code matmul_finish}. */
  static ClRange finishRangeFor(int m, int n) {
    return RowsGrid.elementsRangeFor((long) m * n, FINISH_GROUP);
  }

  /** {@code matmul_pack}. */
  static ClRange packRangeFor(int m, int k) {
    return ContractionTiles.tasksRangeFor(ContractionTiles.packTasks(m, k));
  }

  /** CPU: whether {@code matmul_direct} serves. The rows of a tile of a transpose are neighbours, as in a panel. */
  static boolean isDirect(Matmul p) {
    return p.transposeA() || p.n() <= DIRECT_COLUMNS || (long) p.m() * p.k() <= DIRECT_ELEMENTS;
  }

  /** bias may be null. */
  void matmul(ClBuffer out, ClBuffer a, ClBuffer b, ClBuffer bias, Matmul p) {
    if (session.deviceClass() == DeviceClass.CPU) {
      int rowTiles = tiles.rowTiles(p.m(), p.n(), 1, session.device().computeUnits());
      ClBuffer left = isDirect(p) ? a : pack(a, p.m(), p.k());
      ClKernel kernel = file.cpu().kernel(isDirect(p) ? "matmul_direct" : "matmul");
      append(kernel, out, left, b, bias, p).int32(rowTiles);
      session.launch(kernel, rangeFor(tiles, p.m(), p.n(), rowTiles));
    } else {
      onGpu(out, a, b, bias, p);
    }
  }

  private void onGpu(ClBuffer out, ClBuffer a, ClBuffer b, ClBuffer bias, Matmul p) {
    GpuLaunch launch = launchFor(tiles, p.m(), p.n(), p.k(), session.device().computeUnits());
    KernelFile kernels = file.gpu(launch.tiles());
    ClBuffer target = launch.split() ? session.scratch().take(Scratch.Use.PARTIALS, launch.parts()) : out;
    ClKernel kernel = kernels.kernel("matmul");
    append(kernel, target, a, b, bias, p).int32(launch.split() ? 1 : 0);
    session.launch(kernel, launch.range());
    if (launch.split()) {
      ClKernel finish = kernels.kernel("matmul_finish");
      bias(finish.arguments().buffer(out).buffer(target), bias).int32(p.m()).int32(p.n()).int32(launch.layers())
          .int32(bias == null ? 0 : 1);
      session.launch(finish, finishRangeFor(p.m(), p.n()));
    }
  }

  private static ClArguments append(ClKernel kernel, ClBuffer target, ClBuffer a, ClBuffer b, ClBuffer bias, Matmul p) {
    return bias(kernel.arguments().buffer(target).buffer(a).buffer(b), bias).int32(p.m()).int32(p.n()).int32(p.k())
        .int32(p.transposeA() ? 1 : 0).int32(p.transposeB() ? 1 : 0).int32(bias == null ? 0 : 1);
  }

  private ClBuffer pack(ClBuffer a, int m, int k) {
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS, ContractionTiles.packedCount(m, k));
    ClKernel kernel = file.cpu().kernel("matmul_pack");
    kernel.arguments().buffer(packed).buffer(a).int32(m).int32(k);
    session.launch(kernel, packRangeFor(m, k));
    return packed;
  }

  /** Appends a bias, or the null pointer that goes with has_bias 0. */
  static ClArguments bias(ClArguments arguments, ClBuffer bias) {
    return bias == null ? arguments.noBuffer() : arguments.buffer(bias);
  }
}
