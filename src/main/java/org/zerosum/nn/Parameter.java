package org.zerosum.nn;

import org.zerosum.tensor.Shape;

/**
 * The declaration of one array of numbers of a layer: its shape and how it starts. Identity matters: two layers never share
 * one. The numbers themselves are in the {@link Network}.
 */
public final class Parameter {
  private final Shape shape;
  private final Initializer initializer;

  /** Declares a parameter. */
  public Parameter(Shape shape, Initializer initializer) {
    this.shape = shape;
    this.initializer = initializer;
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** How it starts. */
  public Initializer initializer() {
    return initializer;
  }
}
