package org.zerosum.autograd;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Differentiable batch normalisation; formulas as in {@link org.zerosum.tensor.NormalizationOps}. */
public final class Normalization {
  private Normalization() {}

  /**
   * Normalises by the statistics of this batch and moves the running statistics.
   *
   * @param runningMean changed in place, or null
   * @param runningVariance changed in place, or null
   */
  public static Variable batchNormTraining(Variable x, Variable gamma, Variable beta, Tensor runningMean, Tensor runningVariance,
      float epsilon, float momentum) {
    return batchNormTraining(x, gamma, beta, runningMean, runningVariance, epsilon, momentum, Rectifier.NONE);
  }

  /**
   * As {@link #batchNormTraining(Variable, Variable, Variable, Tensor, Tensor, float, float)}, rectified in the same pass.
   *
   * @param runningMean changed in place, or null
   * @param runningVariance changed in place, or null
   */
  public static Variable batchNormTraining(Variable x, Variable gamma, Variable beta, Tensor runningMean, Tensor runningVariance,
      float epsilon, float momentum, Rectifier rectifier) {
    Backend backend = x.tape.backend();
    BatchNorm forward = backend.batchNormTraining(x.value, gamma.value, beta.value, runningMean, runningVariance, epsilon, momentum,
        rectifier);
    return x.tape.record(forward.out(), result -> (arrived, _) -> {
      Tape tape = arrived.tape;
      if (tape.isRecording()) {
        return backwardComposite(Pointwise.rectified(arrived, result[0], rectifier), x, gamma, epsilon);
      }
      BatchNormGradients d = backend.batchNormBackward(arrived.value, result[0].value, rectifier, x.value, forward.mean(),
          forward.inverseDeviation(), gamma.value);
      return new Variable[] {tape.constant(d.input()), tape.constant(d.gamma()), tape.constant(d.beta())};
    }, x, gamma, beta);
  }

  /** The formulas of {@code batchNormBackward}, operation by operation, with the statistics as functions of x. */
  private static Variable[] backwardComposite(Variable g, Variable x, Variable gamma, float epsilon) {
    Shape channel = Reduction.channelShape(x.shape());
    Variable m = x.tape.scalar(x.value.count() / channel.count());
    Variable mean = Pointwise.divide(Reduction.sumTo(x, channel), m);
    Variable d = Pointwise.subtract(x, mean);
    Variable variance = Pointwise.divide(Reduction.sumTo(Pointwise.multiply(d, d), channel), m);
    Variable inverse = Pointwise.reciprocal(Pointwise.sqrt(Pointwise.addScalar(variance, epsilon)));
    Variable normalized = Pointwise.multiply(d, inverse);
    Variable betaGradient = Reduction.sumTo(g, channel);
    Variable gammaGradient = Reduction.sumTo(Pointwise.multiply(g, normalized), channel);
    Variable centred = Pointwise.subtract(g, Pointwise.divide(betaGradient, m));
    Variable projected = Pointwise.multiply(normalized, Pointwise.divide(gammaGradient, m));
    Variable factor = Pointwise.multiply(Shaping.reshape(gamma, channel), inverse);
    Variable dx = Pointwise.multiply(Pointwise.subtract(centred, projected), factor);
    Shape flat = gamma.shape();
    return new Variable[] {dx, Shaping.reshape(gammaGradient, flat), Shaping.reshape(betaGradient, flat)};
  }

  /** Normalises by given statistics, composed of differentiable operations; same bits as the fused inference kernel. */
  public static Variable batchNormInference(Variable x, Variable gamma, Variable beta, Tensor runningMean, Tensor runningVariance,
      float epsilon) {
    Backend backend = x.tape.backend();
    if (!x.requiresGradient() && !gamma.requiresGradient() && !beta.requiresGradient()) {
      return x.tape.constant(backend.batchNormInference(x.value, gamma.value, beta.value, runningMean, runningVariance, epsilon));
    }
    Shape channel = Reduction.channelShape(x.shape());
    Variable mean = Shaping.reshape(x.tape.constant(runningMean), channel);
    Variable variance = Shaping.reshape(x.tape.constant(runningVariance), channel);
    Variable inverse = Pointwise.reciprocal(Pointwise.sqrt(Pointwise.addScalar(variance, epsilon)));
    Variable normalized = Pointwise.multiply(Pointwise.subtract(x, mean), inverse);
    return Pointwise.add(Pointwise.multiply(normalized, Shaping.reshape(gamma, channel)), Shaping.reshape(beta, channel));
  }
}
