package org.zerosum.tensor;

/** Noise, fused losses and optimisers: one launch each. Addresses and live numbers are read when an operation runs. */
public interface TrainingKernels {
  /** out[e] = low + u · (high − low), u the uniform draw of element e (docs/arithmetic.md, rule 5). */
  void uniform(Tensor out, Noise noise, float low, float high);

  /** out[e] = n · deviation + mean, n the normal draw of element e. */
  void normal(Tensor out, Noise noise, float mean, LiveFloat deviation);

  /** As {@link LossOps#discriminatorLoss}. values [6]: loss, V(D, G), mean D(x), mean D(G(z)), mean a, mean b. */
  void discriminatorLoss(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient, Tensor realLogits, Tensor fakeLogits,
      float realLabel);

  /** As {@link LossOps#generatorLoss}. values [5]: loss, mean D(G(z)), mean b, saturated share, mean 1 / D(G(z)). */
  void generatorLoss(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits);

  /** As {@link LossOps#softmaxCrossEntropy}. values [2]: loss, accuracy. */
  void softmaxCrossEntropy(Tensor values, Tensor gradient, Tensor logits, Tensor classes);

  /** velocity = fma(momentum, velocity, g); p = fma(−rate, velocity, p). Without a velocity (null): p = fma(−rate, g, p). */
  void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum);

  /** As {@link OptimizerOps#adam}, with the scalars prepared by {@link AdamStep}. */
  void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step);

  /** average = fma(rate, values − average, average). */
  void movingAverage(Tensor average, Tensor values, LiveFloat rate);

  /** As {@link OptimizerOps#clipByNorm}. */
  void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit);
}
