package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

/** y = x · weightᵀ + bias. Shapes: x [N, in], weight [out, in], bias [out], y [N, out]. */
public final class Linear implements Layer {
  private final int in;
  private final int out;
  private final Parameter weight;
  private final Parameter bias;

  /** Weight and bias start uniform within ±1/√in. */
  public Linear(int in, int out) {
    this(in, out, Initializer.fanIn(in), Initializer.fanIn(in));
  }

  /**
   * @param bias how the bias starts, or null for none
   */
  public Linear(int in, int out, Initializer weight, Initializer bias) {
    this.in = in;
    this.out = out;
    this.weight = new Parameter(Shape.of(out, in), weight);
    this.bias = bias == null ? null : new Parameter(Shape.of(out), bias);
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return Contraction.matmul(x, pass.parameter(weight), false, true, bias == null ? null : pass.parameter(bias));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 2 || input.extent(1) != in) {
      throw new ShapeException("Linear: expects [N, " + in + "] but gets " + input);
    }
    return input.with(1, out);
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
    if (bias != null) {
      declarations.parameter("bias", bias);
    }
  }
}
