package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;

/** Transposed convolution ({@link ConvTranspose2d}). Shapes: x [N, in, H, W], weight [in, out, R, S], bias [out], y [N, out, P, Q]. */
public final class ConvTranspose2dLayer implements Layer {
  private final ConvTranspose2d parameters;
  private final Parameter weight;
  private final Parameter bias;

  /** A square kernel; weight and bias start uniform within ±1/√(out · kernel²), as PyTorch's do. */
  public ConvTranspose2dLayer(int in, int out, int kernel, int stride, int padding) {
    this(in, out, kernel, kernel, ConvTranspose2d.of(stride, padding), Initializer.fanIn(out * kernel * kernel),
        Initializer.fanIn(out * kernel * kernel));
  }

  /**
   * @param bias how the bias starts, or null for none
   */
  public ConvTranspose2dLayer(int in, int out, int kernelH, int kernelW, ConvTranspose2d parameters, Initializer weight,
      Initializer bias) {
    this.parameters = parameters;
    this.weight = new Parameter(Shape.of(in, out, kernelH, kernelW), weight);
    this.bias = bias == null ? null : new Parameter(Shape.of(out), bias);
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return Contraction.convTranspose2d(x, pass.parameter(weight), bias == null ? null : pass.parameter(bias), parameters);
  }

  @Override
  public Shape outputShape(Shape input) {
    return parameters.geometry(input, weight.shape()).output();
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
    if (bias != null) {
      declarations.parameter("bias", bias);
    }
  }
}
