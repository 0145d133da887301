package org.zerosum.backend.scalar;

import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.UnaryOp;

/** docs/arithmetic.md, section 4, with the functions of {@link Elementary}. */
final class ScalarElementwise {
  private ScalarElementwise() {}

  static void unary(UnaryOp op, HostStorage out, HostStorage x, float p) {
    for (int e = 0; e < x.count(); e++) {
      out.set(e, apply(op, x.get(e), p));
    }
  }

  static void binary(BinaryOp op, HostStorage out, HostStorage a, HostStorage b, Broadcast broadcast, float p) {
    for (int e = 0; e < a.count(); e++) {
      out.set(e, apply(op, a.get(e), b.get(e / broadcast.inner() % broadcast.middle()), p));
    }
  }

  static void expand(HostStorage out, HostStorage x, Broadcast broadcast) {
    for (int e = 0; e < out.count(); e++) {
      out.set(e, x.get(e / broadcast.inner() % broadcast.middle()));
    }
  }

  static float apply(UnaryOp op, float x, float p) {
    return switch (op) {
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case SCALE -> x * p;
      case ADD_SCALAR -> x + p;
      case RECIPROCAL -> 1 / x;
      case SQRT -> (float) Math.sqrt(x);
      case EXP -> Elementary.exp(x);
      case LOG -> Elementary.log(x);
      case RELU -> x > 0 ? x : 0;
      case LEAKY_RELU -> x > 0 ? x : x * p;
      case SIGMOID -> Elementary.sigmoid(x);
      case TANH -> Elementary.tanh(x);
      case SOFTPLUS -> Elementary.softplus(x);
      case CLAMP -> x > p ? p : x < -p ? -p : x;
    };
  }

  static float apply(BinaryOp op, float a, float b, float p) {
    return switch (op) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case RELU_BACKWARD -> b > 0 ? a : 0;
      case LEAKY_RELU_BACKWARD -> b > 0 ? a : a * p;
      case SIGMOID_BACKWARD -> a * (b * (1 - b));
      case TANH_BACKWARD -> a * (1 - b * b);
      case SOFTPLUS_BACKWARD -> a * Elementary.sigmoid(b);
    };
  }
}
