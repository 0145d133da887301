package org.zerosum.backend.vector;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Ints;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Matmul;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/** The contractions as index tables of {@link Contraction}; docs/arithmetic.md, rule 2. */
final class VectorContractions {
  private final WorkerPool pool;
  private final Scratch scratch;
  private final Tables tables;
  private final Contraction contraction;
  private final MatmulVector matmulVector;
  private final Winograd winograd;
  private final WinogradWeight winogradWeight;
  private final NarrowConvTranspose narrowConvTranspose;
  private final NarrowWeight narrowWeight;
  private final ShallowConv2d shallowConv2d;

  VectorContractions(WorkerPool pool, Scratch shared, Scratch[] own) {
    this.pool = pool;
    this.scratch = shared;
    tables = new Tables(shared, 0);
    contraction = new Contraction(pool, shared, own);
    matmulVector = new MatmulVector(pool, own);
    winograd = new Winograd(pool, shared, own);
    winogradWeight = new WinogradWeight(pool, shared, own);
    narrowConvTranspose = new NarrowConvTranspose(pool, shared, own);
    narrowWeight = new NarrowWeight(pool, shared, own);
    shallowConv2d = new ShallowConv2d(pool, shared, own);
  }

  void matmul(Tensor outTensor, Tensor aTensor, Tensor bTensor, Tensor bias, Matmul p) {
    HostStorage a = HostStorage.of(aTensor);
    HostStorage b = HostStorage.of(bTensor);
    if (p.isTimesVector()) {
      matmulVector.matmul(HostStorage.of(outTensor), a, b, bias == null ? null : HostStorage.of(bias), p.m(), p.k());
      return;
    }
    int m = p.m();
    int n = p.n();
    int k = p.k();
    Operand left = new Operand(a.array(), a.offset(), tables.steps(Ints.ROWS_A, m, p.transposeA() ? 1 : k),
        tables.steps(Ints.DEPTH_A, k, p.transposeA() ? m : 1));
    Operand right = new Operand(b.array(), b.offset(), tables.steps(Ints.COLUMNS_B, n, p.transposeB() ? k : 1),
        tables.steps(Ints.DEPTH_B, k, p.transposeB() ? 1 : n));
    contraction.run(new Product(left, m, right, n, k,
        output(outTensor, 0, tables.steps(Ints.ROWS_OUT, m, n), tables.steps(Ints.COLUMNS_OUT, n, 1), bias, false, Rectifier.NONE)));
  }

  private static Output output(Tensor tensor, int offset, int[] rows, int[] columns, Tensor bias, boolean biasPerRow,
      Rectifier rectifier) {
    HostStorage out = HostStorage.of(tensor);
    HostStorage terms = bias == null ? null : HostStorage.of(bias);
    return new Output(out.array(), out.offset() + offset, rows, columns, terms == null ? null : terms.array(),
        terms == null ? 0 : terms.offset(), biasPerRow, rectifier);
  }

