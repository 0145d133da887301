package org.zerosum.tensor;

/** What the families of operations need from the {@link Backend} that mixes them together. */
public interface Operations {
  /** A new tensor of the innermost scope, contents undefined. */
  Tensor allocate(Shape shape);

  /** The implementation; for the families' own use. */
  Kernels kernels();
}
