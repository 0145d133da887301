package org.zerosum.cli;

import java.util.List;
import org.zerosum.backend.opencl.KernelUnit;

/**
 * What {@code tune} measures: for each unit the shapes that matter in the default model's training and, where one form of its
 * kernels does not need tiles at these, a wider one that does.
 *
 * @param timed measured, and compared at a sample of results
 * @param checked odd sizes, compared only
 */
record TuneShapes(List<Benchmark> timed, List<Benchmark> checked) {
  static TuneShapes of(KernelUnit unit) {
    return switch (unit) {
      case MATMUL -> new TuneShapes(List.of(matmul(1024, 1024, 1024)), List.of(matmul(257, 261, 515)));
      case MATMUL_SKINNY -> new TuneShapes(List.of(matmul(64, 4096, 100)), List.of(matmul(67, 131, 515)));
      case CONV2D -> new TuneShapes(List.of(conv2d(BenchConvolution.Pass.FORWARD, 16, 64, 64, 16, 3)),
          List.of(conv2d(BenchConvolution.Pass.FORWARD, 3, 19, 67, 9, 3)));
      case CONV2D_SHALLOW -> new TuneShapes(List.of(conv2d(BenchConvolution.Pass.FORWARD, 64, 3, 64, 32, 4)),
          List.of(conv2d(BenchConvolution.Pass.FORWARD, 3, 3, 67, 37, 4), conv2d(BenchConvolution.Pass.FORWARD, 3, 5, 13, 9, 3)));
      case CONV2D_BACKWARD_WEIGHT -> new TuneShapes(List.of(conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 16, 64, 64, 16, 3),
          conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 64, 3, 64, 32, 4)),
          List.of(conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 5, 9, 21, 17, 3),
          conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 2, 31, 67, 9, 4)));
      case CONV_TRANSPOSE2D -> new TuneShapes(List.of(transposed(64, 64, 3, 16, 4), transposed(16, 64, 64, 16, 3)),
          List.of(transposed(2, 67, 3, 9, 4), transposed(2, 33, 31, 7, 4)));
      case CONV2D_WINOGRAD -> new TuneShapes(List.of(conv2d(BenchConvolution.Pass.FORWARD, 64, 64, 128, 16, 4)),
          List.of(conv2d(BenchConvolution.Pass.FORWARD, 3, 37, 47, 13, 4)));
      case CONV2D_BACKWARD_WEIGHT_WINOGRAD ->
          new TuneShapes(List.of(conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 64, 64, 128, 16, 4)),
          List.of(conv2d(BenchConvolution.Pass.BACKWARD_WEIGHT, 14, 35, 67, 13, 4)));
      case CONV_TRANSPOSE2D_WINOGRAD -> new TuneShapes(List.of(transposed(64, 128, 64, 8, 4)), List.of(transposed(3, 33, 67, 7, 4)));
      default -> throw new IllegalArgumentException(unit.label() + " has no tiles");
    };
  }

  /** Floating-point operations of all that is timed. */
  double flops() {
    return timed.stream().mapToDouble(one -> one.rates().apply(null).flops()).sum();
  }

  private static Benchmark matmul(int m, int n, int k) {
    return BenchMatmul.benchmark("matmul", m, n, k, false, false);
  }

  private static Benchmark conv2d(BenchConvolution.Pass pass, int n, int c, int k, int size, int kernel) {
    return BenchConv2d.benchmark(sizes(pass, n, c, k, size, kernel));
  }

  private static Benchmark transposed(int n, int c, int k, int size, int kernel) {
    return BenchConvTranspose2d.benchmark(sizes(BenchConvolution.Pass.FORWARD, n, c, k, size, kernel));
  }

  /** 4 × 4 kernels halve or double an image, 3 × 3 keep it. */
  private static BenchConvolution sizes(BenchConvolution.Pass pass, int n, int c, int k, int size, int kernel) {
    BenchConvolution sizes = new BenchConvolution();
    sizes.pass = pass;
    sizes.batchSize = n;
    sizes.inChannels = c;
    sizes.outChannels = k;
    sizes.imageSize = size;
    sizes.kernel = kernel;
    sizes.stride = kernel == 4 ? 2 : 1;
    sizes.padding = 1;
    return sizes;
  }
}
