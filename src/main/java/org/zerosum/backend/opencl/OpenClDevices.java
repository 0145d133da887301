package org.zerosum.backend.opencl;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClPlatform;

/**
 * Lists, chooses and opens the OpenCL devices of this machine. No OpenCL is an ordinary answer: an empty list and a
 * sentence.
 */
public final class OpenClDevices {
  /** What every OpenCL device's id begins with; alone it names the default device. */
  public static final String PREFIX = "opencl";

  private OpenClDevices() {}

  /** All devices of all platforms, in the order of their ids. */
  public static List<OpenClDevice> list() {
    return devices().stream().map(OpenClDevices::describe).toList();
  }

  /** One sentence: whether there is OpenCL here and, if not, the remedy. */
  public static String availability() {
    return ClPlatform.availability().explanation();
  }

  /**
   * The device that {@code opencl} stands for: the first usable GPU, else the first accelerator, else the first CPU.
   */
  public static Optional<OpenClDevice> defaultDevice() {
    return choose(devices()).map(OpenClDevices::describe);
  }

  /**
   * Opens a device as it was found to be best: with tuned tiles, without what is quarantined.
   *
   * @param id {@code opencl} for the default device, or {@code opencl:PLATFORM:DEVICE}
   * @return the device, owned by the caller
   * @throws DeviceNotFoundException if it isn't there or can't be used; the message says what there is
   */
  public static OpenClKernels open(String id) {
    OpenClSetup setup = setup(id);
    return setup.open(setup.remembered().orElseGet(setup::preferred));
  }

  /**
   * A device before it is opened, with what the user's cache remembers about it.
   *
   * @param id as for {@link #open}
   * @throws DeviceNotFoundException if it isn't there or can't be used; the message says what there is
   */
  public static OpenClSetup setup(String id) {
    ClDevice device = find(id);
    return new OpenClSetup(device, DeviceClass.of(device), DiskCache.open(CacheLocation.ofProcess()), KernelTexts.ofProgram());
  }

  /** As {@link #open}, for {@link OpenClKernels#kernelTimes}: launches take times, which costs some themselves. */
  public static OpenClKernels openProfiled(String id) {
    OpenClSetup setup = setup(id);
    return setup.openProfiled(setup.remembered().orElseGet(setup::preferred));
  }

  /** Where the user's cache is and what it holds, or why there is none; a clause for people. */
  public static String cache() {
    return DiskCache.open(CacheLocation.ofProcess()).sentence();
  }

  private static ClDevice find(String id) {
    List<ClDevice> devices = devices();
    if (devices.isEmpty()) {
      throw new DeviceNotFoundException("There is no device " + id + ": " + availability());
    }
    String known = devices.stream().map(device -> Session.name(device) + " (" + device.name() + ")")
        .collect(Collectors.joining(", "));
    if (id.equals(PREFIX)) {
      return choose(devices).orElseThrow(() -> new DeviceNotFoundException(
          "There is no usable OpenCL device; not available or without a compiler are " + known + "."));
    }
    ClDevice found = devices.stream().filter(device -> Session.name(device).equals(id)).findFirst()
        .orElseThrow(() -> new DeviceNotFoundException("There is no device " + id
            + "; name one by opencl:PLATFORM:DEVICE. Here are: " + known + "."));
    if (!usable(found)) {
      throw new DeviceNotFoundException(id + " (" + found.name()
          + ") can't be used: it is not available or has no compiler.");
    }
    return found;
  }

  private static List<ClDevice> devices() {
    return ClPlatform.all().stream().flatMap(platform -> platform.devices().stream()).toList();
  }

  private static Optional<ClDevice> choose(List<ClDevice> devices) {
    for (ClDevice.Type type : List.of(ClDevice.Type.GPU, ClDevice.Type.ACCELERATOR, ClDevice.Type.CPU)) {
      Optional<ClDevice> first = devices.stream().filter(device -> device.type() == type && usable(device)).findFirst();
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  private static boolean usable(ClDevice device) {
    return device.available() && device.compilerAvailable();
  }

  private static OpenClDevice describe(ClDevice device) {
    return new OpenClDevice(Session.name(device), device.type().name(), device.name(), device.platform().name(),
        device.version(), device.computeUnits(), device.globalMemoryBytes(), usable(device));
  }
}
