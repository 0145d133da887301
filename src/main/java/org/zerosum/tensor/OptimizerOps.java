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
    sgd(parameters, gradients, velocity, new LiveFloat(rate), momentum);
  }

  /** As {@link #sgd(Tensor, Tensor, Tensor, float, float)}, with a rate that a {@link Program} reads anew each time. */
  default void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum) {
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

  /**
   * Exponential moving average, in place: average = fma(rate, values − average, average), that is decay · average + (1 − decay) ·
   * values, with rate = 1 − decay computed in double precision and rounded once. Of a generator's parameters (Yazıcı et al.,
   * arXiv:1806.04498).
   *
   * @param decay what is kept of the average, in [0, 1]
   * @throws ShapeException if the shapes differ
   * @throws IllegalArgumentException if the decay lies outside
   */
  default void movingAverage(Tensor average, Tensor values, float decay) {
    Checks.range("movingAverage", "the decay", decay, 0, 1);
    movingAverage(average, values, new LiveFloat((float) (1 - (double) decay)));
  }

  /**
   * As {@link #movingAverage(Tensor, Tensor, float)}, by the rate 1 − decay, which a {@link Program} reads anew each time.
   *
   * @param rate what is taken of the values, in [0, 1]
   */
  default void movingAverage(Tensor average, Tensor values, LiveFloat rate) {
    Checks.same("movingAverage", "average", average, "values", values);
    kernels().movingAverage(average, values, rate);
  }

  /**
   * Limits a gradient's norm, in place: gradients = gradients · min(1, limit / √sumOfSquares) (Pascanu, Mikolov and Bengio,
   * arXiv:1211.5063, algorithm 1). The norm is read where it lies, so that nothing waits. Gradients within the limit keep their bits;
   * if the norm is NaN, all of them become NaN.
   *
   * @param sumOfSquares one element: Σ g² over all gradients that are clipped together, as {@link ReductionOps#sumOfSquares} gives it
   * @param limit above 0
   * @throws ShapeException if there is not one sum
   * @throws IllegalArgumentException if the limit is not above 0
   */
  default void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit) {
    if (sumOfSquares.count() != 1) {
      throw new ShapeException("clipByNorm: the sum of squares must be one element but has shape " + sumOfSquares.shape());
    }
    if (!(limit > 0)) {
      throw new IllegalArgumentException("clipByNorm: the limit is " + limit + " but must be above 0");
    }
    kernels().clipByNorm(gradients, sumOfSquares, limit);
  }

  /**
   * Limits every parameter to [−limit, limit], in place: {@link UnaryOp#CLAMP} (Arjovsky, Chintala and Bottou, arXiv:1701.07875,
   * algorithm 1).
   *
   * @param limit above 0
   * @throws IllegalArgumentException if it is not
   */
  default void clipWeights(Tensor parameters, float limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("clipWeights: the limit is " + limit + " but must be above 0");
    }
    kernels().unary(UnaryOp.CLAMP, parameters, parameters, limit);
  }
}
