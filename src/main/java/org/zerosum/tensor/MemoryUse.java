package org.zerosum.tensor;

/**
 * What a backend holds at one moment.
 *
 * @param tensors open tensors, views included
 * @param bytesInUse bytes of device memory that open tensors occupy
 * @param bytesPooled bytes kept for reuse
 * @param bytesOfPrograms bytes that open programs hold for themselves
 * @param allocations how often memory was asked of the device since the backend was opened; it stands still once a
 *     training loop has run its first step
 */
public record MemoryUse(long tensors, long bytesInUse, long bytesPooled, long bytesOfPrograms, long allocations) {}
