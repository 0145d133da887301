/**
 * Reverse-mode differentiation over the backend's closed set of operations.
 *
 * <p>Every gradient rule is written in operations of the same set ({@code conv2d}, {@code convTranspose2d} and the weight
 * gradient differentiate into each other, {@code sumTo} and {@code expand} too), so a gradient can be differentiated again.
 * Where a fused kernel exists for a gradient (batch norm, sigmoid, tanh, softplus), it is used as long as nobody asks for a
 * second derivative; the composite used otherwise gives the same bits.
 */
package org.zerosum.autograd;
