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
  private final SpectralNorm norm;

  /** Weight and bias start uniform within ±1/√in. */
  public Linear(int in, int out) {
    this(in, out, Initializer.fanIn(in), Initializer.fanIn(in));
  }

  /**
   * @param bias how the bias starts, or null for none
   */
  public Linear(int in, int out, Initializer weight, Initializer bias) {
    this(in, out, new Parameter(Shape.of(out, in), weight), bias == null ? null : new Parameter(Shape.of(out), bias), null);
  }

  private Linear(int in, int out, Parameter weight, Parameter bias, SpectralNorm norm) {
    this.in = in;
    this.out = out;
    this.weight = weight;
    this.bias = bias;
    this.norm = norm;
  }

  /** This layer with its weight divided by its largest singular value ({@link SpectralNorm}); use it in this one's place. */
  public Linear withSpectralNorm() {
    return new Linear(in, out, weight, bias, new SpectralNorm(weight));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    Variable matrix = norm == null ? pass.parameter(weight) : norm.normalized(pass);
    return Contraction.matmul(x, matrix, false, true, bias == null ? null : pass.parameter(bias));
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
    if (norm != null) {
      norm.declare(declarations, "weight");
    }
  }
}
