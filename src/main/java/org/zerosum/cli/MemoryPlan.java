package org.zerosum.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.ProgramMemory;
import org.zerosum.tensor.Scope;

/** What a run will take of the device's memory, found out without taking it. */
final class MemoryPlan {
  private final Map<String, Long> parts = new LinkedHashMap<>();
  private final long separate;

  private MemoryPlan(long networks, long training, ProgramMemory step, long scratch, long pictures) {
    parts.put("networks: parameters, gradients, running statistics", networks);
    parts.put("optimisers' moments, average of G, real samples, measurements", training);
    parts.put("intermediate values of a step, sharing memory by lifetime", step.shared());
    parts.put("constants of a step", step.constants());
    parts.put("scratch memory of the device's kernels", scratch);
    parts.put("pictures, while they are drawn", pictures);
    separate = step.separate();
  }

  /** Makes everything that a run makes, on a backend that takes no memory; the device only says what its kernels need. */
  static MemoryPlan of(TrainOptions options, Architecture architecture, Kernels device) {
    try (Backend backend = Backend.withoutMemory(device)) {
      Gan gan = Failures.fromOptions(() -> new Gan(backend, architecture, options.latentDistribution, options.seed));
      long networks = backend.memory().bytesInUse();
      GanTrainer trainer = Failures.fromOptions(() -> new GanTrainer(gan, options.trainingOptions()));
      long training = backend.memory().bytesInUse() - networks;
      ProgramMemory step = trainer.plan();
      return new MemoryPlan(networks, training, step, trainer.scratchBytes(device), pictures(backend, gan, options));
    }
  }

  /** What operations that are called one by one leave in the pool. */
  private static long pictures(Backend backend, Gan gan, TrainOptions options) {
    backend.trim();
    try (Scope _ = backend.openScope()) {
      SampleSheet.generate(gan, options.samples, options.seed);
    }
    return backend.memory().bytesPooled();
  }

  /** Bytes by what they are for. */
  Map<String, Long> parts() {
    return parts;
  }

  /** Of everything. */
  long bytes() {
    return parts.values().stream().mapToLong(Long::longValue).sum();
  }

  void print(PrintWriter out) {
    parts.forEach((name, bytes) -> out.println(line(bytes, name)));
    out.println(line(bytes(), "in all; the Java runtime, what its threads keep for themselves and batches on their way to the device come on top"));
    out.println(line(separate, "would be the intermediate values' share if each had memory of its own"));
  }

  private static String line(long bytes, String name) {
    return String.format(Locale.ROOT, "%10.1f MB  %s", bytes / 1e6, name);
  }
}
