package org.zerosum.nn;

import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** How a parameter starts. Random ones are functions of the noise's address alone, so they are the same on every device. */
public sealed interface Initializer {
  /**
   * Makes the starting values.
   *
   * @return a new tensor of the innermost scope
   */
  Tensor make(Backend backend, Shape shape, Noise noise);

  /** Every element the same. */
  record Constant(float value) implements Initializer {
    @Override
    public Tensor make(Backend backend, Shape shape, Noise noise) {
      return backend.full(shape, value);
    }
  }

  /** Normally distributed; DCGANs use mean 0 and deviation 0.02 (Radford, Metz and Chintala, arXiv:1511.06434, section 4). */
  record Normal(float mean, float deviation) implements Initializer {
    @Override
    public Tensor make(Backend backend, Shape shape, Noise noise) {
      return backend.normal(shape, noise, mean, deviation);
    }
  }

  /** Uniform in [low, high). */
  record Uniform(float low, float high) implements Initializer {
    @Override
    public Tensor make(Backend backend, Shape shape, Noise noise) {
      return backend.uniform(shape, noise, low, high);
    }
  }

  /** A random direction: normal numbers divided by their length. */
  record Direction() implements Initializer {
    @Override
    public Tensor make(Backend backend, Shape shape, Noise noise) {
      Tensor normal = backend.normal(shape, noise, 0, 1);
      return backend.divide(normal, backend.sqrt(backend.sumOfSquares(normal)));
    }
  }

  /** Uniform within ±1/√fanIn (LeCun et al., "Efficient BackProp", 1998), PyTorch's default for linear and convolution layers. */
  static Initializer fanIn(int fanIn) {
    float bound = (float) (1 / StrictMath.sqrt(fanIn));
    return new Uniform(-bound, bound);
  }

  /** Uniform within ±√(6/(fanIn + fanOut)) (Glorot and Bengio, AISTATS 2010, eq. 16). */
  static Initializer glorotUniform(int fanIn, int fanOut) {
    float bound = (float) StrictMath.sqrt(6.0 / ((double) fanIn + fanOut));
    return new Uniform(-bound, bound);
  }

  /** Normal with deviation √(2/((1 + slope²)·fanIn)), for (leaky) ReLUs (He et al., arXiv:1502.01852, eq. 15). */
  static Initializer heNormal(int fanIn, double slope) {
    return new Normal(0, (float) StrictMath.sqrt(2 / ((1 + slope * slope) * fanIn)));
  }
}
