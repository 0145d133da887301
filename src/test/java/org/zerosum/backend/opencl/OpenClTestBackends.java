package org.zerosum.backend.opencl;

import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Backend;

/** Opens the tests' OpenCL device with the kernels of either class; without a device the calling test is skipped. */
public final class OpenClTestBackends {
  private OpenClTestBackends() {}

  /** A backend, owned by the caller. */
  public static Backend open(DeviceClass deviceClass) {
    return new Backend(OpenClKernels.open(OpenClTestDevice.get(), deviceClass, ContractionTiles.standard()));
  }
}
