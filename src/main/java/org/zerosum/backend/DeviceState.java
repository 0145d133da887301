package org.zerosum.backend;

import java.util.List;

/**
 * What is remembered about an OpenCL device.
 *
 * @param test whether its kernels were tested
 * @param tuned what runs with tiles found by {@code zerosum tune}, such as {@code conv2d-shallow}
 * @param quarantined a sentence for each form of kernels that gave wrong bits
 */
public record DeviceState(Test test, List<String> tuned, List<String> quarantined) {
  /** How far the test of the kernels is. */
  public enum Test {
    /** The next opening does it. */
    PENDING,
    /** What runs is right, and what is wrong is quarantined. */
    DONE,
    /** The device's own arithmetic is not bit-equal, so there are no right bits to compare with. */
    IMPOSSIBLE
  }

  /** Keeps copies. */
  public DeviceState {
    tuned = List.copyOf(tuned);
    quarantined = List.copyOf(quarantined);
  }
}
