package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.ClassifierLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.ReductionOps.RectifierGradients;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/**
 * The operations that {@code verify} compares: all of the closed set, on shapes of the models and on odd ones: 1,
 * primes, and both sides of the arithmetic's chunk (512), lanes (256) and block (65,536); of the convolutions by
 * Winograd's algorithm also both sides of its smallest sizes, and odd ones.
 */
final class OperationChecks {
  private final List<OperationCheck> checks = new ArrayList<>();

  private OperationChecks() {}

  static List<OperationCheck> all() {
    OperationChecks all = new OperationChecks();
    all.matmul();
    all.convolutions();
    all.transposedConvolutions();
    all.elementwise();
    all.reductions();
    all.normalization();
    all.images();
    all.moves();
    all.noise();
    all.losses();
    all.optimizers();
    return List.copyOf(all.checks);
  }

  private void add(String name, String shapes, Function<CheckInputs, List<Tensor>> operation) {
    checks.add(new OperationCheck(name, shapes, operation));
  }

  private void matmul() {
    int[][] sizes = {{1, 1, 1}, {7, 5, 3}, {33, 65, 511}, {17, 31, 512}, {31, 17, 513}, {64, 1, 4096}, {3, 1, 65_537},
        {64, 1024, 100}, {61, 67, 1031}};
    for (int[] size : sizes) {
      int m = size[0];
      int n = size[1];
      int k = size[2];
      for (int form = 0; form < 4; form++) {
        boolean ta = form / 2 == 1;
        boolean tb = form % 2 == 1;
        add("matmul", "[" + m + ", " + k + "]" + (ta ? " transposed" : "") + " x [" + k + ", " + n + "]"
            + (tb ? " transposed" : ""), in -> {
          Tensor a = ta ? in.signed(k, m) : in.signed(m, k);
          Tensor b = tb ? in.signed(n, k) : in.signed(k, n);
          return List.of(in.backend().matmul(a, b, ta, tb), in.backend().matmul(a, b, ta, tb, in.signed(n)));
        });
      }
    }
  }

  private void convolutions() {
    convolution(2, 1, 32, 32, 64, 4, 4, Conv2d.of(2, 1));
    convolution(2, 64, 16, 16, 33, 4, 4, Conv2d.of(2, 1));
    convolution(3, 5, 8, 8, 7, 4, 4, Conv2d.of(2, 1));
    convolution(1, 1, 1, 1, 1, 1, 1, Conv2d.of(1, 0));
    convolution(2, 3, 7, 9, 5, 3, 3, Conv2d.of(1, 0));
    convolution(2, 3, 11, 13, 5, 5, 3, new Conv2d(3, 2, 2, 1));
    convolution(17, 31, 5, 6, 17, 3, 2, new Conv2d(1, 2, 1, 0));
    // Winograd's algorithm: its least channels and one less, 516 summands, 520 tiles, every padding.
    convolution(1, 32, 4, 4, 32, 4, 4, Conv2d.of(2, 1));
    convolution(2, 31, 8, 8, 32, 4, 4, Conv2d.of(2, 1));
    convolution(1, 129, 5, 7, 33, 4, 4, new Conv2d(2, 2, 1, 0));
    convolution(26, 32, 17, 19, 35, 4, 4, new Conv2d(2, 2, 0, 2));
    convolution(3, 37, 9, 6, 47, 4, 4, new Conv2d(2, 2, 3, 1));
  }

  private void convolution(int n, int c, int h, int w, int k, int r, int s, Conv2d parameters) {
    Shape x = Shape.of(n, c, h, w);
    Shape weight = Shape.of(k, c, r, s);
    int[] out = parameters.geometry(x, weight).output().toArray();
    String shapes = "x " + x + ", weight " + weight + ", stride " + parameters.strideH() + "x" + parameters.strideW()
        + ", padding "
        + parameters.paddingH() + "x" + parameters.paddingW();
    add("conv2d", shapes, in ->
        List.of(in.backend().conv2d(in.signed(n, c, h, w), in.signed(k, c, r, s), in.signed(k), parameters),
        in.backend().conv2d(in.signed(n, c, h, w), in.signed(k, c, r, s), null, parameters)));
    add("conv2dBackwardInput", shapes,
        in -> List.of(in.backend().conv2dBackwardInput(in.signed(out), in.signed(k, c, r, s), x, parameters)));
    add("conv2dBackwardWeight", shapes,
        in -> List.of(in.backend().conv2dBackwardWeight(in.signed(n, c, h, w), in.signed(out), weight, parameters)));
  }

