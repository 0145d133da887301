package org.zerosum.nn;

import java.util.List;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/**
 * A discriminator's last layer with a classifier beside it: column 0 is the logit w·x + b, column 1 + c the score of class c, V x + a.
 * <b>Shapes</b>: x [N, in], weight [1, in], bias [1], classes.weight [classes, in], classes.bias [classes], y [N, 1 + classes].
 * Source: Odena, Olah and Shlens, arXiv:1610.09585, section 3.
 */
public final class AuxiliaryHead implements Layer {
  private final int classes;
  private final Linear logit;
  private final Linear classifier;

  /**
   * Both biases start at 0.
   *
   * @param weight how both weights start
   */
  public AuxiliaryHead(int in, int classes, Initializer weight) {
    this(classes, new Linear(in, 1, weight, new Initializer.Constant(0)), new Linear(in, classes, weight, new Initializer.Constant(0)));
  }

  private AuxiliaryHead(int classes, Linear logit, Linear classifier) {
    this.classes = classes;
    this.logit = logit;
    this.classifier = classifier;
  }

  /**
   * This layer with the logit's weight divided by its largest singular value ({@link SpectralNorm}); use it in this one's place. The
   * classifier, which nobody plays against, stays free.
   */
  public AuxiliaryHead withSpectralNorm() {
    return new AuxiliaryHead(classes, logit.withSpectralNorm(), classifier);
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return Shaping.concatenate(List.of(logit.forward(pass, x), classifier.forward(pass, x)), 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    return logit.outputShape(input).with(1, 1 + classes);
  }

  @Override
  public void declare(Declarations declarations) {
    logit.declare(declarations);
    classifier.declare(declarations.in("classes"));
  }
}
