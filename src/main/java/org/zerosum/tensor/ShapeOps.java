package org.zerosum.tensor;

import java.util.List;

/** Operations that move elements without changing them. */
public interface ShapeOps extends Operations {
  /**
   * The same elements under another shape: a view, no copy.
   *
   * @return a new tensor of the innermost scope that shares x's memory
   * @throws ShapeException if the element counts differ
   */
  Tensor reshape(Tensor x, Shape shape);

  /**
   * Puts tensors one behind the other along an axis.
   *
   * @param tensors at least one; shapes equal but for the axis
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the shapes do not fit
   */
  default Tensor concatenate(List<Tensor> tensors, int axis) {
    Shape first = tensors.getFirst().shape();
    checkAxis("concatenate", first, axis);
    int total = 0;
    for (Tensor tensor : tensors) {
      int extent = axis < tensor.shape().rank() ? tensor.shape().extent(axis) : 1;
      if (tensor.shape().rank() != first.rank() || !tensor.shape().with(axis, first.extent(axis)).equals(first)) {
        throw new ShapeException("concatenate: " + tensor.shape() + " does not fit to " + first + "; only axis " + axis + " may differ");
      }
      total = Math.addExact(total, extent);
    }
    Tensor out = allocate(first.with(axis, total));
    int rows = first.product(0, axis);
    int inner = first.product(axis + 1, first.rank());
    int place = 0;
    for (Tensor tensor : tensors) {
      int length = tensor.shape().extent(axis) * inner;
      kernels().copyRuns(out.storage(), place, total * inner, tensor.storage(), 0, length, rows, length);
      place += length;
    }
    return out;
  }

  /**
   * The part {@code from ≤ index < to} of an axis; of axis 0: some samples of a batch.
   *
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the range is empty or reaches outside
   */
  default Tensor slice(Tensor x, int axis, int from, int to) {
    checkAxis("slice", x.shape(), axis);
    int extent = x.shape().extent(axis);
    if (from < 0 || from >= to || to > extent) {
      throw new ShapeException("slice: range " + from + " to " + to + " does not lie in axis " + axis + " of " + x.shape());
    }
    Tensor out = allocate(x.shape().with(axis, to - from));
    int inner = x.shape().product(axis + 1, x.shape().rank());
    int length = (to - from) * inner;
    kernels().copyRuns(out.storage(), 0, length, x.storage(), from * inner, extent * inner, x.shape().product(0, axis), length);
    return out;
  }

  /**
   * Puts zeros before and behind x along an axis: the adjoint of {@link #slice}.
   *
   * @return a new tensor of the innermost scope whose axis has {@code extent} entries, x from entry {@code from} on
   * @throws ShapeException if x does not fit there
   */
  default Tensor padAxis(Tensor x, int axis, int from, int extent) {
    checkAxis("padAxis", x.shape(), axis);
    int own = x.shape().extent(axis);
    if (from < 0 || (long) from + own > extent) {
      throw new ShapeException("padAxis: " + x.shape() + " from entry " + from + " on does not fit into " + extent + " entries of axis " + axis);
    }
    Tensor out = allocate(x.shape().with(axis, extent));
    kernels().fill(out.storage(), 0);
    int inner = x.shape().product(axis + 1, x.shape().rank());
    kernels().copyRuns(out.storage(), from * inner, extent * inner, x.storage(), 0, own * inner, x.shape().product(0, axis), own * inner);
    return out;
  }

  /** A copy of x. */
  default Tensor copy(Tensor x) {
    Tensor out = allocate(x.shape());
    kernels().copyRuns(out.storage(), 0, x.count(), x.storage(), 0, x.count(), 1, x.count());
    return out;
  }

  private static void checkAxis(String operation, Shape shape, int axis) {
    if (axis < 0 || axis >= shape.rank()) {
      throw new ShapeException(operation + ": axis " + axis + " does not exist in shape " + shape);
    }
  }
}
