package org.zerosum.nn;

import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/** [N, …] → [N, the rest as one axis]. */
public record Flatten() implements Layer {
  @Override
  public Variable forward(Pass pass, Variable x) {
    return Shaping.reshape(x, outputShape(x.shape()));
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.extent(0), input.product(1, input.rank()));
  }
}
