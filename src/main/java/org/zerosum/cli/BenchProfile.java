package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.backend.Devices;
import org.zerosum.backend.opencl.KernelTime;
import org.zerosum.backend.opencl.KernelTimes;
import org.zerosum.backend.opencl.OpenClDevices;
import org.zerosum.backend.opencl.OpenClKernels;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum bench profile}: a training step of an OpenCL device, kernel by kernel. */
@Command(name = "profile", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Tells where a DCGAN training step's time goes on an OpenCL device, kernel by kernel.",
    description = {"", "Kernel times are the device's own; kernels that run side by side each have theirs in the list, but count once in "
        + "the sum. What it leaves of the step is launching, waiting and copying.", ""})
final class BenchProfile implements Callable<Integer> {
  private static final int ROUNDS = 5;

  private final Session session;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "opencl", description = "An OpenCL device. Default: opencl.")
  private String device;

  @Mixin
  private ModelOptions model;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "50",
      description = "Steps of each of 5 rounds, after as many for the warm-up. Default: 50.")
  private int runs;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  BenchProfile(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    model.check();
    Failures.requireRange("--runs", runs, 1, 100_000);
    String name = Failures.fromOptions(() -> Devices.choose(device).spec());
    if (!name.startsWith(OpenClDevices.PREFIX)) {
      throw new UsageException("--device is " + device + ", on this machine " + name
          + ", but only OpenCL devices tell kernels' times; name one with --device opencl");
    }
    // Times are taken of one opening of the device and the step's own of another, in turns: taking times costs some itself.
    // The plain one comes first, as it has a device that is new here tested.
    try (Backend plain = Devices.open(name); Backend profiled = new Backend(Devices.openProfiled(name))) {
      OpenClKernels kernels = (OpenClKernels) profiled.kernels();
      GanTrainer observed = trainer(profiled);
      GanTrainer undisturbed = trainer(plain);
      steps(observed);
      steps(undisturbed);
      kernels.kernelTimes();
      double millis = 0;
      for (int round = 0; round < ROUNDS; round++) {
        millis += steps(undisturbed) / ROUNDS;
        steps(observed);
      }
      print(millis, kernels.kernelTimes());
    }
    return ExitCode.DONE;
  }

  private GanTrainer trainer(Backend backend) {
    Gan gan = Failures.fromOptions(() -> Gan.dcgan(backend, model.imageSize, model.channels, model.baseChannels, ModelOptions.LATENT, 1));
    return new GanTrainer(gan, TrainingOptions.defaults().withBatches(model.batchSize, model.batchSize));
  }

  /** Milliseconds per step, waiting only at the end. */
  private double steps(GanTrainer trainer) {
    RealSamples samples = target -> Arrays.fill(target, 0.5f);
    Backend backend = trainer.gan().backend();
    backend.synchronize();
    long start = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      trainer.advance(samples);
    }
    backend.synchronize();
    return (System.nanoTime() - start) * 1e-6 / runs;
  }

  private int steps() {
    return ROUNDS * runs;
  }

  private void print(double millis, KernelTimes times) {
    double inside = times.busyNanos() * 1e-6 / steps();
    if (json) {
      List<Object> rows = new ArrayList<>();
      for (KernelTime time : times.each()) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernel", time.kernel());
        row.put("launches_per_step", (double) time.launches() / steps());
        row.put("ms_per_step", time.nanos() * 1e-6 / steps());
        rows.add(row);
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("device", device);
      document.put("image_size", model.imageSize);
      document.put("channels", model.channels);
      document.put("base_channels", model.baseChannels);
      document.put("batch_size", model.batchSize);
      document.put("ms_per_step", millis);
      document.put("kernel_ms_per_step", inside);
      document.put("share_outside_kernels", 1 - inside / millis);
      document.put("kernels", rows);
      session.terminal().out().print(Json.writePretty(document));
      return;
    }
    for (KernelTime time : times.each()) {
      session.terminal().out().printf(Locale.ROOT, "%9.3f ms %5.1f %%  %5.1f launches  %s%n", time.nanos() * 1e-6 / steps(),
          100 * time.nanos() * 1e-6 / steps() / millis, (double) time.launches() / steps(), time.kernel());
    }
    session.terminal().out().printf(Locale.ROOT, "%9.3f ms per step, %.3f ms of it in kernels, %.1f %% outside them%n", millis, inside,
        100 * (1 - inside / millis));
  }
}
