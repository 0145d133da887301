package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.OpenClTestDevice;

class OpenClDevicesTest {
  @Test
  void listAndAvailabilityAgree() {
    assertEquals(OpenClDevices.list().isEmpty(), OpenClDevices.defaultDevice().isEmpty());
    assertTrue(OpenClDevices.availability().endsWith("."), OpenClDevices.availability());
  }

  @Test
  void opensByIdAndByDefault() {
    OpenClTestDevice.get();
    OpenClDevice chosen = OpenClDevices.defaultDevice().orElseThrow();
    assertTrue(OpenClDevices.list().contains(chosen));
    assertTrue(chosen.description().startsWith(chosen.id() + ": " + chosen.name()), chosen.description());
    try (OpenClKernels kernels = OpenClDevices.open(OpenClDevices.PREFIX)) {
      assertEquals(chosen.id(), kernels.device());
      assertTrue(kernels.description().startsWith(chosen.id() + ": " + chosen.name()), kernels.description());
    }
    for (OpenClDevice device : OpenClDevices.list()) {
      if (device.usable()) {
        try (OpenClKernels kernels = OpenClDevices.open(device.id())) {
          assertEquals(device.id(), kernels.device());
          assertEquals(device.kind().equals("CPU") ? DeviceClass.CPU : DeviceClass.GPU, kernels.deviceClass());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opencl:99:0", "opencl:0:99", "opencl:0", "opencl:", "opencl:a:b", "opencl:-1:0", "cuda"})
  void unknownDeviceIsNamedWithWhatThereIs(String id) {
    Exception e = assertThrows(DeviceNotFoundException.class, () -> OpenClDevices.open(id));
    assertTrue(e.getMessage().startsWith("There is no device " + id), e.getMessage());
    OpenClDevices.list().forEach(device -> assertTrue(e.getMessage().contains(device.id()), e.getMessage()));
  }

  @Test
  void classFollowsTheDevicesType() {
    ClDevice device = OpenClTestDevice.get();
    assertEquals(device.type() == ClDevice.Type.CPU, DeviceClass.of(device) == DeviceClass.CPU);
    assertFalse(Session.name(device).isEmpty());
  }
}
