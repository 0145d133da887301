package org.zerosum.tensor;

/** Batch normalisation (Ioffe and Szegedy, arXiv:1502.03167, algorithm 1), per channel of [N, C, …]. */
public interface NormalizationOps extends Operations {
  /**
   * What the training form gives: the result and what its gradient needs.
   *
   * @param out ((x − mean) · inverseDeviation) · gamma + beta, of x's shape
   * @param mean [C]
   * @param inverseDeviation 1 / √(variance + epsilon), [C], the variance being the biased one
   */
  record BatchNorm(Tensor out, Tensor mean, Tensor inverseDeviation) {}

  /**
   * The gradients.
   *
   * @param input of x's shape
   * @param gamma [C]
   * @param beta [C]
   */
  record BatchNormGradients(Tensor input, Tensor gamma, Tensor beta) {}

  /**
   * Normalises each channel by the statistics of this batch, m = N·H·W values, and moves the running statistics:
   * running = running · (1 − momentum) + statistic · momentum, with the unbiased variance.
   *
   * <p><b>Shapes</b>: x [N, C, …], gamma, beta, runningMean, runningVariance [C].
   *
   * @param runningMean changed in place; null, together with runningVariance, if none are kept
   * @param epsilon added to the variance, above 0
   * @param momentum share of the new statistic, in [0, 1]
   * @return new tensors of the innermost scope
   * @throws ShapeException if the shapes do not fit or a channel has only one value
   */
  default BatchNorm batchNormTraining(Tensor x, Tensor gamma, Tensor beta, Tensor runningMean, Tensor runningVariance, float epsilon,
      float momentum) {
    return batchNormTraining(x, gamma, beta, runningMean, runningVariance, epsilon, momentum, Rectifier.NONE);
  }

  /**
   * As {@link #batchNormTraining(Tensor, Tensor, Tensor, Tensor, Tensor, float, float)}, its result then rectified in the same pass.
   *
   * @return new tensors of the innermost scope
   * @throws ShapeException if the shapes do not fit or a channel has only one value
   */
  default BatchNorm batchNormTraining(Tensor x, Tensor gamma, Tensor beta, Tensor runningMean, Tensor runningVariance, float epsilon,
      float momentum, Rectifier rectifier) {
    Shape channel = channel("batchNormTraining", x, gamma, beta);
    Broadcast channels = Broadcast.channels(x.shape());
    if (channels.outer() * channels.inner() < 2) {
      throw new ShapeException("batchNormTraining: one value per channel has no variance (x " + x.shape() + "); use a batch of at least 2");
    }
    Checks.range("batchNormTraining", "momentum", momentum, 0, 1);
    Checks.range("batchNormTraining", "epsilon", epsilon, Float.MIN_VALUE, Float.MAX_VALUE);
    if ((runningMean == null) != (runningVariance == null)) {
      throw new IllegalArgumentException("batchNormTraining: give both a running mean and a running variance, or neither");
    }
    if (runningMean != null) {
      Checks.shape("batchNormTraining", "runningMean", runningMean, channel);
      Checks.shape("batchNormTraining", "runningVariance", runningVariance, channel);
    }
    Tensor out = allocate(x.shape());
    Tensor mean = allocate(channel);
    Tensor inverseDeviation = allocate(channel);
    kernels().batchNormTraining(out, mean, inverseDeviation, runningMean, runningVariance, x, gamma, beta, epsilon, momentum, rectifier,
        channels);
    return new BatchNorm(out, mean, inverseDeviation);
  }

  /**
   * Normalises by given statistics: ((x − runningMean) · (1 / √(runningVariance + epsilon))) · gamma + beta.
   *
   * <p><b>Shapes</b>: as batchNormTraining.
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor batchNormInference(Tensor x, Tensor gamma, Tensor beta, Tensor runningMean, Tensor runningVariance, float epsilon) {
    Shape channel = channel("batchNormInference", x, gamma, beta);
    Checks.shape("batchNormInference", "runningMean", runningMean, channel);
    Checks.shape("batchNormInference", "runningVariance", runningVariance, channel);
    Checks.range("batchNormInference", "epsilon", epsilon, Float.MIN_VALUE, Float.MAX_VALUE);
    Tensor out = allocate(x.shape());
    kernels().batchNormInference(out, x, runningMean, runningVariance, gamma, beta, epsilon, Broadcast.channels(x.shape()));
    return out;
  }

  /**
   * Gradients of batchNormTraining without a rectifier, with x̂ = (x − mean) · inverseDeviation and m values per channel:
   * beta = Σ dy; gamma = Σ (dy · x̂); input = ((dy − beta/m) − x̂ · (gamma/m)) · (γ · inverseDeviation).
   *
   * <p><b>Shapes</b>: outGradient and x alike, the others [C].
   *
   * @return new tensors of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default BatchNormGradients batchNormBackward(Tensor outGradient, Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma) {
    return batchNormBackward(outGradient, null, Rectifier.NONE, x, mean, inverseDeviation, gamma);
  }

  /**
   * Gradients of batchNormTraining with a rectifier: as {@link #batchNormBackward(Tensor, Tensor, Tensor, Tensor, Tensor)} with dy =
   * {@link Rectifier#gate} of outGradient by out, in the same pass.
   *
   * <p><b>Shapes</b>: outGradient, out and x alike, the others [C].
   *
   * @param out the rectified result of batchNormTraining; null if the rectifier is none
   * @return new tensors of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default BatchNormGradients batchNormBackward(Tensor outGradient, Tensor out, Rectifier rectifier, Tensor x, Tensor mean,
      Tensor inverseDeviation, Tensor gamma) {
    Shape channel = channel("batchNormBackward", x, gamma, mean);
    Checks.same("batchNormBackward", "x", x, "the output gradient", outGradient);
    Checks.shape("batchNormBackward", "inverseDeviation", inverseDeviation, channel);
    if (!rectifier.isNone()) {
      Checks.same("batchNormBackward", "the rectified result", out, "the output gradient", outGradient);
    }
    Tensor dx = allocate(x.shape());
    Tensor gammaGradient = allocate(channel);
    Tensor betaGradient = allocate(channel);
    kernels().batchNormBackward(dx, gammaGradient, betaGradient, outGradient, out, rectifier, x, mean, inverseDeviation, gamma,
        Broadcast.channels(x.shape()));
    return new BatchNormGradients(dx, gammaGradient, betaGradient);
  }

  private static Shape channel(String operation, Tensor x, Tensor gamma, Tensor other) {
    if (x.shape().rank() < 2) {
      throw new ShapeException(operation + ": the input must have a batch and a channel axis but has shape " + x.shape());
    }
    Shape channel = Shape.of(x.shape().extent(1));
    Checks.shape(operation, "gamma", gamma, channel);
    Checks.shape(operation, "the channel vector beside gamma", other, channel);
    return channel;
  }
}
