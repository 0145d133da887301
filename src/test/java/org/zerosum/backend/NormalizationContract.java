package org.zerosum.backend;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/** Batch normalisation. */
interface NormalizationContract extends BackendUnderTest {
  int[][] BATCHES = {{2, 1}, {4, 3}, {1, 2, 1, 2}, {3, 5, 7, 9}, {64, 16, 4, 4}, {5, 33, 3, 3}, {1, 13, 31, 1}, {257, 17}, {2, 3, 181, 182}, {3, 2, 33, 32}};
  float EPSILON = 1e-5f;

  @Test
  default void batchNormMatchesScalar() {
    for (int[] extents : BATCHES) {
      for (float momentum : new float[] {0, 0.1f, 1}) {
        Case c = new Case(Shape.of(extents), momentum);
        matchesScalar(c.toString(), backend -> c.fused(backend));
      }
    }
  }

  @Test
  default void batchNormIsItsComposite() {
    for (int[] extents : BATCHES) {
      Case c = new Case(Shape.of(extents), 0.1f);
      try (Scope _ = backend().openScope()) {
        List<Tensor> fused = c.fused(backend());
        List<Tensor> composite = c.composite(backend());
        for (int i = 0; i < composite.size(); i++) {
          FloatAssert.assertSameBits(c + ", result " + i, composite.get(i).toArray(), fused.get(i).toArray());
        }
      }
    }
  }

  @Test
  default void batchNormIsItsFormula() {
    for (int[] extents : BATCHES) {
      Case c = new Case(Shape.of(extents), 0.1f);
      try (Scope _ = backend().openScope()) {
        List<Tensor> fused = c.fused(backend());
        List<double[]> exact = c.exact();
        for (int i = 0; i < exact.size(); i++) {
          FloatAssert.assertClose(c + ", result " + i, exact.get(i), fused.get(i).toArray(), 1e-4);
        }
      }
    }
  }

  @Test
  default void runningStatisticsStayOrAreReplacedAtTheEndsOfMomentum() {
    try (Scope _ = backend().openScope()) {
      Case stays = new Case(Shape.of(8, 3, 2, 2), 0);
      FloatAssert.assertSameBits("momentum 0, mean", stays.channels(4), stays.fused(backend()).get(3).toArray());
      FloatAssert.assertSameBits("momentum 0, variance", stays.channels(5), stays.fused(backend()).get(4).toArray());
      Case replaced = new Case(Shape.of(8, 3, 2, 2), 1);
      List<Tensor> results = replaced.fused(backend());
      FloatAssert.assertSameBits("momentum 1, mean", results.get(1).toArray(), results.get(3).toArray());
    }
  }

  @Test
  default void trainingWorksWithoutRunningStatistics() {
    Case c = new Case(Shape.of(4, 5, 3, 3), 0.1f);
    matchesScalar("without running statistics", backend -> {
      BatchNorm norm = backend.batchNormTraining(c.input(backend), c.channel(backend, 2), c.channel(backend, 3), null, null, EPSILON, 0.1f);
      return List.of(norm.out(), norm.mean(), norm.inverseDeviation());
    });
  }

  @Test
  default void batchNormKeepsChannelsApartWhateverTheyHold() {
    Shape shape = Shape.of(3, 7, 2, 2);
    float[] x = Samples.random(1, shape.count());
    float[] dy = Samples.random(6, shape.count());
    float[] all = {Float.NaN, Float.POSITIVE_INFINITY, 0, 1e4f, 0x1p-140f, 0x1p100f, 1};
    for (int e = 0; e < x.length; e++) {
      int c = e / 4 % 7;
      boolean first = e / 4 < 7;
      x[e] = switch (c) {
        case 0, 1 -> first ? all[c] : x[e];
        case 2 -> 0;
        case 3 -> all[c] + x[e] * 1e-2f;
        default -> all[c] * x[e];
      };
    }
    matchesScalarOrNaN("special channels", backend -> {
      Tensor in = backend.tensor(shape, x);
      Tensor ones = backend.full(Shape.of(7), 1);
      Tensor runningMean = backend.zeros(Shape.of(7));
      Tensor runningVariance = backend.full(Shape.of(7), 1);
      BatchNorm norm = backend.batchNormTraining(in, ones, ones, runningMean, runningVariance, EPSILON, 0.1f);
      BatchNormGradients d = backend.batchNormBackward(backend.tensor(shape, dy), in, norm.mean(), norm.inverseDeviation(), ones);
      return List.of(norm.out(), norm.mean(), norm.inverseDeviation(), runningMean, runningVariance, d.input(), d.gamma(), d.beta(),
          backend.batchNormInference(in, ones, ones, runningMean, runningVariance, EPSILON));
    });
  }

  /** One batch. Results: out, mean, inverse deviation, running mean and variance, dx, dgamma, dbeta, inference's out. */
  record Case(Shape x, float momentum) {
    private int count() {
      return x.extent(1);
    }

    float[] channels(int seed) {
      return Samples.positive(seed, count());
    }

    Tensor channel(Backend on, int seed) {
      return on.tensor(Shape.of(count()), channels(seed));
    }

