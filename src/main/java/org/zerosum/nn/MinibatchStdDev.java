package org.zerosum.nn;

import java.util.List;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

/**
 * Appends how much the samples of a group differ, so that a discriminator sees a generator that always draws the same.
 *
 * <p>The batch is cut into M = N / G groups, sample n into group n mod M; with μ the group's mean per feature, the appended channel
 * holds at every place s = 1/F Σ_f √(1/G Σ_g (x_gf − μ_f)² + 1e-8), one number per group. G is the largest divisor of N up to the
 * group size; alone, a sample has s = 1e-4. <b>Shapes</b>: x [N, C, …] → [N, C + 1, …]. Source: Karras, Aila, Laine and Lehtinen,
 * arXiv:1710.10196, section 3.
 *
 * @param groupSize samples per group at most; 4 in the source
 */
public record MinibatchStdDev(int groupSize) implements Layer {
  public MinibatchStdDev {
    if (groupSize < 2) {
      throw new IllegalArgumentException("MinibatchStdDev: the group size is " + groupSize + " but must be at least 2");
    }
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    Shape shape = x.shape();
    int count = shape.extent(0);
    int members = members(count);
    int groups = count / members;
    int features = shape.product(1, shape.rank());
    Variable rows = Shaping.reshape(x, Shape.of(members, groups * features));
    Shape perGroup = Shape.of(groups * features);
    Variable deviation = Pointwise.subtract(rows, Pointwise.scale(Reduction.sumTo(rows, perGroup), 1f / members));
    Variable variance = Pointwise.scale(Reduction.sumTo(Pointwise.multiply(deviation, deviation), perGroup), 1f / members);
    Variable spread = Shaping.reshape(Pointwise.sqrt(Pointwise.addScalar(variance, 1e-8f)), Shape.of(groups, features));
    Variable mean = Pointwise.scale(Reduction.sumTo(spread, Shape.of(groups, 1)), 1f / features);
    Shape channel = shape.with(1, 1);
    Variable places = Reduction.expand(mean, Shape.of(groups, channel.count() / count));
    Variable all = Reduction.expand(places, Shape.of(members, groups, channel.count() / count));
    return Shaping.concatenate(List.of(x, Shaping.reshape(all, channel)), 1);
  }

  private int members(int count) {
    int members = Math.min(groupSize, count);
    while (count % members != 0) {
      members--;
    }
    return members;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2) {
      throw new ShapeException("MinibatchStdDev: expects [N, C, ...] but gets " + input);
    }
    return input.with(1, input.extent(1) + 1);
  }

  @Override
  public boolean couplesSamples() {
    return true;
  }
}
