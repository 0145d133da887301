package org.zerosum.backend.opencl;

/**
 * How long a kernel ran, on the device's own clock.
 *
 * @param kernel its name
 * @param launches how often
 * @param nanos in all
 */
public record KernelTime(String kernel, long launches, long nanos) {}
