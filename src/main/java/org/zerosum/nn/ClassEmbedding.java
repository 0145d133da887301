package org.zerosum.nn;

import java.util.List;
import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

/**
 * Appends to each sample a vector that is learned for its class: [x, e_y], e the rows of the weight. <b>Shapes</b>: x [N, D], labels
 * [N, classes], weight [classes, width], y [N, D + width]. Source: Mirza and Osindero, "Conditional generative adversarial nets",
 * arXiv:1411.1784, section 3.2.
 */
public final class ClassEmbedding implements Layer {
  private final int classes;
  private final int width;
  private final Parameter weight;

  /** The vectors start standard normal, as z does. */
  public ClassEmbedding(int classes, int width) {
    this.classes = classes;
    this.width = width;
    this.weight = new Parameter(Shape.of(classes, width), new Initializer.Normal(0, 1));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    Variable vectors = Contraction.matmul(pass.labels(classes), pass.parameter(weight), false, false, null);
    return Shaping.concatenate(List.of(x, vectors), 1);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != 2) {
      throw new ShapeException("ClassEmbedding: expects [N, D] but gets " + input);
    }
    return input.with(1, Math.addExact(input.extent(1), width));
  }

  @Override
  public void declare(Declarations declarations) {
    declarations.parameter("weight", weight);
  }
}
