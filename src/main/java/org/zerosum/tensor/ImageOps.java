package org.zerosum.tensor;

/** Geometry and colours of batches of images, each sample with parameters of its own: what augmentation is made of. */
public interface ImageOps extends Operations {
  /** Parameters of {@link #transformImages} per sample. */
  int TRANSFORM_PARAMETERS = 7;
  /** Parameters of {@link #adjustColours} per sample. */
  int COLOUR_PARAMETERS = 2;

  /**
   * Mirrors each image, shifts it with zeros moved in, and sets a rectangle of the result to zero.
   *
   * <p>out[n][c][h][w] = x[n][c][h − down][flip ? W − 1 − (w − right) : w − right], and +0 where that lies outside the image or where
   * top ≤ h &lt; top + height and left ≤ w &lt; left + width. The elements are copied: no rounding.
   *
   * <p><b>Shapes</b>: x [N, C, H, W]; parameters [N, 7], per sample: flip, down, right, top, left, height, width.
   *
   * @param parameters in pixels and of any size, rounded down to whole numbers, so that uniform draws can be given as they are; an image
   *     is mirrored where flip is at least 1
   * @return a new tensor of x's shape, of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor transformImages(Tensor x, Tensor parameters) {
    checkImages("transformImages", "x", x, parameters, TRANSFORM_PARAMETERS);
    Tensor out = allocate(x.shape());
    kernels().transformImages(out, x, parameters);
    return out;
  }

  /**
   * Gradient of transformImages with respect to x, its transpose: sets the rectangle to zero, shifts back, mirrors.
   *
   * <p>dx[n][c][i][j] = outGradient[n][c][h][w] with h = i + down, w = (flip ? W − 1 − j : j) + right, and +0 where (h, w) lies outside
   * the image or in the rectangle. No element of x reaches more than one of the result, so nothing is added.
   *
   * <p><b>Shapes</b>: outGradient [N, C, H, W], parameters [N, 7] as in transformImages.
   *
   * @return a new tensor of outGradient's shape, of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor transformImagesBackward(Tensor outGradient, Tensor parameters) {
    checkImages("transformImagesBackward", "the output gradient", outGradient, parameters, TRANSFORM_PARAMETERS);
    Tensor dx = allocate(outGradient.shape());
    kernels().transformImagesBackward(dx, outGradient, parameters);
    return dx;
  }

  /**
   * Scales each pixel's distance from its grey value, then each image's distance from its mean: saturation and contrast.
   *
   * <p>With grey[n][h][w] the mean of x over c, and mean[n] that of sample n: v = ((x − grey) · saturation) + grey, v = x where C is 1;
   * out = ((v − mean) · contrast) + mean.
   *
   * <p>The map is linear in x and symmetric, as both means are orthogonal projections and the first keeps what the second keeps: it is
   * its own gradient.
   *
   * <p><b>Shapes</b>: x [N, C, H, W]; parameters [N, 2], per sample: saturation, contrast; 1 changes nothing but roundings.
   *
   * @return a new tensor of x's shape, of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor adjustColours(Tensor x, Tensor parameters) {
    checkImages("adjustColours", "x", x, parameters, COLOUR_PARAMETERS);
    int samples = x.shape().extent(0);
    Tensor out = allocate(x.shape());
    try (Tensor sums = allocate(Shape.of(samples))) {
      kernels().sum(sums, x, new Broadcast(1, samples, x.count() / samples));
      kernels().adjustColours(out, x, sums, parameters);
    }
    return out;
  }

  private static void checkImages(String operation, String name, Tensor x, Tensor parameters, int perSample) {
    Checks.rank(operation, name, x.shape(), 4);
    Checks.shape(operation, "parameters", parameters, Shape.of(x.shape().extent(0), perSample));
  }
}
