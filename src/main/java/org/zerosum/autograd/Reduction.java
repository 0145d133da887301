package org.zerosum.autograd;

import org.zerosum.tensor.Shape;

/** Differentiable sums and their adjoint; summation order as in {@link org.zerosum.tensor.ReductionOps}. */
public final class Reduction {
  private Reduction() {}

  /** The sum of all elements, of shape []. */
  public static Variable sum(Variable x) {
    return sumTo(x, Shape.of());
  }

  /** The mean of all elements, of shape []: the sum divided by their number. */
  public static Variable mean(Variable x) {
    return Pointwise.divide(sum(x), x.tape.scalar(x.value.count()));
  }

  /** Sums down to a shape that can be laid along x. */
  public static Variable sumTo(Variable x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.tape.record(x.tape.backend().sumTo(x.value, shape), (g, _) -> new Variable[] {expand(g, x.shape())}, x);
  }

  /** Repeats x along a larger shape. */
  public static Variable expand(Variable x, Shape shape) {
    if (x.shape().equals(shape)) {
      return x;
    }
    return x.tape.record(x.tape.backend().expand(x.value, shape), (g, _) -> new Variable[] {sumTo(g, x.shape())}, x);
  }

  /** The sum of [N, C, …] per channel, of shape [C]. */
  public static Variable channelSum(Variable x) {
    Shape perChannel = channelShape(x.shape());
    return Shaping.reshape(sumTo(x, perChannel), Shape.of(x.shape().extent(1)));
  }

  /** [C, 1, …]: a channel vector's shape as it is laid along [N, C, …]. */
  static Shape channelShape(Shape shape) {
    int[] extents = new int[shape.rank() - 1];
    java.util.Arrays.fill(extents, 1);
    extents[0] = shape.extent(1);
    return Shape.of(extents);
  }
}
