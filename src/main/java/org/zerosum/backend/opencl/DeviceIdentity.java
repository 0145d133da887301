package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.cl.ClDevice;

/**
 * What a compiled program or a measurement is good for: this device with this driver.
 *
 * @param parts everything that tells it from others
 */
record DeviceIdentity(List<String> parts) {
  static DeviceIdentity of(ClDevice device) {
    return new DeviceIdentity(List.of(device.platform().name(), device.platform().version(), device.name(), device.vendor(),
        device.version(), device.driverVersion(), Integer.toString(device.computeUnits()), Long.toString(device.localMemoryBytes())));
  }

  /** The key of something that was found out about this device. */
  CacheKey key(String kind, String... more) {
    List<String> all = new ArrayList<>(List.of(kind));
    all.addAll(parts);
    all.addAll(List.of(more));
    return CacheKey.of(all.toArray(String[]::new));
  }
}
