package org.zerosum.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.zerosum.backend.opencl.DeviceNotFoundException;
import org.zerosum.backend.opencl.KernelPlan;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OpenClDevice;
import org.zerosum.backend.opencl.OpenClDevices;
import org.zerosum.backend.opencl.OpenClKernels;
import org.zerosum.backend.opencl.OpenClSetup;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Kernels;

/**
 * The devices of this machine. A spec is {@code auto} (an OpenCL GPU, else the vector backend), {@code scalar},
 * {@code vector}, {@code opencl} (the first OpenCL GPU, else its first accelerator, else its first CPU) or
 * {@code opencl:PLATFORM:DEVICE}.
 */
public final class Devices {
  private Devices() {}

  /**
   * What a spec stands for and why.
   *
   * @param spec the device, never {@code auto}
   * @param reason one sentence
   */
  public record Choice(String spec, String reason) {}

  /** All devices, Java's first, then OpenCL's in the order of platforms and devices. */
  public static List<DeviceInfo> list() {
    List<DeviceInfo> devices = new ArrayList<>();
    int cores = Runtime.getRuntime().availableProcessors();
    try (Kernels vector = new VectorKernels(cores)) {
      devices.add(new DeviceInfo("vector", "JAVA", "Java Vector API", vector.description(), true));
    }
    try (Kernels scalar = new ScalarKernels()) {
      devices.add(new DeviceInfo("scalar", "JAVA", "plain Java", scalar.description(), true));
    }
    for (OpenClDevice device : OpenClDevices.list()) {
      devices.add(new DeviceInfo(device.id(), device.kind(), device.name(), device.description(), device.usable()));
    }
    return devices;
  }

  /** One sentence on whether OpenCL is here and, if not, how to get it. */
  public static String openClAvailability() {
    return OpenClDevices.availability();
  }

  /** Where the user's cache lies and what it holds, or why there is none; a clause for people. */
  public static String cache() {
    return OpenClDevices.cache();
  }

  /**
   * What is remembered about an OpenCL device, which is not opened for that.
   *
   * @param spec {@code opencl:PLATFORM:DEVICE}
   * @throws NoSuchDeviceException if the device is not there or cannot be used
   */
  public static DeviceState state(String spec) {
    try {
      return state(OpenClDevices.setup(spec));
    } catch (DeviceNotFoundException e) {
      throw new NoSuchDeviceException(e.getMessage(), e);
    }
  }

  /**
   * Does for an OpenCL device what would cost its next openings time: its kernels are tested and their binaries kept in the user's
   * cache. Some drivers take minutes.
   *
   * @param spec {@code opencl:PLATFORM:DEVICE}
   * @throws NoSuchDeviceException if the device is not there or cannot be used
   */
  public static void prepare(String spec) {
    try {
      SelfTest.prepare(OpenClDevices.setup(spec));
    } catch (DeviceNotFoundException e) {
      throw new NoSuchDeviceException(e.getMessage(), e);
    }
  }

  static DeviceState state(OpenClSetup setup) {
    List<String> tuned = Arrays.stream(KernelUnit.values()).filter(unit -> setup.tuned(unit).isPresent()).map(KernelUnit::label).toList();
    Optional<KernelPlan> plan = setup.remembered();
    DeviceState.Test test = plan.map(it -> it.tested() ? DeviceState.Test.DONE : DeviceState.Test.IMPOSSIBLE)
        .orElse(DeviceState.Test.PENDING);
    return new DeviceState(test, tuned, plan.map(setup::sentences).orElse(List.of()));
  }

  /**
   * Resolves a spec without opening the device.
   *
   * @throws IllegalArgumentException if the spec is not one
   */
  public static Choice choose(String spec) {
    return switch (spec) {
      case "scalar", "vector" -> new Choice(spec, "named outright");
      case "auto" -> automatic();
      case "opencl" -> new Choice(OpenClDevices.defaultDevice().map(OpenClDevice::id).orElse("opencl"), "the first usable OpenCL device");
      default -> {
        if (!spec.matches("opencl:[0-9]{1,4}:[0-9]{1,4}")) {
          throw new IllegalArgumentException("there is no device '" + spec
              + "'; use auto, scalar, vector, opencl or opencl:PLATFORM:DEVICE (zerosum devices lists them)");
        }
        yield new Choice(spec, "named outright");
      }
    };
  }

  private static Choice automatic() {
    Optional<OpenClDevice> best = OpenClDevices.defaultDevice();
    if (best.isPresent() && best.get().kind().equals("GPU")) {
      return new Choice(best.get().id(), "an OpenCL GPU is here: " + best.get().name());
    }
    String why = best.isPresent() ? "OpenCL offers no GPU here, only " + best.get().kind() + " devices" : OpenClDevices.availability();
    return new Choice("vector", why + (why.endsWith(".") ? "" : ".") + " The Java vector backend is the fastest way to use this CPU.");
  }

  /**
   * Opens a device. The kernels of an OpenCL device are tested before it is used for the first time; that is remembered in the
   * user's cache, and done each time if there is none (docs/cache.md).
   *
   * @param threads of the vector backend; 0 for all cores
   * @return a backend that the caller closes
   * @throws NoSuchDeviceException if the device is not there or cannot be used
   * @throws IllegalArgumentException if the spec is not one or the number of threads is negative
   */
  public static Backend open(String spec, int threads) {
    return open(spec, threads, _ -> {});
  }

  /**
   * Opens a device.
   *
   * @param listener hears one sentence for people if the device is new here and is tested first, which takes a while
   */
  public static Backend open(String spec, int threads, Consumer<String> listener) {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException("the number of threads is " + threads + " but must lie in 0 (all cores) to 1024");
    }
    String device = choose(spec).spec();
    return switch (device) {
      case "scalar" -> new Backend(new ScalarKernels());
      case "vector" -> new Backend(new VectorKernels(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads));
      default -> {
        try {
          yield new Backend(SelfTest.open(OpenClDevices.setup(device), listener));
        } catch (DeviceNotFoundException e) {
          throw new NoSuchDeviceException(e.getMessage(), e);
        }
      }
    };
  }

  /**
   * Opens an OpenCL device whose launches take times.
   *
   * @param id {@code opencl} or {@code opencl:PLATFORM:DEVICE}
   * @return its kernels, closed by the caller or by the backend made of them
   * @throws NoSuchDeviceException if the device is not there or cannot be used
   */
  public static OpenClKernels openProfiled(String id) {
    try {
      return OpenClDevices.openProfiled(id);
    } catch (DeviceNotFoundException e) {
      throw new NoSuchDeviceException(e.getMessage(), e);
    }
  }

  /** Opens a device, the vector backend with all cores. */
  public static Backend open(String spec) {
    return open(spec, 0);
  }
}
