package org.zerosum.backend.opencl;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClProgram;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Backend;

/** Opens the tests' OpenCL device with the kernels of either class; without a device the calling test is skipped. */
public final class OpenClTestBackends {
  private OpenClTestBackends() {}

  /** A backend, owned by the caller. */
  public static Backend open(DeviceClass deviceClass) {
    return new Backend(OpenClKernels.open(OpenClTestDevice.get(), deviceClass, ContractionTiles.standard()));
  }

  /** The device before it is opened, with a cache of its own and kernel files that may be wrong on purpose. */
  public static OpenClSetup setup(DeviceClass deviceClass, Path cache, UnaryOperator<String> files) {
    return new OpenClSetup(OpenClTestDevice.get(), deviceClass, DiskCache.open(cache, DiskCache.CAPACITY), KernelTexts.of(files));
  }

  /** The kernel files with a line before everything else in one of them. */
  public static UnaryOperator<String> withLine(String file, String line) {
    return name -> (name.equals(file) ? line + "\n" : "") + KernelSources.read(name);
  }

  /** A device that tells which kernels the programs that it builds have; owned by the caller. */
  public static OpenClKernels recording(DeviceClass deviceClass, List<String> names) {
    ClDevice device = OpenClTestDevice.get();
    Tuning tuning = Tuning.none(new Tiles(ContractionTiles.standard(), WinogradTiles.of(device.localMemoryBytes())));
    Programs programs = (context, file, options) -> {
      ClProgram program = Programs.fromSources().build(context, file, options);
      names.addAll(program.kernelNames());
      return program;
    };
    return OpenClKernels.open(device, deviceClass, programs, KernelPlan.of(tuning), tuning, false);
  }

  /** The kernels that a device has made. */
  public static Set<String> kernels(OpenClKernels kernels) {
    return kernels.kernelNames();
  }
}
