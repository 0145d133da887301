package org.zerosum.backend;

import java.util.List;

/**
 * What is remembered about an OpenCL device.
 *
 * @param tested whether its kernels were tested; else the next opening does it
 * @param tuned what runs with tiles found by {@code zerosum tune}, such as {@code conv2d-shallow}
 * @param quarantined a sentence for each form of kernels that gave wrong bits
 */
public record DeviceState(boolean tested, List<String> tuned, List<String> quarantined) {
  /** Keeps copies. */
  public DeviceState {
    tuned = List.copyOf(tuned);
    quarantined = List.copyOf(quarantined);
  }
}
