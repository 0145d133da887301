package org.zerosum.tensor;

import java.util.Arrays;

/**
 * The extents of a contiguous row-major tensor, outermost first; images are {@code [N, C, H, W]}. A scalar has rank 0.
 *
 * <p>Immutable. Every extent is at least 1 and the element count fits into an {@code int}.
 */
public final class Shape {
  private final int[] extents;
  private final int count;

  private Shape(int[] extents) {
    long product = 1;
    for (int extent : extents) {
      if (extent < 1) {
        throw new ShapeException("shape " + Arrays.toString(extents) + " has an extent below 1; every extent must be positive");
      }
      product *= extent;
      if (product > Integer.MAX_VALUE - 64) {
        throw new ShapeException("shape " + Arrays.toString(extents) + " has more than 2^31 - 65 elements; use a smaller batch");
      }
    }
    this.extents = extents;
    this.count = (int) product;
  }

  /**
   * Makes a shape.
   *
   * @throws ShapeException if an extent is below 1 or there are more than 2^31 − 65 elements
   */
  public static Shape of(int... extents) {
    return new Shape(extents.clone());
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent of an axis; negative axes count from the end. */
  public int extent(int axis) {
    return extents[axis < 0 ? axis + extents.length : axis];
  }

  /** The number of elements. */
  public int count() {
    return count;
  }

  /** A copy of the extents. */
  public int[] toArray() {
    return extents.clone();
  }

  /** This shape with one extent replaced. */
  public Shape with(int axis, int extent) {
    int[] changed = extents.clone();
    changed[axis] = extent;
    return new Shape(changed);
  }

  /** The product of the extents of the axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int product(int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= extents[i];
    }
    return product;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** For example {@code [64, 3, 32, 32]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
