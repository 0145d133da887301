package org.zerosum.tensor;

/** Geometry and colours of batches of images [N, C, H, W], with parameters of their own for each sample. */
public interface ImageKernels {
  /** As {@link ImageOps#transformImages}: out and x [N, C, H, W], parameters [N, 7]; out is not x. */
  void transformImages(Tensor out, Tensor x, Tensor parameters);

  /** The transpose of transformImages: dx and outGradient [N, C, H, W], parameters [N, 7]; dx is not outGradient. */
  void transformImagesBackward(Tensor dx, Tensor outGradient, Tensor parameters);

  /**
   * As {@link ImageOps#adjustColours}: out and x [N, C, H, W], parameters [N, 2]; out may be x.
   *
   * @param sums [N], the sum of each sample of x
   */
  void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters);
}
