package org.zerosum.tensor;

/**
 * How a smaller tensor lies along a larger one: the larger is seen as [outer, middle, inner], the smaller as [middle].
 *
 * <p>Element (o, m, i) of the larger belongs to element m of the smaller. This covers a scalar (1, 1, count), one value per
 * channel of NCHW (N, C, H·W), per sample (1, N, C·H·W), per column (N, F, 1) and equal shapes (1, count, 1).
 *
 * @param outer extent of the axes before the shared ones
 * @param middle the smaller tensor's element count
 * @param inner extent of the axes behind the shared ones
 */
public record Broadcast(int outer, int middle, int inner) {
  /**
   * Lays a shape along a larger one by NumPy's rule: aligned at the last axis, extents equal or 1, missing axes count as 1.
   * The axes where the smaller is not 1 must be neighbours.
   *
   * @throws ShapeException if the shapes do not fit
   */
  public static Broadcast of(String operation, Shape large, Shape small) {
    if (large.equals(small)) {
      return new Broadcast(1, large.count(), 1);
    }
    int shift = large.rank() - small.rank();
    int first = large.rank();
    int last = -1;
    for (int axis = 0; axis < large.rank() && shift >= 0; axis++) {
      int extent = axis < shift ? 1 : small.extent(axis - shift);
      if (extent != 1) {
        first = Math.min(first, axis);
        last = axis;
      }
    }
    if (last < 0 && shift >= 0) {
      return new Broadcast(1, 1, large.count());
    }
    for (int axis = first; axis <= last; axis++) {
      if (axis < shift || small.extent(axis - shift) != large.extent(axis)) {
        throw misfit(operation, large, small);
      }
    }
    if (shift < 0) {
      throw misfit(operation, large, small);
    }
    return new Broadcast(large.product(0, first), large.product(first, last + 1), large.product(last + 1, large.rank()));
  }

  /** One value per channel of [N, C, …]. */
  public static Broadcast channels(Shape shape) {
    return new Broadcast(shape.extent(0), shape.extent(1), shape.product(2, shape.rank()));
  }

  /** The larger tensor's element count. */
  public int count() {
    return outer * middle * inner;
  }

  private static ShapeException misfit(String operation, Shape large, Shape small) {
    return new ShapeException(operation + ": " + small + " cannot be laid along " + large
        + "; aligned at the last axis, extents must be equal or 1, and the axes that are not 1 must be neighbours");
  }
}
