package org.zerosum.backend;

/**
 * A device of this machine, for people and scripts.
 *
 * @param spec how the user names it: {@code scalar}, {@code vector}, {@code opencl:0:0}
 * @param kind {@code JAVA}, or OpenCL's {@code CPU}, {@code GPU}, {@code ACCELERATOR}
 * @param name the processor's or driver's name for it
 * @param details one line more
 * @param usable whether it can be opened
 */
public record DeviceInfo(String spec, String kind, String name, String details, boolean usable) {}
