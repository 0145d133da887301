package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Normalization;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/**
 * Batch normalisation whose scale and shift are learned per class: y = x̂ · gamma[class] + beta[class], x̂ normalised over the whole
 * batch as in {@link BatchNorm2d}, with epsilon 1e-5 and momentum 0.1. <b>Shapes</b>: x [N, C, …], labels [N, classes], gamma
 * ({@code weight}) and beta ({@code bias}) [classes, C]. Source: Dumoulin, Shlens and Kudlur, arXiv:1610.07629, section 2.2; in
 * generators Miyato and Koyama, arXiv:1802.05637.
 */
public final class ConditionalBatchNorm2d implements Layer {
  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.1f;

  private final int channels;
  private final int classes;
  private final Parameter gamma;
  private final Parameter beta;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /**
   * beta starts at 0.
   *
   * @param gamma how the scales start
   */
  public ConditionalBatchNorm2d(int channels, int classes, Initializer gamma) {
    this.channels = channels;
    this.classes = classes;
    this.gamma = new Parameter(Shape.of(classes, channels), gamma);
    this.beta = new Parameter(Shape.of(classes, channels), new Initializer.Constant(0));
    this.runningMean = new Parameter(Shape.of(channels), new Initializer.Constant(0));
    this.runningVariance = new Parameter(Shape.of(channels), new Initializer.Constant(1));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    int[] extents = new int[x.shape().rank()];
    java.util.Arrays.fill(extents, 1);
    extents[0] = x.shape().extent(0);
    extents[1] = channels;
    Shape perSample = Shape.of(extents);
    Variable labels = pass.labels(classes);
    Variable scale = Shaping.reshape(Contraction.matmul(labels, pass.parameter(gamma), false, false, null), perSample);
    Variable shift = Shaping.reshape(Contraction.matmul(labels, pass.parameter(beta), false, false, null), perSample);
    return Pointwise.add(Pointwise.multiply(normalized(pass, x), scale), shift);
  }

  private Variable normalized(Pass pass, Variable x) {
    Backend backend = pass.tape().backend();
    Variable one = pass.tape().constant(backend.full(Shape.of(channels), 1));
    Variable zero = pass.tape().constant(backend.zeros(Shape.of(channels)));
    Tensor mean = pass.buffer(runningMean);
    Tensor variance = pass.buffer(runningVariance);
    return pass.isTraining() ? Normalization.batchNormTraining(x, one, zero, mean, variance, EPSILON, MOMENTUM)
        : Normalization.batchNormInference(x, one, zero, mean, variance, EPSILON);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.extent(1) != channels) {
      throw new ShapeException("ConditionalBatchNorm2d: expects [N, " + channels + ", H, W] but gets " + input);
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
