package org.zerosum.tensor;

/**
 * Element-wise functions of two tensors a and b. {@code p} is the operation's parameter. Every product, sum and
 * difference is rounded by itself, in the order of the brackets.
 */
public enum BinaryOp {
  /** a + b. */
  ADD,
  /** a − b. */
  SUBTRACT,
  /** a · b. */
  MULTIPLY,
  /** a / b. */
  DIVIDE,
  /** Gradient of relu: b > 0 ? a : 0, with a the gradient of the result and b the input. */
  RELU_BACKWARD,
  /** Gradient of leakyRelu: b > 0 ? a : a · p, with a the gradient of the result and b the input. */
  LEAKY_RELU_BACKWARD,
  /** Gradient of sigmoid: a · (b · (1 − b)), with a the gradient of the result and b the result. */
  SIGMOID_BACKWARD,
  /** Gradient of tanh: a · (1 − b · b), with a the gradient of the result and b the result. */
  TANH_BACKWARD,
  /** Gradient of softplus: a · sigmoid(b), with a the gradient of the result and b the input. */
  SOFTPLUS_BACKWARD
}
