package org.zerosum.nn;

import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;

/** Element-wise layers without parameters. */
public sealed interface Activation extends Layer {
  @Override
  default Shape outputShape(Shape input) {
    return input;
  }

  /** What a layer in front applies to its own result in place of this layer, or null if this is no rectifier. */
  default Rectifier rectifier() {
    return null;
  }

  /** max(x, 0). */
  record Relu() implements Activation {
    @Override
    public Rectifier rectifier() {
      return Rectifier.RELU;
    }

    @Override
    public Variable forward(Pass pass, Variable x) {
      return Pointwise.relu(x);
    }
  }

  /** x above 0, slope · x elsewhere. */
  record LeakyRelu(float slope) implements Activation {
    @Override
    public Rectifier rectifier() {
      return slope > 0 && slope < Float.POSITIVE_INFINITY ? Rectifier.leakyRelu(slope) : null;
    }

    @Override
    public Variable forward(Pass pass, Variable x) {
      return Pointwise.leakyRelu(x, slope);
    }
  }

  /** 1 / (1 + e⁻ˣ). */
  record Sigmoid() implements Activation {
    @Override
    public Variable forward(Pass pass, Variable x) {
      return Pointwise.sigmoid(x);
    }
  }

  /** Hyperbolic tangent. */
  record Tanh() implements Activation {
    @Override
    public Variable forward(Pass pass, Variable x) {
      return Pointwise.tanh(x);
    }
  }

  /** ln(1 + eˣ). */
  record Softplus() implements Activation {
    @Override
    public Variable forward(Pass pass, Variable x) {
      return Pointwise.softplus(x);
    }
  }
}
