package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClDevicesTest {
  @Test
  void listsPlatformsAndDevicesInOrder() {
    OpenClTestDevice.get();
    List<ClPlatform> platforms = ClPlatform.all();
    for (int p = 0; p < platforms.size(); p++) {
      ClPlatform platform = platforms.get(p);
      assertEquals(p, platform.index());
      assertFalse(platform.name().isEmpty());
      assertTrue(platform.version().startsWith("OpenCL "), platform.version());
      assertNotNull(platform.vendor());
      for (int d = 0; d < platform.devices().size(); d++) {
        ClDevice device = platform.devices().get(d);
        assertEquals(d, device.index());
        assertEquals(platform, device.platform());
        assertTrue(device.toString().startsWith("device " + p + ":" + d + " ("), device.toString());
      }
    }
    ClAvailability availability = ClPlatform.availability();
    assertTrue(availability.available(), availability.explanation());
    assertFalse(availability.library().isEmpty());
  }

  @Test
  void deviceDescribesItselfPlausibly() {
    ClDevice device = OpenClTestDevice.get();
    assertFalse(device.name().isEmpty());
    assertFalse(device.vendor().isEmpty());
    assertFalse(device.driverVersion().isEmpty());
    assertTrue(device.version().startsWith("OpenCL "));
    assertTrue(device.openClCVersion().startsWith("OpenCL C "));
    assertTrue(device.computeUnits() >= 1);
    assertTrue(device.maxWorkGroupSize() >= 1);
    assertTrue(device.maxWorkItemSizes().length >= 3);
    assertTrue(device.maxWorkItemSizes()[0] >= 1);
    assertTrue(device.globalMemoryBytes() >= device.maxAllocationBytes() && device.maxAllocationBytes() >= 1 << 20);
    assertTrue(device.localMemoryBytes() >= 16 << 10);
    assertTrue(device.maxConstantBytes() >= 1 << 10);
    assertEquals(1, Long.bitCount(device.memoryAlignmentBytes()));
    assertTrue(device.preferredFloatVectorWidth() >= 1 && device.nativeFloatVectorWidth() >= 1);
    assertTrue(device.floatCapabilities().contains(ClDevice.FloatCapability.ROUND_TO_NEAREST),
        device.floatCapabilities().toString());
    assertTrue(device.littleEndian());
    assertTrue(device.profilingResolutionNanos() >= 1);
    assertTrue(device.maxClockMegahertz() >= 0 && device.globalCacheLineBytes() >= 0);
    assertFalse(device.extensions().isEmpty());
    assertThrows(UnsupportedOperationException.class, () -> device.extensions().clear());
  }

  @Test
  void copiesTheWorkItemSizes() {
    ClDevice device = OpenClTestDevice.get();
    device.maxWorkItemSizes()[0] = -1;
    assertTrue(device.maxWorkItemSizes()[0] >= 1);
  }

  @Test
  void unknownExtensionFunctionIsEmpty() {
    ClPlatform platform = OpenClTestDevice.get().platform();
    assertTrue(platform.extensionFunction("clNoSuchFunctionKHR").isEmpty());
    boolean commandBuffers = platform.devices().stream()
        .anyMatch(device -> device.extensions().contains("cl_khr_command_buffer"));
    if (commandBuffers) {
      assertTrue(platform.extensionFunction("clCreateCommandBufferKHR").isPresent());
    }
  }
}
