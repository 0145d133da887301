package org.zerosum.tensor;

/**
 * Stride and zero padding of a two-dimensional convolution (cross-correlation), and the home of its size formula.
 *
 * <p>out[n][k][p][q] = Σ over (c, r, s) of x[n][c][p·strideH − paddingH + r][q·strideW − paddingW + s] · weight[k][c][r][s]
 *
 * <p>with P = ⌊(H + 2·paddingH − R) / strideH⌋ + 1 and Q alike (Dumoulin and Visin, arXiv:1603.07285, relationship 6).
 *
 * @param strideH rows between windows, at least 1
 * @param strideW columns between windows, at least 1
 * @param paddingH zero rows added above and below, at least 0
 * @param paddingW zero columns added left and right, at least 0
 */
public record Conv2d(int strideH, int strideW, int paddingH, int paddingW) {
  /** In- and out-channels from which Winograd's algorithm is used; part of the arithmetic. */
  static final int WINOGRAD_CHANNELS = 32;

  public Conv2d {
    if (strideH < 1 || strideW < 1 || paddingH < 0 || paddingW < 0) {
      throw new ShapeException("conv2d: stride must be at least 1 and padding at least 0, but stride is " + strideH + "x" + strideW
          + " and padding " + paddingH + "x" + paddingW);
    }
  }

  /** The same stride and padding for rows and columns. */
  public static Conv2d of(int stride, int padding) {
    return new Conv2d(stride, stride, padding, padding);
  }

  /**
   * All extents of one convolution: batch n, in-channels c, in-size h × w, out-channels k, kernel r × s, out-size p × q.
   */
  public record Geometry(int n, int c, int h, int w, int k, int r, int s, int p, int q, Conv2d parameters) {
    /** Whether this convolution and its weight gradient are computed by Winograd's F(2×2, 2×2): docs/arithmetic.md, section 2.1. */
    public boolean isWinograd() {
      return r == 4 && s == 4 && parameters.strideH == 2 && parameters.strideW == 2 && c >= WINOGRAD_CHANNELS && k >= WINOGRAD_CHANNELS
          && p >= 2 && q >= 2;
    }

    /** x [N, C, H, W]. */
    public Shape input() {
      return Shape.of(n, c, h, w);
    }

    /** weight [K, C, R, S]. */
    public Shape weight() {
      return Shape.of(k, c, r, s);
    }

    /** out [N, K, P, Q]. */
    public Shape output() {
      return Shape.of(n, k, p, q);
    }
  }

  /**
   * The extents for an input and a weight.
   *
   * @param x [N, C, H, W]
   * @param weight [K, C, R, S]
   * @throws ShapeException if a rank is not 4, the channels differ, the kernel is larger than the padded input or that does not
   *     fit into an int
   */
  public Geometry geometry(Shape x, Shape weight) {
    Checks.rank("conv2d", "input", x, 4);
    Checks.rank("conv2d", "weight", weight, 4);
    if (x.extent(1) != weight.extent(1)) {
      throw new ShapeException("conv2d: input has " + x.extent(1) + " channels but weight expects " + weight.extent(1) + " (x " + x
          + ", weight " + weight + ", NCHW)");
    }
    int p = outputSize("rows", x.extent(2), weight.extent(2), strideH, paddingH, x, weight);
    int q = outputSize("columns", x.extent(3), weight.extent(3), strideW, paddingW, x, weight);
    return new Geometry(x.extent(0), x.extent(1), x.extent(2), x.extent(3), weight.extent(0), weight.extent(2), weight.extent(3), p, q,
        this);
  }

  /** The transposed convolution that maps this one's output gradient back to its input. */
  public ConvTranspose2d transposed(Geometry g) {
    return new ConvTranspose2d(strideH, strideW, paddingH, paddingW, (g.h() + 2 * paddingH - g.r()) % strideH,
        (g.w() + 2 * paddingW - g.s()) % strideW);
  }

  private static int outputSize(String what, int in, int kernel, int stride, int padding, Shape x, Shape weight) {
    long padded = in + 2L * padding;
    if (padded > Integer.MAX_VALUE) {
      throw new ShapeException("conv2d: the padded input would have " + padded + " " + what + " (x " + x + ", padding " + padding
          + "); use less padding");
    }
    if (padded < kernel) {
      throw new ShapeException("conv2d: the kernel has " + kernel + " " + what + " but the padded input only " + padded + " (x " + x
          + ", weight " + weight + ", padding " + padding + "); use a smaller kernel or more padding");
    }
    return ((int) padded - kernel) / stride + 1;
  }
}
