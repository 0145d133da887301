package org.zerosum.gan;

import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Tensor;

/**
 * Samples or latent vectors, with their classes where there are any.
 *
 * @param values [N, …]
 * @param labels one-hot rows [N, classes], or null without classes
 */
public record Batch(Tensor values, Tensor labels) {
  /** The labels as a constant, or null. */
  Variable labelsOn(Tape tape) {
    return labels == null ? null : tape.constant(labels);
  }
}
