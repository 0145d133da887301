package org.zerosum.backend.opencl;

import org.zerosum.cl.ClDevice;

/**
 * Which of the two shapes of the kernels a device runs; both give the same bits. The kernels' macro {@code DEVICE_CPU}.
 */
public enum DeviceClass {
  /** One work-item does what fills a core's vector registers. */
  CPU,
  /** Work-groups share local memory. */
  GPU;

  /** The class that suits a device. */
  static DeviceClass of(ClDevice device) {
    return device.type() == ClDevice.Type.CPU ? CPU : GPU;
  }
}
