package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Winograd's convolutions: the same bits as the specification, with the kernels of both device classes. */
class WinogradBitEqualityTest {
  /** N C H W, K, padding H W: channels around vectors, panels and chunks, odd extents, tiles around tasks. */
  private static final int[][] SIZES = {
    {1, 32, 4, 4, 32, 1, 1},
    {3, 33, 9, 7, 65, 1, 1},
    {2, 47, 6, 11, 96, 0, 2},
    {11, 64, 8, 8, 64, 1, 1},
    {3, 128, 5, 12, 33, 2, 1},
    {2, 129, 8, 6, 49, 1, 1},
    {1, 517, 4, 5, 161, 1, 1},
    {1, 35, 7, 8, 131, 3, 0},
    {33, 32, 16, 16, 40, 1, 1}};

  private void sizes(BothBackends both) {
    for (int[] e : SIZES) {
      Conv2d conv = new Conv2d(2, 2, e[5], e[6]);
      Shape input = Shape.of(e[0], e[1], e[2], e[3]);
      Shape weightShape = Shape.of(e[4], e[1], 4, 4);
      assertTrue(conv.geometry(input, weightShape).isWinograd());
      both.same("conv2d " + input + " * " + weightShape + " " + conv, run -> {
        Tensor x = run.input(e[0], e[1], e[2], e[3]);
        Tensor weight = run.input(e[4], e[1], 4, 4);
        Tensor out = run.backend.conv2d(x, weight, run.input(e[4]), conv);
        Tensor gradient = run.like(out);
        return List.of(out, run.backend.conv2d(x, weight, null, conv),
            run.backend.conv2dBackwardInput(gradient, weight, input, conv),
            run.backend.conv2dBackwardWeight(x, gradient, weightShape, conv));
      });
      int most = Math.min(e[2], e[3]);
      ConvTranspose2d transposed = new ConvTranspose2d(2, 2, Math.min(e[5], most / 2), e[6], e[0] % 2, e[1] % 2);
      both.same("convTranspose2d " + input + " " + transposed, run -> {
        Tensor x = run.input(e[0], e[1], e[2], e[3]);
        Tensor weight = run.input(e[1], e[4], 4, 4);
        return List.of(run.backend.convTranspose2d(x, weight, run.input(e[4]), transposed),
            run.backend.convTranspose2d(x, weight, null, transposed));
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void odd(DeviceClass deviceClass) {
    try (BothBackends both = new BothBackends(deviceClass)) {
      sizes(both);
    }
  }

  /** The bits do not depend on the tile sizes. */
  @ParameterizedTest
  @EnumSource
  void otherTiles(DeviceClass deviceClass) {
    ContractionTiles tiles = new ContractionTiles(32, 2, List.of(new GpuTiles(32, 16, 8, 4, 4, 2)));
    for (WinogradTiles winograd : List.of(new WinogradTiles(4, 1, 5, 16), new WinogradTiles(20, 3, 48, 48))) {
      try (BothBackends both = new BothBackends(deviceClass, tiles, winograd)) {
        sizes(both);
      }
    }
  }

  /** Chunks are added up by one task, or split among tasks. */
  @ParameterizedTest
  @EnumSource
  void weightGradientAroundChunks(DeviceClass deviceClass) {
    try (BothBackends both = new BothBackends(deviceClass)) {
      Conv2d conv = Conv2d.of(2, 1);
      weightGradient(both, conv.geometry(Shape.of(31, 32, 16, 16), Shape.of(33, 32, 4, 4)));
      weightGradient(both, conv.geometry(Shape.of(32, 32, 16, 16), Shape.of(32, 32, 4, 4)));
      Conv2d.Geometry many = conv.geometry(Shape.of(33, 140, 16, 16), Shape.of(150, 140, 4, 4));
      assertEquals(1, Conv2dBackwardWeightWinogradProgram.layers(WinogradTiles.standard(), many, 2));
      assertEquals(1, Conv2dBackwardWeightWinogradProgram.launchFor(ContractionTiles.standard(), many, 2).layers());
      weightGradient(both, many);
    }
  }

  private static void weightGradient(BothBackends both, Conv2d.Geometry g) {
    both.same("conv2dBackwardWeight " + g, run -> List.of(run.backend.conv2dBackwardWeight(
        run.input(g.n(), g.c(), g.h(), g.w()), run.input(g.n(), g.k(), g.p(), g.q()), g.weight(), g.parameters())));
  }
}
