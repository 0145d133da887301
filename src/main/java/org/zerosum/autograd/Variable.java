package org.zerosum.autograd;

import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * A tensor together with how it came about on its {@link Tape}. The tensor belongs to the backend's scope as any other.
 */
public final class Variable {
  final Tape tape;
  final Tensor value;
  /** Operands and gradient rule, or null for leaves and constants. */
  final Node node;
  /** Place on the tape; −1 where nothing needs a gradient. */
  final int place;

  Variable(Tape tape, Tensor value, Node node, int place) {
    this.tape = tape;
    this.value = value;
    this.node = node;
    this.place = place;
  }

  /** The tensor. */
  public Tensor value() {
    return value;
  }

  /** The tensor's extents. */
  public Shape shape() {
    return value.shape();
  }

  /** The tape that records what is done with this variable. */
  public Tape tape() {
    return tape;
  }

  /** Whether a gradient can flow to or through this variable. */
  public boolean requiresGradient() {
    return place >= 0;
  }

  @Override
  public String toString() {
    return "Variable" + shape();
  }
}
