package org.zerosum.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.zerosum.backend.opencl.KernelUnit;
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
 * What {@link SelfTest} runs: every kernel of every unit at least once, at shapes that are no multiples of tiles, work-groups
 * or vectors, and beyond one chunk; small, since the scalar backend computes them too.
 */
final class SelfTestCases {
  private final List<SelfTestCase> cases = new ArrayList<>();

  private SelfTestCases() {}

  static List<SelfTestCase> all() {
    SelfTestCases all = new SelfTestCases();
    all.elementwise();
    all.reductions();
    all.rectifiers();
    all.normalization();
    all.losses();
    all.optimizers();
    all.noise();
    all.images();
    all.matrices();
    all.convolutions();
    all.winograd();
    return List.copyOf(all.cases);
  }

  private void add(KernelUnit unit, String name, Function<SelfTestInputs, List<Tensor>> operation) {
    cases.add(new SelfTestCase(unit, name, operation));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void elementwise() {
    KernelUnit unit = KernelUnit.ELEMENTWISE;
    for (UnaryOp op : UnaryOp.values()) {
      boolean positive = op == UnaryOp.SQRT || op == UnaryOp.LOG || op == UnaryOp.RECIPROCAL;
      add(unit, "unary " + word(op) + " [1031]",
          in -> List.of(in.backend().unary(op, positive ? in.positive(1031) : in.signed(1031), 0.2f)));
    }
    for (BinaryOp op : BinaryOp.values()) {
      add(unit, "binary " + word(op) + " [1031], and [3, 7, 5, 9] by channels", in -> List.of(
          in.backend().binary(op, in.signed(1031), in.positive(1031), 0.2f),
          in.backend().binary(op, in.signed(3, 7, 5, 9), in.positive(7, 1, 1), 0.2f)));
    }
    add(unit, "expand to [3, 7, 5, 9] and [31, 33]", in -> List.of(
        in.backend().expand(in.signed(7, 1, 1), Shape.of(3, 7, 5, 9)), in.backend().expand(in.signed(33), Shape.of(31, 33))));
    add(unit, "slice [5, 11, 3] and fill", in -> List.of(
        in.backend().slice(in.signed(5, 11, 3), 1, 2, 9), in.backend().full(Shape.of(131), 0.1f)));
  }

  private void reductions() {
    KernelUnit unit = KernelUnit.REDUCE;
    add(unit, "sum and sumOfSquares [65553]", in -> {
      Tensor x = in.signed(65_553);
      return List.of(in.backend().sum(x), in.backend().sumOfSquares(x));
    });
    add(unit, "sumTo [9, 13, 9, 9] to [13, 1, 1]", in -> List.of(in.backend().sumTo(in.signed(9, 13, 9, 9), Shape.of(13, 1, 1))));
    add(unit, "sumTo [67, 129] to [129] and [67, 1]", in -> {
      Tensor x = in.signed(67, 129);
      return List.of(in.backend().sumTo(x, Shape.of(129)), in.backend().sumTo(x, Shape.of(67, 1)));
    });
  }

  private void rectifiers() {
    for (int[] shape : new int[][] {{5, 67, 16, 16}, {17, 3, 4, 8}, {66, 2, 33, 31}, {3, 5, 32, 64}}) {
      for (Rectifier rectifier : List.of(Rectifier.RELU, Rectifier.leakyRelu(0.2f))) {
        add(KernelUnit.RECTIFIER_BACKWARD, "rectifierBackward " + word(rectifier.kind()) + " " + Arrays.toString(shape), in -> {
          RectifierGradients gradients = in.backend().rectifierBackward(in.signed(shape), in.signed(shape), rectifier, true);
          return List.of(gradients.input(), gradients.bias());
        });
      }
    }
  }

  private void normalization() {
    for (int[] shape : new int[][] {{5, 3, 7, 9}, {17, 31}, {66, 2, 33, 31}, {3, 67, 8, 8}}) {
      int c = shape[1];
      add(KernelUnit.BATCH_NORM, "batchNorm " + Arrays.toString(shape), in -> {
        Tensor x = in.signed(shape);
        Tensor gamma = in.signed(c);
        Tensor mean = in.signed(c);
        Tensor variance = in.positive(c);
        BatchNorm forward = in.backend()
            .batchNormTraining(x, gamma, in.signed(c), mean, variance, 1e-5f, 0.1f, Rectifier.leakyRelu(0.2f));
        BatchNormGradients backward = in.backend().batchNormBackward(in.signed(shape), forward.out(), Rectifier.leakyRelu(0.2f), x,
            forward.mean(), forward.inverseDeviation(), gamma);
        return List.of(forward.out(), forward.mean(), forward.inverseDeviation(), mean, variance, backward.input(), backward.gamma(),
            backward.beta(), in.backend().batchNormInference(x, gamma, in.signed(c), mean, variance, 1e-5f));
      });
    }
  }

  private void losses() {
    for (GanLoss loss : GanLoss.values()) {
      add(KernelUnit.GAN_LOSS, word(loss) + " of 67 and 257 logits", in -> {
        Tensor real = in.logits(67, 1);
        Tensor fake = in.logits(257, 1);
        DiscriminatorLoss first = in.backend().discriminatorLoss(loss, real, fake, loss.takesLabel() ? 0.9f : 1);
        GeneratorLoss second = in.backend().generatorLoss(loss, fake, loss.needsReal() ? real : null);
        return List.of(first.values(), first.realGradient(), first.fakeGradient(), second.values(), second.gradient());
      });
    }
    add(KernelUnit.SOFTMAX, "softmaxCrossEntropy [257, 13]", in -> {
      ClassifierLoss loss = in.backend().softmaxCrossEntropy(in.logits(257, 13), in.classes(257, 13));
      return List.of(loss.values(), loss.gradient());
    });
  }

  private void optimizers() {
    add(KernelUnit.OPTIMIZER, "adam, sgd, movingAverage, clipByNorm [1031]", in -> {
      Tensor parameters = in.signed(1031);
      Tensor gradients = in.signed(1031);
      Tensor first = in.signed(1031);
      Tensor second = in.positive(1031);
      in.backend().adam(parameters, gradients, first, second, AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 3));
      Tensor steps = in.signed(1031);
      Tensor velocity = in.signed(1031);
      in.backend().sgd(steps, gradients, velocity, 0.01f, 0.9f);
      in.backend().sgd(steps, gradients, null, 0.01f, 0);
      Tensor average = in.signed(1031);
      in.backend().movingAverage(average, steps, 0.999f);
      Tensor clipped = in.signed(1031);
      in.backend().clipByNorm(clipped, in.positive(), 0.3f);
      return List.of(parameters, first, second, steps, velocity, average, clipped);
    });
  }

