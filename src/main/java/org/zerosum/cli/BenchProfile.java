package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
    description = {"", "Kernel times are the device's own. Kernels may run side by side: each has its time in the list, all together count "
        + "once in the sum. The step's time, the sum, and the share in which none ran, spent on launching, waiting and copying, are "
        + "medians of 5 rounds.", ""})
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
      double[] millis = new double[ROUNDS];
      List<KernelTimes> times = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        millis[round] = steps(undisturbed);
        steps(observed);
        times.add(kernels.kernelTimes());
      }
      print(median(millis), times);
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

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().skip(values.length / 2).findFirst().orElseThrow();
  }

  /** The kernels of all rounds, the longest first. */
  private static List<KernelTime> sum(List<KernelTimes> rounds) {
    Map<String, KernelTime> all = new LinkedHashMap<>();
    rounds.forEach(round -> round.each().forEach(time -> all.merge(time.kernel(), time,
        (a, b) -> new KernelTime(a.kernel(), a.launches() + b.launches(), a.nanos() + b.nanos()))));
    return all.values().stream().sorted(Comparator.comparingLong(KernelTime::nanos).reversed()).toList();
  }

  private void print(double millis, List<KernelTimes> rounds) {
    int steps = ROUNDS * runs;
    double inside = median(rounds.stream().mapToDouble(round -> round.busyNanos() * 1e-6 / runs).toArray());
    double idle = median(rounds.stream().mapToDouble(round -> 1 - (double) round.busyNanos() / round.spanNanos()).toArray());
    List<KernelTime> times = sum(rounds);
    if (json) {
      List<Object> rows = new ArrayList<>();
      for (KernelTime time : times) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernel", time.kernel());
        row.put("launches_per_step", (double) time.launches() / steps);
        row.put("ms_per_step", time.nanos() * 1e-6 / steps);
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
      document.put("share_outside_kernels", idle);
      document.put("kernels", rows);
      session.terminal().out().print(Json.writePretty(document));
      return;
    }
    for (KernelTime time : times) {
      session.terminal().out().printf(Locale.ROOT, "%9.3f ms %5.1f %%  %5.1f launches  %s%n", time.nanos() * 1e-6 / steps,
          100 * time.nanos() * 1e-6 / steps / millis, (double) time.launches() / steps, time.kernel());
    }
    session.terminal().out().printf(Locale.ROOT, "%9.3f ms per step; where launches take times, %.3f ms in kernels, %.1f %% outside them%n",
        millis, inside, 100 * idle);
  }
}
