package org.zerosum.nn;

import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Shape;

/**
 * A differentiable function with parameters: an immutable description, whose numbers a {@link Network} holds. Programs may
 * add their own.
 */
public interface Layer {
  /**
   * Applies the layer.
   *
   * @param pass gives the parameters' values, the tape and the mode
   * @param x a batch, [N, …]
   * @return a batch, [N, …]
   */
  Variable forward(Pass pass, Variable x);

  /**
   * The extents of the result for a batch of the given extents.
   *
   * @throws org.zerosum.tensor.ShapeException if the layer cannot take such a batch
   */
  Shape outputShape(Shape input);

  /**
   * Whether in training a sample's result depends on the other samples of its batch, as with batch norm. Such a network must
   * not be shown real and generated samples in one batch.
   */
  default boolean couplesSamples() {
    return false;
  }

  /** Names this layer's parameters and buffers. A layer without any does nothing here. */
  default void declare(Declarations declarations) {}
}
