package org.zerosum.tensor;

/** The argument checks that several operations share. */
final class Checks {
  private Checks() {}

  static void rank(String operation, String name, Shape shape, int rank) {
    if (shape.rank() != rank) {
      throw new ShapeException(operation + ": " + name + " must have " + rank + " axes but has shape " + shape);
    }
  }

  static void same(String operation, String nameA, Tensor a, String nameB, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException(operation + ": " + nameA + " has shape " + a.shape() + " but " + nameB + " has " + b.shape()
          + "; they must be equal");
    }
  }

  static void shape(String operation, String name, Tensor tensor, Shape expected) {
    if (!tensor.shape().equals(expected)) {
      throw new ShapeException(operation + ": " + name + " has shape " + tensor.shape() + " but must have " + expected);
    }
  }

  static void bias(String operation, Tensor bias, int channels) {
    if (bias != null && (bias.shape().rank() != 1 || bias.count() != channels)) {
      throw new ShapeException(operation + ": bias has shape " + bias.shape() + " but there are " + channels
          + " output channels; it must be [" + channels + "]");
    }
  }

  static void range(String operation, String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(operation + ": " + name + " is " + value + " but must lie in [" + low + ", " + high + "]");
    }
  }
}
