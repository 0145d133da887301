package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;

/** Convolution ({@link Conv2d}). Shapes: x [N, in, H, W], weight [out, in, R, S], bias [out], y [N, out, P, Q]. */
public final class Conv2dLayer implements Layer, Rectifiable {
  private final Conv2d parameters;
  private final Parameter weight;
  private final Parameter bias;
  private final SpectralNorm norm;

  /** A square kernel; weight and bias start uniform within ±1/√(in · kernel²). */
  public Conv2dLayer(int in, int out, int kernel, int stride, int padding) {
    this(in, out, kernel, kernel, Conv2d.of(stride, padding), Initializer.fanIn(in * kernel * kernel),
        Initializer.fanIn(in * kernel * kernel));
  }

  /**
   * @param bias how the bias starts, or null for none
   */
  public Conv2dLayer(int in, int out, int kernelH, int kernelW, Conv2d parameters, Initializer weight, Initializer bias) {
    this(parameters, new Parameter(Shape.of(out, in, kernelH, kernelW), weight), bias == null ? null : new Parameter(Shape.of(out), bias),
        null);
  }

  private Conv2dLayer(Conv2d parameters, Parameter weight, Parameter bias, SpectralNorm norm) {
    this.parameters = parameters;
    this.weight = weight;
    this.bias = bias;
    this.norm = norm;
  }

  /** This layer with its weight divided by its largest singular value ({@link SpectralNorm}); use it in this one's place. */
  public Conv2dLayer withSpectralNorm() {
    return new Conv2dLayer(parameters, weight, bias, new SpectralNorm(weight));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return forward(pass, x, Rectifier.NONE);
  }

  @Override
  public Variable forward(Pass pass, Variable x, Rectifier rectifier) {
    Variable kernel = norm == null ? pass.parameter(weight) : norm.normalized(pass);
    return Contraction.conv2d(x, kernel, bias == null ? null : pass.parameter(bias), rectifier, parameters);
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
    if (norm != null) {
      norm.declare(declarations, "weight");
    }
  }
}
