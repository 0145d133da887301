package org.zerosum.cl;

/**
 * Whether this machine can run OpenCL and, in a sentence, why or why not.
 *
 * @param available true if at least one platform has at least one device
 * @param library the library that was loaded, or an empty string
 * @param explanation one sentence for people; where OpenCL is missing it says the remedy
 */
public record ClAvailability(boolean available, String library, String explanation) {}