  private void transposedConvolutions() {
    transposed(2, 64, 8, 8, 32, 4, 4, ConvTranspose2d.of(2, 1));
    transposed(2, 64, 16, 16, 1, 4, 4, ConvTranspose2d.of(2, 1));
    transposed(3, 7, 4, 4, 5, 4, 4, ConvTranspose2d.of(2, 1));
    transposed(1, 1, 1, 1, 1, 1, 1, ConvTranspose2d.of(1, 0));
    transposed(2, 3, 5, 7, 5, 3, 3, ConvTranspose2d.of(1, 1));
    transposed(2, 5, 4, 3, 3, 5, 3, new ConvTranspose2d(3, 2, 2, 1, 2, 1));
    transposed(5, 17, 3, 5, 31, 2, 3, new ConvTranspose2d(2, 3, 0, 1, 1, 0));
    // Winograd's algorithm: its least channels and one less, 513 summands, every padding and output padding.
    transposed(1, 32, 2, 2, 32, 4, 4, ConvTranspose2d.of(2, 1));
    transposed(2, 32, 4, 4, 31, 4, 4, ConvTranspose2d.of(2, 1));
    transposed(1, 513, 3, 2, 32, 4, 4, new ConvTranspose2d(2, 2, 0, 0, 1, 0));
    transposed(3, 33, 5, 7, 37, 4, 4, new ConvTranspose2d(2, 2, 1, 2, 0, 1));
  }

  private void transposed(int n, int c, int h, int w, int k, int r, int s, ConvTranspose2d parameters) {
    Shape x = Shape.of(n, c, h, w);
    Shape weight = Shape.of(c, k, r, s);
    int[] out = parameters.geometry(x, weight).output().toArray();
    String shapes = "x " + x + ", weight " + weight + ", stride " + parameters.strideH() + "x" + parameters.strideW()
        + ", padding "
        + parameters.paddingH() + "x" + parameters.paddingW() + ", output padding " + parameters.outputPaddingH() + "x"
        + parameters.outputPaddingW();
    add("convTranspose2d", shapes,
        in -> List.of(in.backend()
            .convTranspose2d(in.signed(n, c, h, w), in.signed(c, k, r, s), in.signed(k), parameters),
            in.backend().convTranspose2d(in.signed(n, c, h, w), in.signed(c, k, r, s), null, parameters)));
    add("convTranspose2dBackwardInput", shapes,
        in -> List.of(in.backend().convTranspose2dBackwardInput(in.signed(out), in.signed(c, k, r, s), x, parameters)));
    add("convTranspose2dBackwardWeight", shapes,
        in -> List.of(in.backend()
            .convTranspose2dBackwardWeight(in.signed(n, c, h, w), in.signed(out), weight, parameters)));
  }

