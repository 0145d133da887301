package org.zerosum.nn;

import org.zerosum.autograd.Normalization;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

/**
 * Batch normalisation per channel of [N, C, …] ({@link org.zerosum.tensor.NormalizationOps}), with epsilon 1e-5 and momentum
 * 0.1 unless said otherwise. gamma is named {@code weight} and beta {@code bias}, as in PyTorch.
 */
public final class BatchNorm2d implements Layer, Rectifiable {
  private final int channels;
  private final float epsilon;
  private final float momentum;
  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /** gamma starts at 1, beta at 0. */
  public BatchNorm2d(int channels) {
    this(channels, 1e-5f, 0.1f, new Initializer.Constant(1));
  }

  /**
   * @param gamma how the scale starts
   */
  public BatchNorm2d(int channels, float epsilon, float momentum, Initializer gamma) {
    this.channels = channels;
    this.epsilon = epsilon;
    this.momentum = momentum;
    Shape shape = Shape.of(channels);
    this.gamma = new Parameter(shape, gamma);
    this.beta = new Parameter(shape, new Initializer.Constant(0));
    this.runningMean = new Parameter(shape, new Initializer.Constant(0));
    this.runningVariance = new Parameter(shape, new Initializer.Constant(1));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return forward(pass, x, Rectifier.NONE);
  }

  @Override
  public Variable forward(Pass pass, Variable x, Rectifier rectifier) {
    Variable scale = pass.parameter(gamma);
    Variable shift = pass.parameter(beta);
    if (pass.isTraining()) {
      return Normalization.batchNormTraining(x, scale, shift, pass.buffer(runningMean), pass.buffer(runningVariance), epsilon, momentum,
          rectifier);
    }
    Variable y = Normalization.batchNormInference(x, scale, shift, pass.buffer(runningMean), pass.buffer(runningVariance), epsilon);
    return switch (rectifier.kind()) {
      case NONE -> y;
      case RELU -> Pointwise.relu(y);
      case LEAKY_RELU -> Pointwise.leakyRelu(y, rectifier.slope());
    };
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.extent(1) != channels) {
      throw new ShapeException("BatchNorm2d: expects [N, " + channels + ", H, W] but gets " + input);
    }
    return input;
  }

  @Override
  public boolean couplesSamples() {
    return true;
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", gamma);
    declarations.parameter("bias", beta);
    declarations.buffer("running_mean", runningMean);
    declarations.buffer("running_var", runningVariance);
  }
}
