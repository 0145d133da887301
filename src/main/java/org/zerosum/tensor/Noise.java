package org.zerosum.tensor;

/**
 * The address of a tensor's worth of random numbers: Philox4x32-10 keyed by the seed, counted by (element, step, stream).
 *
 * <p>The same address gives the same numbers on every device; there is no other state (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC11).
 *
 * @param seed the key
 * @param stream which use of randomness: noise for the discriminator's step, for the generator's, an initialiser …
 * @param step counts the draws within a stream
 */
public record Noise(long seed, int stream, int step) {}
