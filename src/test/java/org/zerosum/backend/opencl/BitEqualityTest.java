package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.ClassifierLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/** All but contractions: the same bits as the specification, with the kernels of both device classes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BitEqualityTest {
  private static final int[] COUNTS = {1, 31, 32, 33, 255, 256, 257, 1009, 65_535, 65_536, 65_537, 200_000};

  private final Map<DeviceClass, BothBackends> opened = new EnumMap<>(DeviceClass.class);

  private BothBackends both(DeviceClass deviceClass) {
    return opened.computeIfAbsent(deviceClass, BothBackends::new);
  }

  @AfterAll
  void close() {
    opened.values().forEach(BothBackends::close);
  }

  /** The larger tensor's extents as [outer, middle, inner], and the smaller one's [middle]. */
  private static List<Broadcast> broadcasts() {
    return List.of(new Broadcast(1, 1, 1), new Broadcast(1, 1009, 1), new Broadcast(1, 1, 777), new Broadcast(33, 1, 1),
        new Broadcast(5, 3, 7), new Broadcast(1, 5, 300), new Broadcast(70, 100, 1), new Broadcast(3, 257, 1),
        new Broadcast(2, 64, 256), new Broadcast(64, 3, 1), new Broadcast(7, 16, 33));
  }

  @ParameterizedTest
  @EnumSource
  void unary(DeviceClass deviceClass) {
    for (UnaryOp op : UnaryOp.values()) {
      for (int count : new int[] {1, 257, 5000}) {
        both(deviceClass).same(op + " of " + count, run -> {
          boolean positive = op == UnaryOp.SQRT || op == UnaryOp.LOG;
          Tensor x = positive ? run.positive(count) : run.input(count);
          Tensor out = run.backend.allocate(Shape.of(count));
          run.backend.kernels().unary(op, out, x, -0.3f);
          run.backend.kernels().unary(op, x, x, -0.3f);
          return List.of(out, x);
        });
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void unaryOfSpecialValues(DeviceClass deviceClass) {
    float[] special = {0f, -0f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 0x1.8p-140f,
        Float.MAX_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, 88.7f, 88.8f,
        -87.4f, -104f, 1e4f, -1e4f, 0x1p-30f};
    for (UnaryOp op : UnaryOp.values()) {
      List<float[]> results = new ArrayList<>();
      try (BothBackends.Pair pair = both(deviceClass).pair()) {
        for (var backend : pair.backends()) {
          Tensor x = backend.tensor(Shape.of(special.length), special);
          Tensor out = backend.allocate(x.shape());
          backend.kernels().unary(op, out, x, 0.2f);
          results.add(out.toArray());
        }
      }
      FloatAssert.assertSameBitsOrNaN(op.toString(), results.get(0), results.get(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void binaryAndExpand(DeviceClass deviceClass) {
    for (Broadcast b : broadcasts()) {
      for (BinaryOp op : BinaryOp.values()) {
        both(deviceClass).same(op + " " + b, run -> {
          Tensor a = run.input(b.count());
          Tensor small = op == BinaryOp.DIVIDE ? run.positive(b.middle()) : run.input(b.middle());
          Tensor out = run.backend.allocate(Shape.of(b.count()));
          run.backend.kernels().binary(op, out, a, small, b, 0.25f);
          run.backend.kernels().binary(op, a, a, small, b, 0.25f);
          return List.of(out, a);
        });
      }
      both(deviceClass).same("expand " + b, run -> {
        Tensor out = run.backend.allocate(Shape.of(b.count()));
        run.backend.kernels().expand(out, run.input(b.middle()), b);
        return List.of(out);
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void sums(DeviceClass deviceClass) {
    List<Broadcast> all = new ArrayList<>(broadcasts());
    for (int count : COUNTS) {
      all.add(new Broadcast(1, 1, count));
      all.add(new Broadcast(count, 1, 1));
      all.add(new Broadcast(count, 3, 1));
    }
    all.add(new Broadcast(3, 17, 21_846));
    all.add(new Broadcast(65_537, 2, 2));
    all.add(new Broadcast(2, 2, 65_536));
    all.add(new Broadcast(300, 40, 1));
    for (Broadcast b : all) {
      both(deviceClass).same("sum " + b, run -> {
        Tensor out = run.backend.allocate(Shape.of(b.middle()));
        run.backend.kernels().sum(out, run.input(b.count()), b);
        return List.of(out);
      });
    }
    for (int count : COUNTS) {
      both(deviceClass).same("sumOfSquares " + count, run -> {
        Tensor out = run.backend.allocate(Shape.of(1));
        run.backend.kernels().sumOfSquares(out, run.input(count));
        return List.of(out);
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchNorm(DeviceClass deviceClass) {
    for (Broadcast b : List.of(new Broadcast(4, 3, 5), new Broadcast(64, 7, 1), new Broadcast(300, 33, 1),
        new Broadcast(2, 5, 257), new Broadcast(16, 4, 64), new Broadcast(70, 2, 1024), new Broadcast(37, 3, 16),
        new Broadcast(3, 1, 256))) {
      both(deviceClass).same("batchNorm " + b, run -> batchNorm(run, b, true));
      both(deviceClass).same("batchNorm without running statistics " + b, run -> batchNorm(run, b, false));
    }
  }

  private static List<Tensor> batchNorm(BothBackends.Run run, Broadcast b, boolean running) {
    int channels = b.middle();
    Tensor x = run.input(b.count());
    Tensor gamma = run.input(channels);
    Tensor beta = run.input(channels);
    Tensor runningMean = run.input(channels);
    Tensor runningVariance = run.positive(channels);
    Tensor dy = run.input(b.count());
    Tensor mean = run.backend.allocate(Shape.of(channels));
    Tensor inverse = run.backend.allocate(Shape.of(channels));
    Tensor out = run.backend.allocate(Shape.of(b.count()));
    Tensor inference = run.backend.allocate(Shape.of(b.count()));
    Tensor dx = run.backend.allocate(Shape.of(b.count()));
    Tensor gammaGradient = run.backend.allocate(Shape.of(channels));
    Tensor betaGradient = run.backend.allocate(Shape.of(channels));
    var kernels = run.backend.kernels();
    kernels.batchNormTraining(out, mean, inverse, running ? runningMean : null, running ? runningVariance : null, x,
        gamma, beta, 1e-5f, 0.1f, Rectifier.leakyRelu(0.2f), b);
    kernels.batchNormInference(inference, x, runningMean, runningVariance, gamma, beta, 1e-5f, b);
    kernels.batchNormBackward(dx, gammaGradient, betaGradient, dy, null, Rectifier.NONE, x, mean, inverse, gamma, b);
    Tensor rectifiedDx = run.backend.allocate(Shape.of(b.count()));
    Tensor rectifiedGamma = run.backend.allocate(Shape.of(channels));
    Tensor rectifiedBeta = run.backend.allocate(Shape.of(channels));
    kernels.batchNormBackward(rectifiedDx, rectifiedGamma, rectifiedBeta, dy, out, Rectifier.leakyRelu(0.2f), x, mean, inverse, gamma, b);
    return List.of(out, mean, inverse, runningMean, runningVariance, inference, dx, gammaGradient, betaGradient, rectifiedDx,
        rectifiedGamma, rectifiedBeta);
  }

  @ParameterizedTest
  @EnumSource
  void memory(DeviceClass deviceClass) {
    for (int count : new int[] {1, 257, 5000}) {
      both(deviceClass).same("fill and copyRuns " + count, run -> {
        Tensor filled = run.backend.full(Shape.of(count), -0f);
        Tensor source = run.input(3 * count);
        Tensor target = run.backend.zeros(Shape.of(4 * count));
        run.backend.kernels().copyRuns(target.storage(), 1, 4, source.storage(), 2, 3, count - 1, 2);
        Tensor large = run.input(128 + count);
        Tensor view = run.backend.view(large, 128, Shape.of(count));
        run.backend.kernels().unary(UnaryOp.NEGATE, view, view, 0);
        run.backend.kernels().copyRuns(large.storage(), 0, 1, view.storage(), 0, 1, 1, Math.min(count, 128));
        return List.of(filled, target, large, view);
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void noise(DeviceClass deviceClass) {
    for (int count : new int[] {1, 2, 3, 4, 5, 257, 10_001}) {
      both(deviceClass).same("noise " + count, run -> {
        Tensor uniform = run.backend.allocate(Shape.of(count));
        Tensor normal = run.backend.allocate(Shape.of(count));
        Noise noise = new Noise(0xfedc_ba98_7654_3210L, -3, 17);
        run.backend.kernels().uniform(uniform, noise, -0.7f, 1.3f);
        run.backend.kernels().normal(normal, noise, 0.1f, new LiveFloat(2.5f));
        return List.of(uniform, normal);
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void losses(DeviceClass deviceClass) {
    for (int[] counts : new int[][] {{1, 1}, {64, 48}, {255, 257}, {1000, 70_000}}) {
      for (GanLoss loss : GanLoss.values()) {
        both(deviceClass).same(loss + " of " + counts[0] + ", " + counts[1], run -> {
          Tensor real = run.input(counts[0]);
          Tensor fake = run.input(counts[1]);
          DiscriminatorLoss d = run.backend.discriminatorLoss(loss, real, fake, loss.takesLabel() ? 0.9f : 1);
          GeneratorLoss g = run.backend.generatorLoss(loss, fake, loss.needsReal() ? real : null);
          return List.of(d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient());
        });
      }
    }
    for (int[] logits : new int[][] {{1, 1}, {64, 10}, {257, 3}, {65_537, 2}, {3, 1001}}) {
      both(deviceClass).same("softmaxCrossEntropy " + logits[0] + ", " + logits[1], run -> {
        float[] classes = new float[logits[0]];
        for (int n = 0; n < classes.length; n++) {
          classes[n] = n * 7 % logits[1];
        }
        ClassifierLoss loss = run.backend
            .softmaxCrossEntropy(run.input(logits), run.backend.tensor(Shape.of(classes.length), classes));
        return List.of(loss.values(), loss.gradient());
      });
    }
  }

  @ParameterizedTest
  @EnumSource
  void optimizers(DeviceClass deviceClass) {
    for (int count : new int[] {1, 255, 10_007}) {
      both(deviceClass).same("optimizers " + count, run -> {
        Tensor sgd = run.input(count);
        Tensor momentum = run.input(count);
        Tensor adam = run.input(count);
        Tensor average = run.input(count);
        Tensor clipped = run.input(count);
        Tensor velocity = run.input(count);
        Tensor first = run.input(count);
        Tensor second = run.positive(count);
        for (int t = 1; t <= 3; t++) {
          Tensor gradients = run.input(count);
          run.backend.kernels().sgd(sgd, gradients, null, new LiveFloat(0.01f), 0);
          run.backend.kernels().sgd(momentum, gradients, velocity, new LiveFloat(0.01f), 0.9f);
          run.backend.movingAverage(average, gradients, 0.9f);
          run.backend.clipByNorm(clipped, run.backend.sumOfSquares(clipped), 10f / t);
          run.backend.kernels().adam(adam, gradients, first, second, AdamStep.of(2e-4, 0.5, 0.999, 1e-8, t));
        }
        return List.of(sgd, momentum, adam, velocity, first, second, average, clipped);
      });
    }
  }
}
