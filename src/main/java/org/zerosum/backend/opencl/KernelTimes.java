package org.zerosum.backend.opencl;

import java.util.List;

/**
 * How long kernels ran, on the device's own clock.
 *
 * @param each by kernel, the longest first; what ran side by side counts for each of them
 * @param busyNanos while at least one of them ran
 * @param spanNanos from the first one's start to the last one's end
 */
public record KernelTimes(List<KernelTime> each, long busyNanos, long spanNanos) {}
