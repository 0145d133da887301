/**
 * The CPU backend on the Vector API: the arithmetic of {@code docs/arithmetic.md}, blocked, packed, register-tiled and
 * threaded, to the last bit.
 *
 * <p>All contractions are one product, {@link org.zerosum.backend.vector.Contraction}, over operands that are described
 * by index tables; convolutions differ from matrix products in their tables alone. Everything else is loops over ranges
 * that {@link org.zerosum.backend.vector.WorkerPool} spreads over the threads.
 */
package org.zerosum.backend.vector;
