package org.zerosum.tensor;

/** Batch normalisation over [N, C, H·W], one channel at a time; Ioffe and Szegedy, arXiv:1502.03167, algorithm 1. */
public interface NormalizationKernels {
  /**
   * With m = outer · inner and all of docs/arithmetic.md, section "Batch normalisation": mean[c] = Σx / m; variance = Σ(x − mean)² / m;
   * inverseDeviation[c] = 1 / √(variance + epsilon); out = ((x − mean) · inverseDeviation) · gamma + beta, then rectified.
   *
   * <p>If runningMean is not null: runningMean = runningMean · (1 − momentum) + mean · momentum, and runningVariance alike
   * with variance · m / (m − 1).
   */
  void batchNormTraining(Tensor out, Tensor mean, Tensor inverseDeviation, Tensor runningMean, Tensor runningVariance, Tensor x,
      Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier, Broadcast channels);

  /** out = ((x − runningMean) · (1 / √(runningVariance + epsilon))) · gamma + beta. */
  void batchNormInference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma, Tensor beta, float epsilon,
      Broadcast channels);

  /**
   * With dy = {@link Rectifier#gate} of outGradient by out, and x̂ = (x − mean) · inverseDeviation: betaGradient = Σ dy;
   * gammaGradient = Σ (dy · x̂); dx = ((dy − betaGradient / m) − x̂ · (gammaGradient / m)) · (gamma · inverseDeviation).
   *
   * @param out what batchNormTraining gave; not read, and may be null, if the rectifier is none
   */
  void batchNormBackward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels);
}
