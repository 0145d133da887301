package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/**
 * A conditional discriminator's last layer: the logit w·x + b + v_class·x, v the rows of {@code class_weight}. <b>Shapes</b>: x
 * [N, in], labels [N, classes], weight [1, in], bias [1], class_weight [classes, in], y [N, 1]. Source: Miyato and Koyama,
 * arXiv:1802.05637, eq. 4.
 */
public final class ProjectionHead implements Layer {
  private final int classes;
  private final Linear logit;
  private final Parameter classWeight;
  private final SpectralNorm norm;

  /**
   * The bias starts at 0.
   *
   * @param weight how both weights start
   */
  public ProjectionHead(int in, int classes, Initializer weight) {
    this(classes, new Linear(in, 1, weight, new Initializer.Constant(0)), new Parameter(Shape.of(classes, in), weight), null);
  }

  private ProjectionHead(int classes, Linear logit, Parameter classWeight, SpectralNorm norm) {
    this.classes = classes;
    this.logit = logit;
    this.classWeight = classWeight;
    this.norm = norm;
  }

  /** This layer with both weights divided by their largest singular values ({@link SpectralNorm}); use it in this one's place. */
  public ProjectionHead withSpectralNorm() {
    return new ProjectionHead(classes, logit.withSpectralNorm(), classWeight, new SpectralNorm(classWeight));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    Variable vectors = norm == null ? pass.parameter(classWeight) : norm.normalized(pass);
    // All classes' products and then the one that is asked for: less memory than a row of x's size per sample.
    Variable products = Contraction.matmul(x, vectors, false, true, null);
    Variable own = Reduction.sumTo(Pointwise.multiply(products, pass.labels(classes)), Shape.of(x.shape().extent(0), 1));
    return Pointwise.add(logit.forward(pass, x), own);
  }

  @Override
  public Shape outputShape(Shape input) {
    return logit.outputShape(input);
  }

  @Override
  public void declare(Declarations declarations) {
    logit.declare(declarations);
    declarations.parameter("class_weight", classWeight);
    if (norm != null) {
      norm.declare(declarations, "class_weight");
    }
  }
}
