package org.zerosum.backend.opencl;

/**
 * An OpenCL device of this machine, for people and for choosing.
 *
 * @param id how the user names it: {@code opencl:PLATFORM:DEVICE}
 * @param kind CPU, GPU, ACCELERATOR or CUSTOM
 * @param name the device's name
 * @param platform the platform's name
 * @param version such as {@code OpenCL 3.0 CUDA}
 * @param computeUnits parallel compute units
 * @param memoryBytes global memory
 * @param usable false if it is not available or has no compiler
 */
public record OpenClDevice(String id, String kind, String name, String platform, String version, int computeUnits,
    long memoryBytes, boolean usable) {
  /** One line for people. */
  public String description() {
    return id + ": " + name + " (" + platform + ", " + version + "), " + kind + ", " + computeUnits + " compute units, "
        + (memoryBytes >> 20) + " MiB" + (usable ? "" : "; not usable: not available, or without a compiler");
  }
}
