package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/** Batch normalisation; docs/arithmetic.md, section 6. */
final class VectorNormalization {
  private final WorkerPool pool;
  private final Scratch shared;
  private final Scratch[] own;
  private final VectorReduction reduction;

  VectorNormalization(WorkerPool pool, Scratch shared, Scratch[] own, VectorReduction reduction) {
    this.pool = pool;
    this.shared = shared;
    this.own = own;
    this.reduction = reduction;
  }

  void training(Tensor out, Tensor meanTensor, Tensor inverseTensor, Tensor runningMean, Tensor runningVariance,
      Tensor xTensor, Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier, Broadcast channels) {
    HostStorage x = HostStorage.of(xTensor);
    HostStorage mean = HostStorage.of(meanTensor);
    HostStorage inverse = HostStorage.of(inverseTensor);
    HostStorage variance = temporary(channels.middle());
    int m = channels.outer() * channels.inner();
    reduction.sum(mean, Summand.value(x), channels);
    pool.run(1, (index, worker) -> divide(mean, m));
    reduction.sum(variance, new Summand(Summand.Kind.DEVIATION, x, mean), channels);
    HostStorage movingMean = runningMean == null ? null : HostStorage.of(runningMean);
    HostStorage movingVariance = runningMean == null ? null : HostStorage.of(runningVariance);
    pool.run(1, (index, worker) -> {
      divide(variance, m);
      inverseDeviation(inverse, variance, epsilon);
      if (movingMean != null) {
        move(movingMean, movingVariance, mean, variance, m, momentum);
      }
    });
    apply(HostStorage.of(out), x, mean, inverse, HostStorage.of(gamma), HostStorage.of(beta), rectifier, channels);
  }

  private HostStorage temporary(int channels) {
    return new HostStorage(shared.floats(Floats.SECOND, channels), 0, channels);
  }

  private static float at(HostStorage values, int c) {
    return values.array()[values.offset() + c];
  }

  private static void divide(HostStorage sums, int count) {
    for (int c = 0; c < sums.count(); c++) {
      sums.array()[sums.offset() + c] /= count;
    }
  }

  private static void inverseDeviation(HostStorage inverse, HostStorage variance, float epsilon) {
    for (int c = 0; c < inverse.count(); c++) {
      inverse.array()[inverse.offset() + c] = 1 / (float) Math.sqrt(at(variance, c) + epsilon);
    }
  }

  private static void move(HostStorage movingMean, HostStorage movingVariance, HostStorage mean, HostStorage variance, int m,
      float momentum) {
    float keep = 1 - momentum;
    float unbiased = (float) (m / (m - 1.0));
    for (int c = 0; c < mean.count(); c++) {
      move(movingMean, c, keep, at(mean, c) * momentum);
      move(movingVariance, c, keep, at(variance, c) * unbiased * momentum);
    }
  }

  private static void move(HostStorage running, int c, float keep, float share) {
    running.array()[running.offset() + c] = at(running, c) * keep + share;
  }

  void inference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma, Tensor beta,
      float epsilon, Broadcast channels) {
    HostStorage inverse = temporary(channels.middle());
    HostStorage variance = HostStorage.of(runningVariance);
    pool.run(1, (index, worker) -> inverseDeviation(inverse, variance, epsilon));
    apply(HostStorage.of(out), HostStorage.of(x), HostStorage.of(runningMean), inverse, HostStorage.of(gamma),
        HostStorage.of(beta), Rectifier.NONE, channels);
  }

  private void apply(HostStorage out, HostStorage x, HostStorage mean, HostStorage inverse, HostStorage gamma,
      HostStorage beta, Rectifier rectifier, Broadcast channels) {
    int inner = channels.inner();
    pool.ranges(channels.outer() * channels.middle(), 1 + VectorElementwise.GRAIN / inner, (from, to, worker) -> {
      for (int row = from; row < to; row++) {
        int c = row % channels.middle();
        normalize(out.array(), out.offset() + row * inner, x.array(), x.offset() + row * inner, inner, at(mean, c),
            at(inverse, c), at(gamma, c), at(beta, c), rectifier);
      }
    });
  }

  private static void normalize(float[] out, int o, float[] x, int i, int count, float mean, float inverse, float gamma,
      float beta, Rectifier rectifier) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, x, i + e).sub(mean).mul(inverse).mul(gamma).add(beta);
      VectorRectifier.apply(rectifier, y).intoArray(out, o + e);
    }
    for (; e < count; e++) {
      out[o + e] = rectifier.apply((x[i + e] - mean) * inverse * gamma + beta);
    }
  }

  void backward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels) {
    VectorNormalizationBackward backward = new VectorNormalizationBackward(HostStorage.of(dx), HostStorage.of(gammaGradient),
        HostStorage.of(betaGradient), HostStorage.of(outGradient), HostStorage.of(rectifier.isNone() ? outGradient : out), rectifier,
        HostStorage.of(x), HostStorage.of(mean), HostStorage.of(inverseDeviation), HostStorage.of(gamma), channels);
    backward.run(pool, shared, own);
  }
}
