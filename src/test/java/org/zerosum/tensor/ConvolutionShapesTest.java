package org.zerosum.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ConvolutionShapesTest {
  @Test
  void convolutionCountsTheWindowsThatFit() {
    for (int in = 1; in <= 9; in++) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int padding = 0; padding <= 2; padding++) {
            int windows = 0;
            for (int start = -padding; start + kernel <= in + padding; start += stride) {
              windows++;
            }
            Shape x = Shape.of(2, 3, in, 9);
            Shape weight = Shape.of(4, 3, kernel, 1);
            Conv2d parameters = new Conv2d(stride, 1, padding, 0);
            if (windows == 0) {
              assertThrows(ShapeException.class, () -> parameters.geometry(x, weight));
              continue;
            }
            Conv2d.Geometry g = parameters.geometry(x, weight);
            assertEquals(Shape.of(2, 4, windows, 9), g.output());
            assertEquals(x, g.input());
            assertEquals(weight, g.weight());
            assertEquals(x, parameters.transposed(g).geometry(g.output(), weight).output(), "the transposed convolution leads back");
          }
        }
      }
    }
  }

  @Test
  void transposedConvolutionReachesAsFarAsItsLastTap() {
    for (int in = 1; in <= 5; in++) {
      for (int kernel = 1; kernel <= 5; kernel++) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int padding = 0; padding <= 2; padding++) {
            for (int more = 0; more < stride; more++) {
              ConvTranspose2d parameters = new ConvTranspose2d(1, stride, 0, padding, 0, more);
              Shape x = Shape.of(2, 3, 1, in);
              Shape weight = Shape.of(3, 4, 1, kernel);
              int size = (in - 1) * stride + kernel - 2 * padding + more;
              if (size < 1) {
                assertThrows(ShapeException.class, () -> parameters.geometry(x, weight));
                continue;
              }
              ConvTranspose2d.Geometry g = parameters.geometry(x, weight);
              assertEquals(Shape.of(2, 4, 1, size), g.output());
              assertEquals(g.output(), g.reversed().input());
              assertEquals(x, g.reversed().output());
              assertEquals(g.weight(), g.reversed().weight());
              assertEquals(g.reversed(), parameters.convolution().geometry(g.output(), weight));
            }
          }
        }
      }
    }
  }

  private static void fails(String message, Runnable action) {
    assertEquals(message, assertThrows(ShapeException.class, action::run).getMessage());
  }

  @Test
  void explainsConvolutionsThatDoNotFit() {
    Conv2d parameters = Conv2d.of(2, 1);
    fails("conv2d: input has 3 channels but weight expects 4 (x [64, 3, 32, 32], weight [128, 4, 4, 4], NCHW)",
        () -> parameters.geometry(Shape.of(64, 3, 32, 32), Shape.of(128, 4, 4, 4)));
    fails("conv2d: input must have 4 axes but has shape [3, 32, 32]", () -> parameters.geometry(Shape.of(3, 32, 32), Shape.of(1, 3, 4, 4)));
    fails("conv2d: weight must have 4 axes but has shape [4, 4]", () -> parameters.geometry(Shape.of(1, 3, 32, 32), Shape.of(4, 4)));
    fails("conv2d: the kernel has 7 rows but the padded input only 6 (x [1, 1, 4, 9], weight [1, 1, 7, 7], padding 1); use a smaller kernel"
        + " or more padding", () -> parameters.geometry(Shape.of(1, 1, 4, 9), Shape.of(1, 1, 7, 7)));
    fails("conv2d: the kernel has 7 columns but the padded input only 6 (x [1, 1, 9, 4], weight [1, 1, 7, 7], padding 1); use a smaller"
        + " kernel or more padding", () -> parameters.geometry(Shape.of(1, 1, 9, 4), Shape.of(1, 1, 7, 7)));
    fails("conv2d: stride must be at least 1 and padding at least 0, but stride is 0x1 and padding 0x0", () -> new Conv2d(0, 1, 0, 0));
    fails("conv2d: stride must be at least 1 and padding at least 0, but stride is 1x1 and padding 0x-1", () -> new Conv2d(1, 1, 0, -1));
  }

  @Test
  void explainsTransposedConvolutionsThatDoNotFit() {
    ConvTranspose2d parameters = ConvTranspose2d.of(2, 1);
    fails("convTranspose2d: input has 3 channels but weight expects 4 (x [64, 3, 8, 8], weight [4, 128, 4, 4], input channels first)",
        () -> parameters.geometry(Shape.of(64, 3, 8, 8), Shape.of(4, 128, 4, 4)));
    fails("convTranspose2d: input must have 4 axes but has shape [3, 8]", () -> parameters.geometry(Shape.of(3, 8), Shape.of(3, 1, 4, 4)));
    fails("convTranspose2d: the output would be 0x1 (x [1, 1, 1, 1], weight [1, 1, 2, 3], padding 1x1); use less padding",
        () -> parameters.geometry(Shape.of(1, 1, 1, 1), Shape.of(1, 1, 2, 3)));
    fails("convTranspose2d: stride must be at least 1 and padding at least 0, but stride is 1x0 and padding 0x0",
        () -> new ConvTranspose2d(1, 0, 0, 0, 0, 0));
    fails("convTranspose2d: output padding must be at least 0 and below the stride, but it is 2x0 with stride 2x2",
        () -> new ConvTranspose2d(2, 2, 0, 0, 2, 0));
    fails("convTranspose2d: output padding must be at least 0 and below the stride, but it is 0x-1 with stride 2x2",
        () -> new ConvTranspose2d(2, 2, 0, 0, 0, -1));
  }

  @Test
  void answersSizesBeyondIntWithAShapeException() {
    fails("conv2d: the padded input would have 4294967298 rows (x [1, 1, 4, 4], padding 2147483647); use less padding",
        () -> Conv2d.of(1, Integer.MAX_VALUE).geometry(Shape.of(1, 1, 4, 4), Shape.of(1, 1, 3, 3)));
    assertThrows(ShapeException.class, () -> Conv2d.of(1 << 30, 1 << 30).geometry(Shape.of(1, 1, 4, 4), Shape.of(1, 1, 3, 3)));
    ConvTranspose2d wide = new ConvTranspose2d(1, 1 << 30, 0, 0, 0, 0);
    fails("convTranspose2d: the output with its padding would be 6x3221225475 (x [1, 1, 4, 4], weight [1, 1, 3, 3], stride 1x1073741824);"
        + " use a smaller stride", () -> wide.geometry(Shape.of(1, 1, 4, 4), Shape.of(1, 1, 3, 3)));
  }
}
