package org.zerosum.autograd;

import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.ReductionOps.RectifierGradients;
import org.zerosum.tensor.Shape;

/** Differentiable matrix products and convolutions; shapes and formulas as in {@link org.zerosum.tensor.ContractionOps}. */
public final class Contraction {
  private Contraction() {}

  /**
   * Matrix product with an optional bias per column.
   *
   * @param bias [N] or null
   */
  public static Variable matmul(Variable a, Variable b, boolean transposeA, boolean transposeB, Variable bias) {
    var value = a.tape.backend().matmul(a.value, b.value, transposeA, transposeB, bias == null ? null : bias.value);
    return a.tape.record(value, (g, wanted) -> {
      Variable[] shares = new Variable[wanted.length];
      if (wanted[0]) {
        shares[0] = transposeA ? matmul(b, g, transposeB, true, null) : matmul(g, b, false, !transposeB, null);
      }
      if (wanted[1]) {
        shares[1] = transposeB ? matmul(g, a, true, transposeA, null) : matmul(a, g, !transposeA, false, null);
      }
      return withBias(shares, g, wanted);
    }, operands(a, b, bias));
  }

  /**
   * Convolution with an optional bias per channel.
   *
   * @param bias [K] or null
   */
  public static Variable conv2d(Variable x, Variable weight, Variable bias, Conv2d parameters) {
    return conv2d(x, weight, bias, Rectifier.NONE, parameters);
  }

  /**
   * Convolution with an optional bias per channel, rectified in the same pass.
   *
   * @param bias [K] or null
   */
  public static Variable conv2d(Variable x, Variable weight, Variable bias, Rectifier rectifier, Conv2d parameters) {
    var value = x.tape.backend().conv2d(x.value, weight.value, bias == null ? null : bias.value, rectifier, parameters);
    Conv2d.Geometry geometry = parameters.geometry(x.shape(), weight.shape());
    return x.tape.record(value, result -> (arrived, wanted) -> {
      Variable[] shares = new Variable[wanted.length];
      Variable g = beforeRectifier(shares, arrived, result[0], rectifier, wanted);
      shares[0] = wanted[0] ? convTranspose2d(g, weight, null, parameters.transposed(geometry)) : null;
      shares[1] = wanted[1] ? conv2dBackwardWeight(x, g, weight.shape(), parameters) : null;
      return shares;
    }, operands(x, weight, bias));
  }

  /** The gradient before the rectifier, and in shares the bias's if it is wanted. */
  private static Variable beforeRectifier(Variable[] shares, Variable arrived, Variable result, Rectifier rectifier, boolean[] wanted) {
    Tape tape = arrived.tape;
    if (tape.isRecording()) {
      Variable g = Pointwise.rectified(arrived, result, rectifier);
      withBias(shares, g, wanted);
      return g;
    }
    boolean biasWanted = wanted.length > 2 && wanted[2];
    RectifierGradients d = tape.backend().rectifierBackward(arrived.value, result.value, rectifier, biasWanted);
    if (biasWanted) {
      shares[2] = tape.constant(d.bias());
    }
    return tape.constant(d.input());
  }

  /** The weight gradient of a convolution, itself differentiable in x and in the output gradient. */
  public static Variable conv2dBackwardWeight(Variable x, Variable outGradient, Shape weight, Conv2d parameters) {
    var value = x.tape.backend().conv2dBackwardWeight(x.value, outGradient.value, weight, parameters);
    Conv2d.Geometry geometry = parameters.geometry(x.shape(), weight);
    return x.tape.record(value, (g, wanted) -> new Variable[] {
        wanted[0] ? convTranspose2d(outGradient, g, null, parameters.transposed(geometry)) : null,
        wanted[1] ? conv2d(x, g, null, parameters) : null}, x, outGradient);
  }

  /**
   * Transposed convolution with an optional bias per channel.
   *
   * @param bias [K] or null
   */
  public static Variable convTranspose2d(Variable x, Variable weight, Variable bias, ConvTranspose2d parameters) {
    var value = x.tape.backend().convTranspose2d(x.value, weight.value, bias == null ? null : bias.value, parameters);
    Conv2d reverse = parameters.convolution();
    return x.tape.record(value, (g, wanted) -> {
      Variable[] shares = new Variable[wanted.length];
      shares[0] = wanted[0] ? conv2d(g, weight, null, reverse) : null;
      shares[1] = wanted[1] ? conv2dBackwardWeight(g, x, weight.shape(), reverse) : null;
      return withBias(shares, g, wanted);
    }, operands(x, weight, bias));
  }

  private static Variable[] operands(Variable a, Variable b, Variable bias) {
    return bias == null ? new Variable[] {a, b} : new Variable[] {a, b, bias};
  }

  private static Variable[] withBias(Variable[] shares, Variable gradient, boolean[] wanted) {
    if (wanted.length > 2 && wanted[2]) {
      shares[2] = Reduction.channelSum(gradient);
    }
    return shares;
  }
}
