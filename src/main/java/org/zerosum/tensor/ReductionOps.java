package org.zerosum.tensor;

/** Sums in the order of docs/arithmetic.md, rule 3, and their adjoint, the expansion. */
public interface ReductionOps extends Operations {
  /**
   * The gradients in front of a rectifier.
   *
   * @param input of the output gradient's shape
   * @param bias [C]; null if it was not asked for
   */
  record RectifierGradients(Tensor input, Tensor bias) {}

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
   * Gradients of out = rectifier(x + bias), the bias per channel, in one pass: input = {@link Rectifier#gate} of outGradient by out;
   * bias = Σ input over all axes but the second. The bits are those of {@link Rectifier#backward} and, after it, {@link #channelSum}.
   *
   * <p><b>Shapes</b>: outGradient, out, input [N, C, …]; bias [C].
   *
   * @param out the rectified result; not read, and may be null, if the rectifier is none
   * @param biasWanted whether there is a bias to find the gradient of
   * @return new tensors of the innermost scope, but input is outGradient itself if the rectifier is none
   * @throws ShapeException if the shapes differ or have fewer than two axes
   */
  default RectifierGradients rectifierBackward(Tensor outGradient, Tensor out, Rectifier rectifier, boolean biasWanted) {
    if (outGradient.shape().rank() < 2) {
      throw new ShapeException("rectifierBackward: the output gradient must have a batch and a channel axis but has shape "
          + outGradient.shape());
    }
    if (rectifier.isNone()) {
      return new RectifierGradients(outGradient, biasWanted ? channelSum(outGradient) : null);
    }
    Checks.same("rectifierBackward", "the rectified result", out, "the output gradient", outGradient);
    Tensor input = allocate(outGradient.shape());
    if (!biasWanted) {
      kernels().binary(rectifier.backward(), input, outGradient, out, new Broadcast(1, outGradient.count(), 1), rectifier.slope());
      return new RectifierGradients(input, null);
    }
    Tensor bias = allocate(Shape.of(outGradient.shape().extent(1)));
    kernels().rectifierBackward(input, bias, outGradient, out, rectifier, Broadcast.channels(outGradient.shape()));
    return new RectifierGradients(input, bias);
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
