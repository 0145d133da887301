package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Tensor;

/**
 * Which images and channels of a convolution's result are compared with the scalar backend's. The scalar backend
 * computes these alone, from slices of the inputs; since the number of channels decides how a convolution is defined
 * (docs/arithmetic.md, section 2.1), there are enough of them that the slices are defined as the whole is.
 *
 * @param images places in the batch
 * @param channels places among the result's channels
 * @param winograd whether whole and part are defined by Winograd's algorithm
 */
record ConvolutionSample(int[] images, int[] channels, boolean winograd) {
  /**
   * Some images, and as few channels as may be.
   *
   * @param batch images of the whole
   * @param channels the result's channels of the whole
   * @param isWinograd whether the convolution with this many of the result's channels is Winograd's
   */
  static ConvolutionSample of(int batch, int channels, IntPredicate isWinograd) {
    boolean winograd = isWinograd.test(channels);
    int[] places = Sampling.places(channels);
    for (int least = 8; isWinograd.test(places.length) != winograd; least *= 2) {
      places = Sampling.places(channels, least);
    }
    return new ConvolutionSample(Sampling.places(batch), places, winograd);
  }

  /** The chosen images and channels of a result [N, channels, P, Q]. */
  Tensor of(Backend backend, Tensor result) {
    return Sampling.pick(backend, Sampling.pick(backend, result, 0, images), 1, channels);
  }

  /** The chosen images of an input. */
  Tensor imagesOf(Backend backend, Tensor x) {
    return Sampling.pick(backend, x, 0, images);
  }

  /** The chosen channels of a tensor that has them on this axis. */
  Tensor channelsOf(Backend backend, Tensor x, int axis) {
    return Sampling.pick(backend, x, axis, channels);
  }

  /** For the JSON document. */
  Map<String, Object> checkedAt(int batch, BenchConvolution.Pass pass) {
    Map<String, Object> checkedAt = new LinkedHashMap<>();
    checkedAt.put("images", pass == BenchConvolution.Pass.BACKWARD_WEIGHT ? batch : images.length);
    checkedAt.put("channels", channels.length);
    checkedAt.put("winograd", winograd);
    return checkedAt;
  }
}
