package org.zerosum.backend.vector;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/**
 * Everything but contractions against the specification, at the borders of vectors, ranges, partial sums and blocks.
 */
class VectorElementwiseTest {
  private static final int[] COUNTS = {1, 3, 4, 5, 15, 16, 17, 127, 255, 256, 257, 1023, 4099, 65_535, 65_537, 131_101};
  /** [outer, middle, inner]. */
  private static final int[][] BROADCASTS = {{1, 1, 1}, {1, 1, 5000}, {7, 3, 1}, {5, 64, 1}, {300, 37, 1}, {3, 5, 4},
      {3, 5, 16}, {4, 3, 17},
      {64, 2, 1024}, {129, 3, 49}, {1, 9, 33}, {2, 1, 70_000}, {1, 4000, 1}, {66_000, 17, 1}, {700, 1, 130}};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void unary(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (UnaryOp op : UnaryOp.values()) {
        for (int count : COUNTS) {
          pair.sameOrNaN(op + " " + count, in -> new Tensor[] {in.backend().unary(op, in.special(count), 0.2f)});
          pair.sameOrNaN(op + " of a view " + count, in ->
              new Tensor[] {in.backend().unary(op, in.view(count), -1.7f)});
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void binary(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (BinaryOp op : BinaryOp.values()) {
        for (int count : COUNTS) {
          pair.sameOrNaN(op + " " + count, in ->
              new Tensor[] {in.backend().binary(op, in.view(count), in.special(count), 0.2f)});
        }
        for (int[] b : BROADCASTS) {
          pair.sameOrNaN(op + " " + new Broadcast(b[0], b[1], b[2]), in -> {
            Tensor a = in.special(b[0], b[1], b[2]);
            return new Tensor[] {in.backend().binary(op, a, in.uniform(b[1], 1), 0.2f)};
          });
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void inPlace(int threads) {
    try (Pair pair = new Pair(threads)) {
      pair.same("in place", in -> {
        Tensor a = in.uniform(3, 5, 17);
        Tensor b = in.uniform(5, 1);
        Tensor c = in.uniform(3, 5, 17);
        Backend backend = in.backend();
        backend.kernels().unary(UnaryOp.TANH, a, a, 0);
        backend.kernels().binary(BinaryOp.ADD, a, a, b, new Broadcast(3, 5, 17), 0);
        backend.kernels().binary(BinaryOp.MULTIPLY, c, a, c, new Broadcast(1, 255, 1), 0);
        return new Tensor[] {a, c};
      });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sumsAndExpansions(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int count : COUNTS) {
        pair.same("sums of " + count,
            in -> new Tensor[] {in.backend().sum(in.view(count)), in.backend().sumOfSquares(in.uniform(count))});
      }
      pair.sameOrNaN("a sum with special values", in ->
          new Tensor[] {in.backend().sumTo(in.special(5, 257), Shape.of(5, 1))});
      pair.same("a sum of negative zeros", in ->
          new Tensor[] {in.backend().sum(in.backend().full(Shape.of(1000), -0f))});
      for (int[] b : BROADCASTS) {
        pair.same("broadcast " + new Broadcast(b[0], b[1], b[2]), in -> {
          Tensor x = in.view(b[0], b[1], b[2]);
          return new Tensor[] {in.backend().sumTo(x, Shape.of(b[1], 1)),
              in.backend().expand(in.view(b[1], 1), x.shape())};
        });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void batchNorm(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int[] b : BROADCASTS) {
        if (b[0] * b[2] > 1) {
          pair.same("batch norm " + new Broadcast(b[0], b[1], b[2]), in -> {
            Tensor x = in.view(b[0], b[1], b[2]);
            Tensor gamma = in.uniform(b[1]);
            Tensor beta = in.uniform(b[1]);
            Tensor runningMean = in.uniform(b[1]);
            Tensor runningVariance = in.between(0, 2, b[1]);
            BatchNorm norm = in.backend().batchNormTraining(x, gamma, beta, runningMean, runningVariance, 1e-5f, 0.1f);
            BatchNorm without = in.backend().batchNormTraining(x, beta, gamma, null, null, 1e-3f, 0.1f);
            BatchNormGradients gradients =
                in.backend().batchNormBackward(in.uniform(b[0], b[1], b[2]), x, norm.mean(), norm.inverseDeviation(),
                gamma);
            return new Tensor[] {norm.out(), norm.mean(), norm.inverseDeviation(), runningMean, runningVariance,
                without.out(), gradients.input(), gradients.gamma(), gradients.beta(),
                in.backend().batchNormInference(x, gamma, beta, runningMean, runningVariance, 1e-5f)};
          });
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void optimizers(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int count : COUNTS) {
        pair.same("optimizers " + count, in -> {
          Tensor p = in.view(count);
          Tensor q = in.uniform(count);
          Tensor r = in.uniform(count);
          Tensor g = in.view(count);
          Tensor velocity = in.uniform(count);
          Tensor first = in.view(count);
          Tensor second = in.between(0, 1, count);
          Tensor average = in.view(count);
          Tensor clipped = in.view(count);
          Tensor norm = in.backend().sumOfSquares(clipped);
          in.backend().movingAverage(average, q, 0.99f);
          in.backend().clipByNorm(clipped, norm, 0.7f);
          in.backend().sgd(p, g, null, 0.01f, 0);
          in.backend().sgd(q, g, velocity, 0.01f, 0.9f);
          in.backend().adam(r, g, first, second, AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 7));
          return new Tensor[] {p, q, r, velocity, first, second, average, clipped};
        });
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void copiesFillsAndNoise(int threads) {
    try (Pair pair = new Pair(threads)) {
      pair.same("copies", in -> {
        Tensor x = in.view(300, 7, 61);
        Backend b = in.backend();
        return new Tensor[] {b.slice(x, 1, 2, 5), b.slice(x, 0, 10, 290), b.padAxis(x, 2, 3, 70), b.copy(x),
            b.full(Shape.of(70_001), -0f), b.normal(Shape.of(999), new Noise(5, 1, 2), 0, 1),
            b.uniform(Shape.of(31), new Noise(5, 1, 3), -1, 1)};
      });
      pair.same("losses", in -> {
        var d = in.backend().discriminatorLoss(GanLoss.LEAST_SQUARES, in.between(-9, 9, 33), in.between(-9, 9, 12), 0.9f);
        var g = in.backend().generatorLoss(GanLoss.NON_SATURATING, in.between(-9, 9, 21), null);
        var c = in.backend().softmaxCrossEntropy(in.between(-9, 9, 3, 7), in.backend().tensor(Shape.of(3), 6, 0, 2));
        return new Tensor[] {d.values(), d.realGradient(), d.fakeGradient(), g.values(), g.gradient(), c.values(), c.gradient()};
      });
    }
  }
}
