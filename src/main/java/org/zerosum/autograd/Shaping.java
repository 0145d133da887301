package org.zerosum.autograd;

import java.util.List;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Differentiable operations that move elements. */
public final class Shaping {
  private Shaping() {}

  /** The same elements under another shape; no copy. */
  public static Variable reshape(Variable x, Shape shape) {
    return x.tape.record(x.tape.backend().reshape(x.value, shape), (g, _) -> new Variable[] {reshape(g, x.shape())}, x);
  }

  /** The part {@code from ≤ index < to} of an axis. */
  public static Variable slice(Variable x, int axis, int from, int to) {
    return x.tape.record(x.tape.backend().slice(x.value, axis, from, to),
        (g, _) -> new Variable[] {padAxis(g, axis, from, x.shape().extent(axis))}, x);
  }

  /** Zeros before and behind x along an axis. */
  public static Variable padAxis(Variable x, int axis, int from, int extent) {
    return x.tape.record(x.tape.backend().padAxis(x.value, axis, from, extent),
        (g, _) -> new Variable[] {slice(g, axis, from, from + x.shape().extent(axis))}, x);
  }

  /** One behind the other along an axis. */
  public static Variable concatenate(List<Variable> parts, int axis) {
    List<Tensor> values = parts.stream().map(Variable::value).toList();
    Tape tape = parts.getFirst().tape;
    return tape.record(tape.backend().concatenate(values, axis), (g, wanted) -> {
      Variable[] shares = new Variable[wanted.length];
      int from = 0;
      for (int i = 0; i < shares.length; i++) {
        int to = from + parts.get(i).shape().extent(axis);
        shares[i] = wanted[i] ? slice(g, axis, from, to) : null;
        from = to;
      }
      return shares;
    }, parts.toArray(Variable[]::new));
  }
}
