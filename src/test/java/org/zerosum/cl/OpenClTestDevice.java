package org.zerosum.cl;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The OpenCL device that tests run on: the first usable one. Without one a test is skipped, or fails if
 * {@code require.opencl} is true.
 */
public final class OpenClTestDevice {
  private OpenClTestDevice() {}

  /** The first device that is available and has a compiler; skips or fails the calling test where there is none. */
  public static ClDevice get() {
    for (ClPlatform platform : ClPlatform.all()) {
      for (ClDevice device : platform.devices()) {
        if (device.available() && device.compilerAvailable()) {
          return device;
        }
      }
    }
    String reason = "needs an OpenCL device: " + ClPlatform.availability().explanation();
    if (Boolean.getBoolean("require.opencl")) {
      return Assertions.fail("require.opencl is true, but this test " + reason);
    }
    Assumptions.abort("This test " + reason);
    throw new AssertionError("unreachable");
  }
}
