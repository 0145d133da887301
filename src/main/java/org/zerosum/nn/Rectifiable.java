package org.zerosum.nn;

import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Rectifier;

/** A layer that can apply the (leaky) ReLU behind it to its own result, which saves a pass over memory and gives the same bits. */
interface Rectifiable {
  /** {@link Layer#forward}, then rectified. */
  Variable forward(Pass pass, Variable x, Rectifier rectifier);
}
