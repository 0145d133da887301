package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Matrix products and convolutions: the same bits as the specification, with the kernels of both device classes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractionBitEqualityTest {
  /** Around the register tile (4, 8, 12 rows), the task and the work-group (32, 64), each with its neighbours. */
  private static final int[] EXTENTS = {1, 4, 5, 8, 9, 11, 12, 13, 24, 31, 32, 33, 63, 64, 65, 193};

  private final Map<DeviceClass, BothBackends> opened = new EnumMap<>(DeviceClass.class);

  private BothBackends both(DeviceClass deviceClass) {
    return opened.computeIfAbsent(deviceClass, BothBackends::new);
  }

  @AfterAll
  void close() {
    opened.values().forEach(BothBackends::close);
  }

  private void matmul(DeviceClass deviceClass, int m, int n, int k) {
    for (int variant = 0; variant < 4; variant++) {
      boolean transposeA = (variant & 1) != 0;
      boolean transposeB = (variant & 2) != 0;
      both(deviceClass).same("matmul " + m + "x" + n + "x" + k + " variant " + variant, run -> {
        Tensor a = transposeA ? run.input(k, m) : run.input(m, k);
        Tensor b = transposeB ? run.input(n, k) : run.input(k, n);
        return List.of(run.backend.matmul(a, b, transposeA, transposeB),
            run.backend.matmul(a, b, transposeA, transposeB, run.input(n)));
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void matmulAroundTiles(DeviceClass deviceClass) {
    for (int i = 0; i < EXTENTS.length; i++) {
      int m = EXTENTS[i];
      int n = EXTENTS[(i * 5 + 3) % EXTENTS.length];
      matmul(deviceClass, m, n, EXTENTS[(i * 3 + 1) % EXTENTS.length]);
      matmul(deviceClass, n, m, 17);
    }
  }

  @ParameterizedTest
  @EnumSource
  void matmulAroundChunks(DeviceClass deviceClass) {
    for (int k : new int[] {1, 2, 15, 16, 17, 511, 512, 513, 1023, 1024, 1025, 1537}) {
      matmul(deviceClass, 13, 37, k);
    }
    matmul(deviceClass, 400, 70, 513);
    // A left matrix that a CPU packs.
    matmul(deviceClass, 269, 257, 513);
  }

  /** n, c, h, w, k, r, s, strideH, strideW, paddingH, paddingW. */
  private static List<int[]> convolutions() {
    List<int[]> all = new ArrayList<>();
    for (int stride = 1; stride <= 3; stride++) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        all.add(new int[] {2, 3, 9, 11, 5, kernel, kernel % 3 + 1, stride, 4 - stride, kernel / 2, (kernel + 1) % 2});
      }
    }
    all.add(new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0});
    all.add(new int[] {1, 2, 3, 3, 1, 3, 3, 2, 2, 3, 3});
    all.add(new int[] {3, 3, 32, 32, 13, 4, 4, 2, 2, 1, 1});
    all.add(new int[] {2, 33, 8, 8, 25, 4, 4, 2, 2, 1, 1});
    all.add(new int[] {9, 1, 32, 37, 70, 4, 4, 2, 2, 1, 1});
    all.add(new int[] {1, 3, 50, 50, 3, 3, 3, 1, 3, 1, 1});
    all.add(new int[] {5, 7, 13, 40, 65, 3, 2, 1, 2, 1, 0});
    all.add(new int[] {1, 57, 6, 5, 12, 3, 3, 1, 1, 1, 1});
    all.add(new int[] {9, 2, 70, 3, 3, 5, 2, 3, 1, 2, 1});
    all.add(new int[] {2, 4, 7, 7, 200, 2, 5, 2, 1, 1, 2});
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void conv2dAndItsGradients(DeviceClass deviceClass) {
    for (int[] e : convolutions()) {
      Conv2d conv = new Conv2d(e[7], e[8], e[9], e[10]);
      Shape input = Shape.of(e[0], e[1], e[2], e[3]);
      Shape weightShape = Shape.of(e[4], e[1], e[5], e[6]);
      both(deviceClass).same("conv2d " + input + " * " + weightShape + " " + conv, run -> {
        Tensor x = run.input(e[0], e[1], e[2], e[3]);
        Tensor weight = run.input(e[4], e[1], e[5], e[6]);
        Tensor out = run.backend.conv2d(x, weight, run.input(e[4]), conv);
        Tensor gradient = run.like(out);
        return List.of(out, run.backend.conv2d(x, weight, null, conv),
            run.backend.conv2dBackwardInput(gradient, weight, input, conv),
            run.backend.conv2dBackwardWeight(x, gradient, weightShape, conv));
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void convTranspose2dAndItsGradients(DeviceClass deviceClass) {
    int number = 0;
    for (int[] e : convolutions()) {
      number++;
      int outputPaddingH = number % e[7];
      int outputPaddingW = number / 2 % e[8];
      int paddingH = Math.min(e[9], (e[5] - 1) / 2);
      int paddingW = Math.min(e[10], (e[6] - 1) / 2);
      ConvTranspose2d conv = new ConvTranspose2d(e[7], e[8], paddingH, paddingW, outputPaddingH, outputPaddingW);
      Shape input = Shape.of(e[0], e[1], e[2], e[3]);
      Shape weightShape = Shape.of(e[1], e[4], e[5], e[6]);
      both(deviceClass).same("convTranspose2d " + input + " * " + weightShape + " " + conv, run -> {
        Tensor x = run.input(e[0], e[1], e[2], e[3]);
        Tensor weight = run.input(e[1], e[4], e[5], e[6]);
        Tensor out = run.backend.convTranspose2d(x, weight, run.input(e[4]), conv);
        Tensor gradient = run.like(out);
        return List.of(out, run.backend.convTranspose2d(x, weight, null, conv),
            run.backend.convTranspose2dBackwardInput(gradient, weight, input, conv),
            run.backend.convTranspose2dBackwardWeight(x, gradient, weightShape, conv));
      });
    }
  }

  /** Few out-channels: register tiles of another shape on CPU devices, whole and in part, with one chunk and two. */
  @ParameterizedTest
  @EnumSource
  void convTranspose2dOfFewChannels(DeviceClass deviceClass) {
    for (int k = 1; k <= 4; k++) {
      int outChannels = k;
      for (int[] e : new int[][] {{9, 64, 16, 16}, {2, 3, 5, 9}, {1, 131, 6, 33}}) {
        both(deviceClass).same("convTranspose2d to " + k + " channels of " + Shape.of(e), run -> {
          Tensor x = run.input(e[0], e[1], e[2], e[3]);
          Tensor weight = run.input(e[1], outChannels, 4, 4);
          return List.of(run.backend.convTranspose2d(x, weight, run.input(outChannels), ConvTranspose2d.of(2, 1)),
              run.backend.convTranspose2d(x, weight, null, ConvTranspose2d.of(2, 1)));
        });
      }
    }
  }

  /** The sum over (n, p, q) has 1 ... 3 chunks; few results are split among tasks, many are not. */
  @ParameterizedTest
  @EnumSource
  void weightGradientAroundChunks(DeviceClass deviceClass) {
    for (int positions : new int[] {511, 512, 513, 1025}) {
      weightGradient(deviceClass, new Conv2d.Geometry(1, 2, 1, positions, 5, 1, 1, 1, positions, Conv2d.of(1, 0)));
    }
    Conv2d.Geometry many = Conv2d.of(1, 1).geometry(Shape.of(3, 520, 14, 14), Shape.of(200, 520, 3, 3));
    assertTrue(!Conv2dBackwardWeightProgram.split(ContractionTiles.standard(), many, 2));
    weightGradient(deviceClass, Conv2d.of(1, 1).geometry(Shape.of(9, 60, 8, 8), Shape.of(100, 60, 3, 3)));
    for (int channels = 1; channels <= 5; channels++) {
      weightGradient(deviceClass,
          Conv2d.of(2, 1).geometry(Shape.of(5, channels, 32, 32), Shape.of(20 + channels, channels, 4, 4)));
    }
  }

  private void weightGradient(DeviceClass deviceClass, Conv2d.Geometry g) {
    both(deviceClass).same("conv2dBackwardWeight " + g, run -> List.of(run.backend.conv2dBackwardWeight(
        run.input(g.n(), g.c(), g.h(), g.w()), run.input(g.n(), g.k(), g.p(), g.q()), g.weight(), g.parameters())));
  }

  /** The bits do not depend on the tile sizes. */
  @ParameterizedTest
  @EnumSource
  void otherTiles(DeviceClass deviceClass) {
    ContractionTiles tiles = new ContractionTiles(32, 2, List.of(new GpuTiles(32, 16, 8, 4, 4, 2)));
    try (BothBackends other = new BothBackends(deviceClass, tiles)) {
      other.same("matmul with " + tiles, run -> List.of(run.backend.matmul(run.input(61, 600), run.input(600, 70),
          false, false)));
      other.same("conv2d with " + tiles,
          run -> List.of(run.backend.conv2d(run.input(3, 70, 9, 9), run.input(50, 70, 3, 3), run.input(50),
          Conv2d.of(2, 1))));
    }
  }
}
