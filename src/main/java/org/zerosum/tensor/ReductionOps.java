package org.zerosum.tensor;

/** Sums in the order of docs/arithmetic.md, rule 3, and their adjoint, the expansion. */
public interface ReductionOps extends Operations {
  /**
   * Sum of all elements.
   *
   * @return a new tensor [], of the innermost scope
   */
  default Tensor sum(Tensor x) {
    return sumTo(x, Shape.of());
  }

  /**
   * Sums x down to a shape that can be laid along it: out[m] = Σ over e = o·inner + i of x[o][m][i] ({@link Broadcast}).
   *
   * <p>To [C, 1, 1] from [N, C, H, W]: the sum per channel; to [N, 1]: per sample; to []: of everything.
   *
   * @return a new tensor of the given shape, of the innermost scope
   * @throws ShapeException if the shape cannot be laid along x
   */
  default Tensor sumTo(Tensor x, Shape shape) {
    Broadcast broadcast = Broadcast.of("sumTo", x.shape(), shape);
    Tensor out = allocate(shape);
    kernels().sum(out, x, broadcast);
    return out;
  }

  /**
   * Repeats x along a larger shape: the adjoint of {@link #sumTo}.
   *
   * @return a new tensor of the given shape, of the innermost scope
   * @throws ShapeException if x cannot be laid along the shape
   */
  default Tensor expand(Tensor x, Shape shape) {
    Broadcast broadcast = Broadcast.of("expand", shape, x.shape());
    Tensor out = allocate(shape);
    kernels().expand(out, x, broadcast);
    return out;
  }

  /**
   * Gradient of a per-channel bias: the sum of [N, C, …] over all axes but the second.
   *
   * @return a new tensor [C], of the innermost scope
   * @throws ShapeException if x has fewer than two axes
   */
  default Tensor channelSum(Tensor x) {
    if (x.shape().rank() < 2) {
      throw new ShapeException("channelSum: the tensor must have a batch and a channel axis but has shape " + x.shape());
    }
    Tensor out = allocate(Shape.of(x.shape().extent(1)));
    kernels().sum(out, x, Broadcast.channels(x.shape()));
    return out;
  }

  /**
   * Σ x².
   *
   * @return a new tensor [], of the innermost scope
   */
  default Tensor sumOfSquares(Tensor x) {
    Tensor out = allocate(Shape.of());
    kernels().sumOfSquares(out, x);
    return out;
  }
}
