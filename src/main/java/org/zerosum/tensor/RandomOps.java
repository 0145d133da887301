package org.zerosum.tensor;

/** Counter-based noise: each element's draw is a function of its address alone ({@link Noise}). */
public interface RandomOps extends Operations {
  /**
   * Uniform numbers: low + u · (high − low) with u in [0, 1), 24 random bits each.
   *
   * @return a new tensor of the innermost scope
   */
  default Tensor uniform(Shape shape, Noise noise, float low, float high) {
    Tensor out = allocate(shape);
    kernels().uniform(out, noise, low, high);
    return out;
  }

  /**
   * Normal numbers by Box and Muller (Ann. Math. Statist. 29, 1958): n · deviation + mean.
   *
   * @return a new tensor of the innermost scope
   */
  default Tensor normal(Shape shape, Noise noise, float mean, float deviation) {
    return normal(shape, noise, mean, new LiveFloat(deviation));
  }

  /** As {@link #normal(Shape, Noise, float, float)}, with a deviation that a {@link Program} reads anew each time. */
  default Tensor normal(Shape shape, Noise noise, float mean, LiveFloat deviation) {
    Tensor out = allocate(shape);
    kernels().normal(out, noise, mean, deviation);
    return out;
  }
}
