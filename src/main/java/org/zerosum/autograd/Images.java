package org.zerosum.autograd;

import org.zerosum.tensor.Tensor;

/**
 * Differentiable geometry and colours of images; shapes and formulas as in {@link org.zerosum.tensor.ImageOps}. The parameters get no
 * gradient.
 */
public final class Images {
  private Images() {}

  /**
   * Mirrors, shifts and cuts out.
   *
   * @param parameters [N, 7]
   */
  public static Variable transformImages(Variable x, Tensor parameters) {
    return x.tape.record(x.tape.backend().transformImages(x.value, parameters),
        (g, _) -> new Variable[] {transformImagesBackward(g, parameters)}, x);
  }

  /**
   * The transpose of transformImages, whose transpose is transformImages.
   *
   * @param parameters [N, 7]
   */
  public static Variable transformImagesBackward(Variable outGradient, Tensor parameters) {
    return outGradient.tape.record(outGradient.tape.backend().transformImagesBackward(outGradient.value, parameters),
        (g, _) -> new Variable[] {transformImages(g, parameters)}, outGradient);
  }

  /**
   * Saturation and contrast: a symmetric linear map, its own gradient.
   *
   * @param parameters [N, 2]
   */
  public static Variable adjustColours(Variable x, Tensor parameters) {
    return x.tape.record(x.tape.backend().adjustColours(x.value, parameters),
        (g, _) -> new Variable[] {adjustColours(g, parameters)}, x);
  }
}
