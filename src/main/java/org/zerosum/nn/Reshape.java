package org.zerosum.nn;

import java.util.List;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/** Gives each sample other extents: [N, …] → [N, extents…]. */
public record Reshape(List<Integer> extents) implements Layer {
  /** The extents of a sample, without the batch. */
  public static Reshape to(int... extents) {
    return new Reshape(java.util.Arrays.stream(extents).boxed().toList());
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    return Shaping.reshape(x, outputShape(x.shape()));
  }

  @Override
  public Shape outputShape(Shape input) {
    int[] all = new int[extents.size() + 1];
    all[0] = input.extent(0);
    for (int i = 0; i < extents.size(); i++) {
      all[i + 1] = extents.get(i);
    }
    return Shape.of(all);
  }
}
