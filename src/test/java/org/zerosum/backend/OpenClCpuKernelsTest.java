package org.zerosum.backend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.zerosum.backend.opencl.DeviceClass;
import org.zerosum.backend.opencl.OpenClTestBackends;
import org.zerosum.tensor.Backend;

/** The contract on the OpenCL device with the kernels for CPUs, whatever the device is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenClCpuKernelsTest implements BackendContract {
  private Backend backend;

  @AfterAll
  void close() {
    if (backend != null) {
      backend.close();
    }
  }

  @Override
  public Backend backend() {
    // Opened by the first test and not before all, so that without a device each test is a visible skip.
    if (backend == null) {
      backend = OpenClTestBackends.open(DeviceClass.CPU);
    }
    return backend;
  }
}
