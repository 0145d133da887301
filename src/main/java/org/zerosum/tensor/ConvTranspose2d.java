package org.zerosum.tensor;

/**
 * Stride, padding and output padding of a two-dimensional transposed convolution, and the home of its size formula.
 *
 * <p>out[n][k][p][q] = Σ over (c, r, s) of x[n][c][h][w] · weight[c][k][r][s] where p = h·strideH − paddingH + r and
 * q = w·strideW − paddingW + s: the taps of an output are those r with r ≡ p + paddingH (mod strideH), and s alike.
 *
 * <p>with P = (H − 1)·strideH − 2·paddingH + R + outputPaddingH and Q alike (Dumoulin and Visin, arXiv:1603.07285,
 * relationship 14).
 *
 * @param strideH rows between the windows of neighbouring inputs, at least 1
 * @param strideW columns between them, at least 1
 * @param paddingH rows cut off above and below, at least 0
 * @param paddingW columns cut off left and right, at least 0
 * @param outputPaddingH rows added below, at least 0 and below the stride
 * @param outputPaddingW columns added right, at least 0 and below the stride
 */
public record ConvTranspose2d(int strideH, int strideW, int paddingH, int paddingW, int outputPaddingH, int outputPaddingW) {
  public ConvTranspose2d {
    if (strideH < 1 || strideW < 1 || paddingH < 0 || paddingW < 0) {
      throw new ShapeException("convTranspose2d: stride must be at least 1 and padding at least 0, but stride is " + strideH + "x" + strideW
          + " and padding " + paddingH + "x" + paddingW);
    }
    if (outputPaddingH < 0 || outputPaddingW < 0 || outputPaddingH >= strideH || outputPaddingW >= strideW) {
      throw new ShapeException("convTranspose2d: output padding must be at least 0 and below the stride, but it is " + outputPaddingH + "x"
          + outputPaddingW + " with stride " + strideH + "x" + strideW);
    }
  }

  /** The same stride and padding for rows and columns, no output padding. */
  public static ConvTranspose2d of(int stride, int padding) {
    return new ConvTranspose2d(stride, stride, padding, padding, 0, 0);
  }

  /** The convolution whose input gradient this is. */
  public Conv2d convolution() {
    return new Conv2d(strideH, strideW, paddingH, paddingW);
  }

  /**
   * All extents of one transposed convolution: batch n, in-channels c, in-size h × w, out-channels k, kernel r × s,
   * out-size p × q.
   */
  public record Geometry(int n, int c, int h, int w, int k, int r, int s, int p, int q, ConvTranspose2d parameters) {
    /** Whether this is computed by Winograd's F(2×2, 2×2), class by class: docs/arithmetic.md, section 2.1. */
    public boolean isWinograd() {
      return r == 4 && s == 4 && parameters.strideH == 2 && parameters.strideW == 2 && c >= Conv2d.WINOGRAD_CHANNELS
          && k >= Conv2d.WINOGRAD_CHANNELS && p >= 4 && q >= 4;
    }

    /** x [N, C, H, W]. */
    public Shape input() {
      return Shape.of(n, c, h, w);
    }

    /** weight [C, K, R, S]. */
    public Shape weight() {
      return Shape.of(c, k, r, s);
    }

    /** out [N, K, P, Q]. */
    public Shape output() {
      return Shape.of(n, k, p, q);
    }

    /** The convolution from this one's output back to its input: [N, K, P, Q] → [N, C, H, W]. */
    public Conv2d.Geometry reversed() {
      return new Conv2d.Geometry(n, k, p, q, c, r, s, h, w, parameters.convolution());
    }
  }

  /**
   * The extents for an input and a weight.
   *
   * @param x [N, C, H, W]
   * @param weight [C, K, R, S]
   * @throws ShapeException if a rank is not 4, the channels differ, or the output would be empty or beyond an int
   */
  public Geometry geometry(Shape x, Shape weight) {
    Checks.rank("convTranspose2d", "input", x, 4);
    Checks.rank("convTranspose2d", "weight", weight, 4);
    if (x.extent(1) != weight.extent(0)) {
      throw new ShapeException("convTranspose2d: input has " + x.extent(1) + " channels but weight expects " + weight.extent(0) + " (x " + x
          + ", weight " + weight + ", input channels first)");
    }
    long p = (x.extent(2) - 1L) * strideH - 2L * paddingH + weight.extent(2) + outputPaddingH;
    long q = (x.extent(3) - 1L) * strideW - 2L * paddingW + weight.extent(3) + outputPaddingW;
    if (p < 1 || q < 1) {
      throw new ShapeException("convTranspose2d: the output would be " + p + "x" + q + " (x " + x + ", weight " + weight + ", padding "
          + paddingH + "x" + paddingW + "); use less padding");
    }
    if (p + 2L * paddingH > Integer.MAX_VALUE || q + 2L * paddingW > Integer.MAX_VALUE) {
      throw new ShapeException("convTranspose2d: the output with its padding would be " + (p + 2L * paddingH) + "x" + (q + 2L * paddingW) + " (x "
          + x + ", weight " + weight + ", stride " + strideH + "x" + strideW + "); use a smaller stride");
    }
    return new Geometry(x.extent(0), x.extent(1), x.extent(2), x.extent(3), weight.extent(1), weight.extent(2), weight.extent(3),
        (int) p, (int) q, this);
  }
}
