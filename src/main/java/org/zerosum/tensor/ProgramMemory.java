package org.zerosum.tensor;

/**
 * The memory of recorded {@link Program}s, in bytes.
 *
 * @param shared one run of memory for the intermediate values of all of them, each at a place that values of other times use too
 * @param constants values that are written once
 * @param separate what the intermediate values of the largest program would take if none shared its place
 * @param overlaps whether the device runs operations that nothing waits for beside others, so that their values share no place meanwhile
 */
public record ProgramMemory(long shared, long constants, long separate, boolean overlaps) {}