  private void elementwise() {
    for (UnaryOp op : UnaryOp.values()) {
      boolean positive = op == UnaryOp.SQRT || op == UnaryOp.LOG || op == UnaryOp.RECIPROCAL;
      for (int size : new int[] {1, 1031, 65_537}) {
        add("unary " + Words.of(op), "[" + size + "]",
            in -> List.of(in.backend().unary(op, positive ? in.positive(size) : in.signed(size), 0.2f)));
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      int[][] pairs = {{1031}, {1031}, {3, 7, 5, 9}, {7, 1, 1}, {3, 7, 5, 9}, {}, {64, 16, 8, 8}, {16, 1, 1}};
      for (int i = 0; i < pairs.length; i += 2) {
        int[] a = pairs[i];
        int[] b = pairs[i + 1];
        add("binary " + Words.of(op), Arrays.toString(a) + " and " + Arrays.toString(b),
            in -> List.of(in.backend().binary(op, in.signed(a), in.positive(b), 0.2f)));
      }
    }
    add("expand", "[7, 1, 1] to [3, 7, 5, 9]", in ->
        List.of(in.backend().expand(in.signed(7, 1, 1), Shape.of(3, 7, 5, 9))));
    add("expand", "[] to [1031]", in -> List.of(in.backend().expand(in.signed(), Shape.of(1031))));
  }

  private void reductions() {
    for (int size : new int[] {1, 255, 256, 257, 4_099, 65_535, 65_536, 65_537, 200_003}) {
      add("sum", "[" + size + "]", in -> List.of(in.backend().sum(in.signed(size))));
      add("sumOfSquares", "[" + size + "]", in -> List.of(in.backend().sumOfSquares(in.signed(size))));
    }
    add("sumTo", "[64, 13, 9, 9] to [13, 1, 1]", in ->
        List.of(in.backend().sumTo(in.signed(64, 13, 9, 9), Shape.of(13, 1, 1))));
    add("sumTo", "[17, 1031] to [17, 1]", in -> List.of(in.backend().sumTo(in.signed(17, 1031), Shape.of(17, 1))));
    add("sumTo", "[67, 129] to [129]", in -> List.of(in.backend().sumTo(in.signed(67, 129), Shape.of(129))));
    add("channelSum", "[64, 3, 33, 35]", in -> List.of(in.backend().channelSum(in.signed(64, 3, 33, 35))));
    rectifiers();
  }

  private void rectifiers() {
    int[][] shapes = {{1, 1, 1, 1}, {64, 64, 16, 16}, {64, 37, 4, 4}, {5, 7, 3, 17}, {257, 3, 16, 16}, {17, 31}};
    for (int[] shape : shapes) {
      for (Rectifier rectifier : List.of(Rectifier.RELU, Rectifier.leakyRelu(0.2f))) {
        add("rectifierBackward", Arrays.toString(shape) + " of " + Words.of(rectifier.kind()), in -> {
          RectifierGradients result = in.backend().rectifierBackward(in.signed(shape), in.signed(shape), rectifier, true);
          return List.of(result.input(), result.bias());
        });
      }
    }
  }

  private void normalization() {
    int[][] shapes = {{2, 1, 1, 1}, {5, 3, 7, 9}, {64, 16, 8, 8}, {64, 2, 33, 32}, {17, 31}};
    for (int[] shape : shapes) {
      int c = shape[1];
      add("batchNormTraining", Arrays.toString(shape), in -> {
        Tensor mean = in.signed(c);
        Tensor variance = in.positive(c);
        BatchNorm result = in.backend()
            .batchNormTraining(in.signed(shape), in.signed(c), in.signed(c), mean, variance, 1e-5f, 0.1f);
        return List.of(result.out(), result.mean(), result.inverseDeviation(), mean, variance);
      });
      add("batchNormInference", Arrays.toString(shape), in ->
          List.of(in.backend().batchNormInference(in.signed(shape), in.signed(c),
          in.signed(c), in.signed(c), in.positive(c), 1e-5f)));
      add("batchNormBackward", Arrays.toString(shape), in -> {
        BatchNormGradients result =
            in.backend().batchNormBackward(in.signed(shape), in.signed(shape), in.signed(c), in.positive(c),
            in.signed(c));
        BatchNormGradients rectified = in.backend().batchNormBackward(in.signed(shape), in.signed(shape), Rectifier.leakyRelu(0.2f),
            in.signed(shape), in.signed(c), in.positive(c), in.signed(c));
        return List.of(result.input(), result.gamma(), result.beta(), rectified.input(), rectified.gamma(), rectified.beta());
      });
    }
  }

  private void images() {
    int[][] shapes = {{1, 1, 1, 1}, {5, 3, 7, 9}, {64, 3, 32, 32}, {2, 4, 129, 131}};
    for (int[] shape : shapes) {
      int n = shape[0];
      add("transformImages", Arrays.toString(shape),
          in -> List.of(in.backend().transformImages(in.signed(shape), in.signed(n, 7))));
      add("transformImagesBackward", Arrays.toString(shape),
          in -> List.of(in.backend().transformImagesBackward(in.signed(shape), in.signed(n, 7))));
      add("adjustColours", Arrays.toString(shape),
          in -> List.of(in.backend().adjustColours(in.signed(shape), in.positive(n, 2))));
    }
  }

  private void moves() {
    add("concatenate", "[3, 5, 7] and [3, 2, 7], axis 1",
        in -> List.of(in.backend().concatenate(List.of(in.signed(3, 5, 7), in.signed(3, 2, 7)), 1)));
    add("slice", "[5, 11, 3], axis 1, 2 to 9", in -> List.of(in.backend().slice(in.signed(5, 11, 3), 1, 2, 9)));
    add("padAxis", "[5, 4, 3], axis 1, to 9", in -> List.of(in.backend().padAxis(in.signed(5, 4, 3), 1, 2, 9)));
    add("copy", "[1031]", in -> List.of(in.backend().copy(in.signed(1031))));
  }

  private void noise() {
    for (int size : new int[] {1, 6_400, 65_539}) {
      Noise noise = new Noise(0x5eed_0123_4567_89abL, 3, 7);
      add("uniform", "[" + size + "]", in -> List.of(in.backend().uniform(Shape.of(size), noise, -1, 1)));
      add("normal", "[" + size + "]", in -> List.of(in.backend().normal(Shape.of(size), noise, 0.5f, 2)));
    }
  }

  private void losses() {
    for (int[] batches : new int[][] {{1, 1}, {64, 64}, {257, 511}}) {
      String shapes = batches[0] + " and " + batches[1] + " logits";
      for (GanLoss objective : GanLoss.values()) {
        add("discriminatorLoss " + Words.of(objective), shapes, in -> {
          DiscriminatorLoss loss = in.backend().discriminatorLoss(objective, in.logits(batches[0], 1),
              in.logits(batches[1], 1), objective.takesLabel() ? 0.9f : 1);
          return List.of(loss.values(), loss.realGradient(), loss.fakeGradient());
        });
        add("generatorLoss " + Words.of(objective), shapes, in -> {
          Tensor fake = in.logits(batches[1], 1);
          GeneratorLoss loss =
              in.backend().generatorLoss(objective, fake, objective.needsReal() ? in.logits(batches[0], 1) : null);
          return List.of(loss.values(), loss.gradient());
        });
      }
    }
    for (int[] logits : new int[][] {{1, 1}, {64, 10}, {257, 13}}) {
      add("softmaxCrossEntropy", Arrays.toString(logits), in -> {
        ClassifierLoss loss =
            in.backend().softmaxCrossEntropy(in.logits(logits[0], logits[1]), in.classes(logits[0], logits[1]));
        return List.of(loss.values(), loss.gradient());
      });
    }
  }

  private void optimizers() {
    for (int size : new int[] {1, 128, 65_539}) {
      add("movingAverage", "[" + size + "]", in -> {
        Tensor average = in.signed(size);
        in.backend().movingAverage(average, in.signed(size), 0.999f);
        return List.of(average);
      });
      add("clipByNorm", "[" + size + "]", in -> {
        Tensor gradients = in.signed(size);
        in.backend().clipByNorm(gradients, in.backend().sumOfSquares(gradients), 0.3f);
        return List.of(gradients);
      });
      add("adam", "[" + size + "]", in -> {
        Tensor parameters = in.signed(size);
        Tensor first = in.signed(size);
        Tensor second = in.positive(size);
        in.backend().adam(parameters, in.signed(size), first, second, AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 3));
        return List.of(parameters, first, second);
      });
      add("sgd", "[" + size + "]", in -> {
        Tensor parameters = in.signed(size);
        Tensor velocity = in.signed(size);
        in.backend().sgd(parameters, in.signed(size), velocity, 0.01f, 0.9f);
        in.backend().sgd(parameters, in.signed(size), null, 0.01f, 0);
        return List.of(parameters, velocity);
      });
    }
  }
}