    Tensor input(Backend on) {
      return on.tensor(x, Samples.random(1, x.count()));
    }

    Tensor gradient(Backend on) {
      return on.tensor(x, Samples.random(6, x.count()));
    }

    List<Tensor> fused(Backend on) {
      Tensor in = input(on);
      Tensor gamma = channel(on, 2);
      Tensor runningMean = channel(on, 4);
      Tensor runningVariance = channel(on, 5);
      Tensor inference = on.batchNormInference(in, gamma, channel(on, 3), runningMean, runningVariance, EPSILON);
      BatchNorm norm = on.batchNormTraining(in, gamma, channel(on, 3), runningMean, runningVariance, EPSILON, momentum);
      BatchNormGradients gradients = on.batchNormBackward(gradient(on), in, norm.mean(), norm.inverseDeviation(), gamma);
      return List.of(norm.out(), norm.mean(), norm.inverseDeviation(), runningMean, runningVariance, gradients.input(), gradients.gamma(),
          gradients.beta(), inference);
    }

    List<Tensor> composite(Backend on) {
      int[] extents = new int[x.rank() - 1];
      java.util.Arrays.fill(extents, 1);
      extents[0] = count();
      Shape c = Shape.of(extents);
      int values = x.count() / count();
      Tensor m = on.full(Shape.of(), values);
      Tensor in = input(on);
      Tensor gamma = on.tensor(c, channels(2));
      Tensor beta = on.tensor(c, channels(3));
      Tensor mean = on.divide(on.sumTo(in, c), m);
      Tensor d = on.subtract(in, mean);
      Tensor variance = on.divide(on.sumTo(on.multiply(d, d), c), m);
      Tensor inverse = inverse(on, variance);
      Tensor normalized = on.multiply(d, inverse);
      Tensor runningMean = on.add(on.scale(on.tensor(c, channels(4)), 1 - momentum), on.scale(mean, momentum));
      Tensor unbiased = on.scale(variance, (float) (values / (values - 1.0)));
      Tensor runningVariance = on.add(on.scale(on.tensor(c, channels(5)), 1 - momentum), on.scale(unbiased, momentum));
      Tensor dy = gradient(on);
      Tensor dBeta = on.sumTo(dy, c);
      Tensor dGamma = on.sumTo(on.multiply(dy, normalized), c);
      Tensor dx = on.multiply(on.subtract(on.subtract(dy, on.divide(dBeta, m)), on.multiply(normalized, on.divide(dGamma, m))),
          on.multiply(gamma, inverse));
      Tensor inference = on.multiply(on.subtract(in, on.tensor(c, channels(4))), inverse(on, on.tensor(c, channels(5))));
      return List.of(on.add(on.multiply(normalized, gamma), beta), mean, inverse, runningMean, runningVariance, dx, dGamma, dBeta,
          on.add(on.multiply(inference, gamma), beta));
    }

    private static Tensor inverse(Backend on, Tensor variance) {
      return on.unary(UnaryOp.RECIPROCAL, on.sqrt(on.addScalar(variance, EPSILON)), 0);
    }

    List<double[]> exact() {
      float[] in = Samples.random(1, x.count());
      float[] dy = Samples.random(6, x.count());
      int inner = x.product(2, x.rank());
      double m = (double) x.count() / count();
      double[] mean = new double[count()];
      double[] inverse = new double[count()];
      double[] dGamma = new double[count()];
      double[] dBeta = new double[count()];
      double[] variance = new double[count()];
      for (int e = 0; e < in.length; e++) {
        mean[e / inner % count()] += in[e] / m;
      }
      for (int e = 0; e < in.length; e++) {
        int c = e / inner % count();
        variance[c] += (in[e] - mean[c]) * (in[e] - mean[c]) / m;
      }
      List<double[]> results = new ArrayList<>();
      double[] out = new double[in.length];
      double[] dx = new double[in.length];
      double[] runningMean = new double[count()];
      double[] runningVariance = new double[count()];
      for (int c = 0; c < count(); c++) {
        inverse[c] = 1 / Math.sqrt(variance[c] + EPSILON);
        runningMean[c] = channels(4)[c] * (1 - momentum) + mean[c] * momentum;
        runningVariance[c] = channels(5)[c] * (1 - momentum) + variance[c] * m / (m - 1) * momentum;
      }
      for (int e = 0; e < in.length; e++) {
        int c = e / inner % count();
        double normalized = (in[e] - mean[c]) * inverse[c];
        out[e] = normalized * channels(2)[c] + channels(3)[c];
        dBeta[c] += dy[e];
        dGamma[c] += dy[e] * normalized;
      }
      float[] gamma = channels(2);
      for (int e = 0; e < in.length; e++) {
        int c = e / inner % count();
        double normalized = (in[e] - mean[c]) * inverse[c];
        dx[e] = (dy[e] - dBeta[c] / m - normalized * dGamma[c] / m) * gamma[c] * inverse[c];
      }
      results.addAll(List.of(out, mean, inverse, runningMean, runningVariance, dx, dGamma, dBeta));
      return results;
    }

    @Override
    public String toString() {
      return "batch norm " + x + ", momentum " + momentum;
    }
  }
}
