package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Every candidate for GPU devices gives the specification's bits: with short last tiles, chunks in one work-group and
 * apart, lines of whole vectors and odd ones.
 */
class GpuTilesBitEqualityTest {
  private static final long LOCAL_BYTES = 48 << 10;

  /** All of them with matrix products; every third one, as kernels take seconds to build, with a convolution too. */
  static Stream<Arguments> candidates() {
    List<GpuTiles> all = GpuTiles.candidates(256, LOCAL_BYTES);
    return IntStream.range(0, all.size()).mapToObj(i -> Arguments.of(all.get(i), i));
  }

  @ParameterizedTest
  @MethodSource
  void candidates(GpuTiles tiles, int number) {
    try (BothBackends both =
        new BothBackends(DeviceClass.GPU, ContractionTiles.standard().withGpu(List.of(tiles)))) {
      products(both, 37, 70, 5);
      products(both, 68, 132, 44);
      products(both, 3, 9, 529);
      products(both, 20, 4, 1036);
      underflow(both);
      switch (number) {
        case 0 -> convolution(both);
        case 3 -> weightGradient(both);
        case 6 -> winogradWeightGradient(both);
        case 9 -> transposed(both);
        default -> {
        }
      }
    }
  }

  private static void products(BothBackends both, int m, int n, int k) {
    both.same("matmul " + m + "x" + n + "x" + k, run -> List.of(
        run.backend.matmul(run.input(m, k), run.input(k, n), false, false, run.input(n)),
        run.backend.matmul(run.input(k, m), run.input(n, k), true, true)));
  }

  /** All sums are -0, which one product more of what lies beside the tile's last summand would make +0. */
  private static void underflow(BothBackends both) {
    both.same("matmul to -0", run -> List.of(run.backend.matmul(filled(run, 9, 5, -1e-30f), filled(run, 5, 12, 1e-30f),
        false, false)));
  }

  private static Tensor filled(BothBackends.Run run, int rows, int columns, float value) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, value);
    return run.backend.tensor(Shape.of(rows, columns), values);
  }

  private static void convolution(BothBackends both) {
    both.same("conv2d", run -> List.of(
        run.backend.conv2d(run.input(3, 5, 7, 9), run.input(13, 5, 3, 3), run.input(13), Conv2d.of(1, 1)),
        run.backend.conv2d(run.input(2, 35, 8, 8), run.input(20, 35, 4, 4), null, Conv2d.of(2, 1))));
  }

  private static void weightGradient(BothBackends both) {
    both.same("conv2dBackwardWeight", run -> List.of(
        run.backend.conv2dBackwardWeight(run.input(3, 5, 15, 13), run.input(3, 11, 15, 13), Shape.of(11, 5, 3, 3),
            Conv2d.of(1, 1)),
        run.backend.conv2dBackwardWeight(run.input(9, 3, 16, 16), run.input(9, 24, 8, 8), Shape.of(24, 3, 4, 4),
            Conv2d.of(2, 1))));
  }

  private static void transposed(BothBackends both) {
    both.same("convTranspose2d", run -> List.of(
        run.backend.convTranspose2d(run.input(2, 131, 5, 6), run.input(131, 3, 4, 4), run.input(3),
            ConvTranspose2d.of(2, 1)),
        run.backend.convTranspose2d(run.input(3, 6, 5, 4), run.input(6, 20, 3, 3), null, ConvTranspose2d.of(2, 1))));
  }

  private static void winogradWeightGradient(BothBackends both) {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(33, 32, 16, 16), Shape.of(33, 32, 4, 4));
    assertTrue(g.isWinograd());
    both.same("conv2dBackwardWeight " + g, run -> List.of(run.backend.conv2dBackwardWeight(
        run.input(g.n(), g.c(), g.h(), g.w()), run.input(g.n(), g.k(), g.p(), g.q()), g.weight(), g.parameters())));
  }
}
