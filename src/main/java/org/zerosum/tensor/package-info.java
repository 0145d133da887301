/**
 * Shapes, tensors and the closed set of operations that every backend implements with the same bits.
 *
 * <p>{@link org.zerosum.tensor.Backend} is the façade that programs use: it checks arguments, owns memory and delegates
 * to a {@link org.zerosum.tensor.Kernels}, the service interface that the scalar, the vector and the OpenCL backend
 * implement and which may assume that its arguments have been checked. The order of every rounding is part of an
 * operation's definition and is written down in {@code docs/arithmetic.md}.
 */
package org.zerosum.tensor;