  /** A is the weight [K][C·R·S], B the windows, a column per (n, p, q). */
  void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      winograd.conv2d(out, x, weight, bias, rectifier, g);
      return;
    }
    if (ShallowConv2d.suits(g)) {
      shallowConv2d.conv2d(out, x, weight, bias, rectifier, g);
      return;
    }
    Conv2d o = g.parameters();
    PaddedImage image = PaddedImage.of(pool, scratch, HostStorage.of(x), g.n() * g.c(), g.h(), g.w(), o.paddingH(),
        o.paddingW(), (g.p() - 1) * o.strideH() + g.r(), (g.q() - 1) * o.strideW() + g.s(), o.strideH(), o.strideW());
    int depth = g.c() * g.r() * g.s();
    HostStorage v = HostStorage.of(weight);
    Operand filters = new Operand(v.array(), v.offset(), tables.steps(Ints.ROWS_A, g.k(), depth),
        tables.steps(Ints.DEPTH_A, depth, 1));
    Operand windows = new Operand(image.data(), image.offset(),
        tables.steps(Ints.COLUMNS_B, g.n(), g.c() * image.plane(), g.p(), image.width(), g.q(), 1), taps(g, image, Ints.DEPTH_B));
    int area = g.p() * g.q();
    contraction.run(new Product(filters, g.k(), windows, g.n() * area, depth,
        output(out, 0, tables.steps(Ints.ROWS_OUT, g.k(), area),
        tables.steps(Ints.COLUMNS_OUT, g.n(), g.k() * area, g.p(), g.q(), g.q(), 1), bias, true, rectifier)));
  }

  /** Where tap (c, r, s) lies in an image by phases, from the window's place on. */
  private int[] taps(Conv2d.Geometry g, PaddedImage image, Ints use) {
    int[] table = tables.table(use, g.c() * g.r() * g.s());
    int at = 0;
    for (int c = 0; c < g.c(); c++) {
      for (int r = 0; r < g.r(); r++) {
        for (int s = 0; s < g.s(); s++) {
          int phase = r % image.phasesH() * image.phasesW() + s % image.phasesW();
          table[at++] =
              c * image.plane() + (phase * image.height() + r / image.phasesH()) * image.width() + s / image.phasesW();
        }
      }
    }
    return table;
  }

  /** A is outGradient as [K][(n, p, q)], B the windows as [(n, p, q)][(c, r, s)]. */
  void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      winogradWeight.conv2dBackwardWeight(weightGradient, x, outGradient, g);
      return;
    }
    if (NarrowWeight.suits(g)) {
      narrowWeight.conv2dBackwardWeight(weightGradient, x, outGradient, g);
      return;
    }
    Conv2d o = g.parameters();
    PaddedImage image = PaddedImage.of(pool, scratch, HostStorage.of(x), g.n() * g.c(), g.h(), g.w(), o.paddingH(),
        o.paddingW(), (g.p() - 1) * o.strideH() + g.r(), (g.q() - 1) * o.strideW() + g.s(), o.strideH(), o.strideW());
    int area = g.p() * g.q();
    int depth = g.n() * area;
    int columns = g.c() * g.r() * g.s();
    HostStorage dy = HostStorage.of(outGradient);
    Operand gradients = new Operand(dy.array(), dy.offset(), tables.steps(Ints.ROWS_A, g.k(), area),
        tables.steps(Ints.DEPTH_A, 1, 0, g.n(), g.k() * area, area, 1));
    Operand windows = new Operand(image.data(), image.offset(), taps(g, image, Ints.COLUMNS_B),
        tables.steps(Ints.DEPTH_B, g.n(), g.c() * image.plane(), g.p(), image.width(), g.q(), 1));
    contraction.run(new Product(gradients, g.k(), windows, columns, depth,
        output(weightGradient, 0, tables.steps(Ints.ROWS_OUT, g.k(), columns),
        tables.steps(Ints.COLUMNS_OUT, columns, 1), null, true, Rectifier.NONE)));
  }

  /**
   * Per class of outputs: A is the class's taps of the weight, B windows with stride 1, a column per output. The
   * classes run side by side, as they read the same part of x and write to the same cache lines.
   */
  void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    if (g.isWinograd()) {
      winograd.convTranspose2d(out, x, weight, bias, g);
      return;
    }
    if (NarrowConvTranspose.suits(g)) {
      narrowConvTranspose.convTranspose2d(out, x, weight, bias, g);
      return;
    }
    ConvTranspose2d o = g.parameters();
    OutputClass[] rows = OutputClass.all(o.strideH(), o.paddingH(), g.r(), g.p());
    OutputClass[] columns = OutputClass.all(o.strideW(), o.paddingW(), g.s(), g.q());
    int top = OutputClass.before(rows);
    int left = OutputClass.before(columns);
    PaddedImage image = PaddedImage.of(pool, scratch, HostStorage.of(x), g.n() * g.c(), g.h(), g.w(), top, left,
        top + OutputClass.end(rows), left + OutputClass.end(columns), 1, 1);
    List<Product> products = new ArrayList<>(rows.length * columns.length);
    for (OutputClass row : rows) {
      for (OutputClass column : columns) {
        if (row.count() > 0 && column.count() > 0) {
          products.add(product(out, weight, bias, g, row, column, image, top, left,
              new Tables(scratch, products.size())));
        }
      }
    }
    contraction.run(products);
  }

  private static Product product(Tensor out, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g, OutputClass row,
      OutputClass column, PaddedImage image, int top, int left, Tables tables) {
    ConvTranspose2d o = g.parameters();
    HostStorage v = HostStorage.of(weight);
    int taps = g.r() * g.s();
    Operand filters = new Operand(v.array(), v.offset() + row.residue() * g.s() + column.residue(),
        tables.steps(Ints.ROWS_A, g.k(), taps),
        tables.steps(Ints.DEPTH_A, g.c(), g.k() * taps, row.taps(), o.strideH() * g.s(), column.taps(), o.strideW()));
    Operand windows = new Operand(image.data(),
        image.offset() + (top + row.base()) * image.width() + left + column.base(),
        tables.steps(Ints.COLUMNS_B, g.n(), g.c() * image.plane(), row.count(), image.width(), column.count(), 1),
        tables.steps(Ints.DEPTH_B, g.c(), image.plane(), row.taps(), -image.width(), column.taps(), -1));
    int area = g.p() * g.q();
    Output target = output(out, row.first() * g.q() + column.first(), tables.steps(Ints.ROWS_OUT, g.k(), area),
        tables.steps(Ints.COLUMNS_OUT, g.n(), g.k() * area, row.count(), o.strideH() * g.q(), column.count(),
        o.strideW()), bias, true, Rectifier.NONE);
    return new Product(filters, g.k(), windows, g.n() * row.count() * column.count(),
        g.c() * row.taps() * column.taps(), target);
  }
}
