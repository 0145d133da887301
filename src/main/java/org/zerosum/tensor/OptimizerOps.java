package org.zerosum.tensor;

/** Optimiser updates over one flat buffer of parameters, in place, one launch each. */
public interface OptimizerOps extends Operations {
  /**
   * Stochastic gradient descent with momentum: velocity = momentum · velocity + g; p = p − rate · velocity (Polyak 1964, in
   * the form of Sutskever et al., ICML 2013). Products are fused with their sums.
   *
   * @param velocity changed in place; null if momentum is 0
   * @throws ShapeException if the shapes differ
   */
  default void sgd(Tensor parameters, Tensor gradients, Tensor velocity, float rate, float momentum) {
    Checks.same("sgd", "parameters", parameters, "gradients", gradients);
    if (velocity != null) {
      Checks.same("sgd", "parameters", parameters, "velocity", velocity);
    } else if (momentum != 0) {
      throw new IllegalArgumentException("sgd: momentum " + momentum + " needs a velocity tensor");
    }
    kernels().sgd(parameters, gradients, velocity, rate, momentum);
  }

  /**
   * Adam (Kingma and Ba, arXiv:1412.6980, algorithm 1): m = fma(β₁, m, (1 − β₁) · g); v = fma(β₂, v, (1 − β₂) · (g · g));
   * p = p − (rate · m) / fma(√v, inverseRootCorrection, ε), the corrections being part of {@link AdamStep}.
   *
   * @throws ShapeException if the shapes differ
   */
  default void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step) {
    Checks.same("adam", "parameters", parameters, "gradients", gradients);
    Checks.same("adam", "parameters", parameters, "first moment", firstMoment);
    Checks.same("adam", "parameters", parameters, "second moment", secondMoment);
    kernels().adam(parameters, gradients, firstMoment, secondMoment, step);
  }
}