  private void noise() {
    Noise noise = new Noise(0x5eed_0123_4567_89abL, 3, 7);
    add(KernelUnit.RANDOM, "uniform and normal [4099]", in -> List.of(in.backend().uniform(Shape.of(4099), noise, -1, 1),
        in.backend().normal(Shape.of(4099), noise, 0.5f, 2)));
  }

  private void images() {
    add(KernelUnit.IMAGES, "transformImages and adjustColours [5, 3, 17, 19]", in -> {
      Tensor x = in.signed(5, 3, 17, 19);
      Tensor places = in.signed(5, 7);
      return List.of(in.backend().transformImages(x, places), in.backend().transformImagesBackward(x, places),
          in.backend().adjustColours(x, in.positive(5, 2)));
    });
  }

  private void matrices() {
    add(KernelUnit.MATMUL_VECTOR, "matmul [37, 1029] x [1029, 1]",
        in -> List.of(in.backend().matmul(in.signed(37, 1029), in.signed(1029, 1), false, false, in.signed(1))));
    matmul(KernelUnit.MATMUL_SKINNY, 67, 131, 515);
    // A sum so long that a GPU makes its chunks apart.
    matmul(KernelUnit.MATMUL_SKINNY, 5, 7, 8200);
    matmul(KernelUnit.MATMUL, 259, 261, 19);
    // A left matrix so large that a CPU packs it.
    large(KernelUnit.MATMUL_SKINNY, 67, 260, 1963);
    large(KernelUnit.MATMUL, 259, 257, 515);
  }

  private void large(KernelUnit unit, int m, int n, int k) {
    add(unit, "matmul [" + m + ", " + k + "] x [" + k + ", " + n + "]",
        in -> List.of(in.backend().matmul(in.signed(m, k), in.signed(k, n), false, false, in.signed(n))));
  }

  private void matmul(KernelUnit unit, int m, int n, int k) {
    add(unit, "matmul [" + m + ", " + k + "] x [" + k + ", " + n + "], with all transpositions", in -> {
      Tensor a = in.signed(m, k);
      Tensor b = in.signed(k, n);
      Tensor aTransposed = in.signed(k, m);
      Tensor bTransposed = in.signed(n, k);
      return List.of(in.backend().matmul(a, b, false, false, in.signed(n)), in.backend().matmul(aTransposed, b, true, false),
          in.backend().matmul(a, bTransposed, false, true), in.backend().matmul(aTransposed, bTransposed, true, true));
    });
  }

