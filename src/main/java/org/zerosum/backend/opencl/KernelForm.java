package org.zerosum.backend.opencl;

/** Which form of a {@link KernelUnit} runs; where one gives wrong bits, the next takes its place. */
public enum KernelForm {
  /** The device's own class with tiles that were found by a search on it. */
  TUNED,
  /** The device's own class with the usual tiles. */
  STANDARD,
  /** The other class, with the usual tiles. */
  OTHER_CLASS,
  /** None: the operation is refused. */
  REFUSED;

  KernelForm next() {
    return this == REFUSED ? REFUSED : values()[ordinal() + 1];
  }

  DeviceClass deviceClass(DeviceClass own) {
    return this != OTHER_CLASS ? own : own == DeviceClass.CPU ? DeviceClass.GPU : DeviceClass.CPU;
  }

  /** For people. */
  String label(DeviceClass own) {
    return this == REFUSED ? "nothing" : deviceClass(own) + " kernels" + (this == TUNED ? " with tuned tiles" : "");
  }
}
