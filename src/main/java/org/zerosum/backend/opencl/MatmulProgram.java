package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Matmul;

/** {@code matmul.cl}: matrix products. */
final class MatmulProgram {
  private final Session session;
  private final ContractionTiles tiles;
  private final KernelFile file;

  MatmulProgram(Session session, ContractionTiles tiles) {
    this.session = session;
    this.tiles = tiles;
    this.file = session.file("matmul.cl", tiles.macros());
  }

  static ClRange rangeFor(ContractionTiles tiles, int m, int n, int rowTiles, DeviceClass deviceClass) {
    return tiles.rangeFor(m, n, 1, rowTiles, deviceClass);
  }

  /** {@code matmul_pack}. */
  static ClRange packRangeFor(int m, int k) {
    return ContractionTiles.packRangeFor(ContractionTiles.ceil(k, ContractionTiles.PACK_DEPTH), m, 1);
  }

  /** bias may be null. */
  void matmul(ClBuffer out, ClBuffer a, ClBuffer b, ClBuffer bias, Matmul p) {
    boolean cpu = session.deviceClass() == DeviceClass.CPU;
    int rowTiles = tiles.rowTiles(p.m(), p.n(), 1, session.device().computeUnits());
    ClBuffer left = cpu ? pack(a, p.m(), p.k(), p.transposeA()) : a;
    ClKernel kernel = file.kernel("matmul");
    ClArguments arguments = kernel.arguments().buffer(out).buffer(left).buffer(b);
    bias(arguments, bias).int32(p.m()).int32(p.n()).int32(p.k()).int32(p.transposeA() ? 1 : 0)
        .int32(p.transposeB() ? 1 : 0).int32(bias == null ? 0 : 1).int32(rowTiles);
    session.launch(kernel, rangeFor(tiles, p.m(), p.n(), rowTiles, session.deviceClass()));
  }

  private ClBuffer pack(ClBuffer a, int m, int k, boolean transposeA) {
    ClBuffer packed = session.scratch().take(Scratch.Use.PANELS, ContractionTiles.packedCount(m, k));
    ClKernel kernel = file.kernel("matmul_pack");
    kernel.arguments().buffer(packed).buffer(a).int32(m).int32(k).int32(transposeA ? 1 : 0);
    session.launch(kernel, packRangeFor(m, k));
    return packed;
  }

  /** Appends a bias, or the null pointer that goes with has_bias 0. */
  static ClArguments bias(ClArguments arguments, ClBuffer bias) {
    return bias == null ? arguments.noBuffer() : arguments.buffer(bias);
  }
}
