package org.zerosum.tensor;

/** Noise, fused GAN losses and optimisers: one launch each. */
public interface TrainingKernels {
  /** out[e] = low + u · (high − low), u the uniform draw of element e (docs/arithmetic.md, rule 5). */
  void uniform(Tensor out, Noise noise, float low, float high);

  /** out[e] = n · deviation + mean, n the normal draw of element e. */
  void normal(Tensor out, Noise noise, float mean, float deviation);

  /** As {@link LossOps#discriminatorBce}. values [4]: loss, V(D, G), mean D(x), mean D(G(z)). */
  void discriminatorBce(Tensor values, Tensor realGradient, Tensor fakeGradient, Tensor realLogits, Tensor fakeLogits, float realLabel);

  /** As {@link LossOps#generatorBce}. values [2]: loss, mean D(G(z)). */
  void generatorBce(Tensor values, Tensor gradient, Tensor fakeLogits, boolean saturating);

  /** velocity = fma(momentum, velocity, g); p = fma(−rate, velocity, p). Without a velocity (null): p = fma(−rate, g, p). */
  void sgd(Tensor parameters, Tensor gradients, Tensor velocity, float rate, float momentum);

  /** As {@link OptimizerOps#adam}, with the scalars prepared by {@link AdamStep}. */
  void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step);
}
