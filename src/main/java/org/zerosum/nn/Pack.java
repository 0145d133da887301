package org.zerosum.nn;

import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

/**
 * Lays neighbouring samples of a batch behind one another along the channels: a discriminator that judges several samples at once sees
 * whether they are alike. <b>Shapes</b>: x [N, C, …] → [N / m, m·C, …]. Source: Lin, Khetan, Fanti and Oh, "PacGAN",
 * arXiv:1712.04086.
 *
 * @param samples m, at least 1
 */
public record Pack(int samples) implements Layer {
  public Pack {
    if (samples < 1) {
      throw new IllegalArgumentException("Pack: the number of samples is " + samples + " but must be at least 1");
    }
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return Shaping.reshape(x, outputShape(x.shape()));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.extent(0) % samples != 0) {
      throw new ShapeException("Pack: expects [N, C, ...] with N a multiple of " + samples + " but gets " + input);
    }
    return input.with(0, input.extent(0) / samples).with(1, Math.multiplyExact(input.extent(1), samples));
  }
}