  private void convolutions() {
    conv2d(KernelUnit.CONV2D_SHALLOW, 2, 3, 34, 37, 67, 4, 4, Conv2d.of(2, 1));
    conv2d(KernelUnit.CONV2D_SHALLOW, 3, 5, 9, 11, 13, 3, 3, new Conv2d(3, 2, 2, 1));
    conv2d(KernelUnit.CONV2D, 2, 19, 9, 11, 67, 3, 3, Conv2d.of(1, 1));
    conv2d(KernelUnit.CONV2D, 3, 33, 8, 7, 19, 4, 4, Conv2d.of(2, 1));
    conv2d(KernelUnit.CONV2D, 1, 1030, 3, 3, 5, 3, 3, Conv2d.of(1, 1));
    KernelUnit gradient = KernelUnit.CONV2D_BACKWARD_WEIGHT;
    weight(gradient, 5, 3, 34, 37, 21, 4, 4, Conv2d.of(2, 1));
    weight(gradient, 5, 9, 17, 19, 21, 3, 3, Conv2d.of(1, 1));
    weight(gradient, 2, 31, 8, 7, 67, 4, 4, Conv2d.of(2, 1));
    transposed(KernelUnit.CONV_TRANSPOSE2D, 2, 67, 9, 11, 3, ConvTranspose2d.of(2, 1));
    transposed(KernelUnit.CONV_TRANSPOSE2D, 2, 33, 7, 5, 31, ConvTranspose2d.of(2, 1));
    transposed(KernelUnit.CONV_TRANSPOSE2D, 2, 7, 5, 3, 13, new ConvTranspose2d(3, 2, 2, 1, 2, 1));
  }

  private void winograd() {
    conv2d(KernelUnit.CONV2D_WINOGRAD, 3, 37, 13, 10, 47, 4, 4, Conv2d.of(2, 1));
    conv2d(KernelUnit.CONV2D_WINOGRAD, 1, 129, 5, 7, 67, 4, 4, new Conv2d(2, 2, 1, 0));
    weight(KernelUnit.CONV2D_BACKWARD_WEIGHT_WINOGRAD, 14, 35, 13, 15, 67, 4, 4, Conv2d.of(2, 1));
    weight(KernelUnit.CONV2D_BACKWARD_WEIGHT_WINOGRAD, 13, 32, 24, 28, 33, 4, 4, Conv2d.of(2, 1));
    weight(KernelUnit.CONV2D_BACKWARD_WEIGHT_WINOGRAD, 1, 32, 9, 6, 33, 4, 4, new Conv2d(2, 2, 3, 1));
    transposed(KernelUnit.CONV_TRANSPOSE2D_WINOGRAD, 3, 33, 5, 7, 67, new ConvTranspose2d(2, 2, 1, 2, 0, 1));
    transposed(KernelUnit.CONV_TRANSPOSE2D_WINOGRAD, 1, 513, 3, 2, 32, ConvTranspose2d.of(2, 1));
  }

  private void conv2d(KernelUnit unit, int n, int c, int h, int w, int k, int r, int s, Conv2d parameters) {
    add(unit, "conv2d [" + n + ", " + c + ", " + h + ", " + w + "] by [" + k + ", " + c + ", " + r + ", " + s + "]", in -> {
      Tensor x = in.signed(n, c, h, w);
      Tensor weight = in.signed(k, c, r, s);
      return List.of(in.backend().conv2d(x, weight, in.signed(k), Rectifier.leakyRelu(0.2f), parameters),
          in.backend().conv2d(x, weight, null, parameters));
    });
  }

  private void weight(KernelUnit unit, int n, int c, int h, int w, int k, int r, int s, Conv2d parameters) {
    Shape weight = Shape.of(k, c, r, s);
    int[] out = parameters.geometry(Shape.of(n, c, h, w), weight).output().toArray();
    add(unit, "conv2dBackwardWeight [" + n + ", " + c + ", " + h + ", " + w + "] to " + weight,
        in -> List.of(in.backend().conv2dBackwardWeight(in.signed(n, c, h, w), in.signed(out), weight, parameters)));
  }

  private void transposed(KernelUnit unit, int n, int c, int h, int w, int k, ConvTranspose2d parameters) {
    add(unit, "convTranspose2d [" + n + ", " + c + ", " + h + ", " + w + "] by [" + c + ", " + k + ", 4, 4]", in -> {
      Tensor x = in.signed(n, c, h, w);
      Tensor weight = in.signed(c, k, 4, 4);
      return List.of(in.backend().convTranspose2d(x, weight, in.signed(k), parameters),
          in.backend().convTranspose2d(x, weight, null, parameters));
    });
  }
}
