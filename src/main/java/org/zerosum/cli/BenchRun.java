package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.Backend;

/**
 * Measures benchmarks on some devices. The devices' own limits are measured once before and again in turns with each
 * benchmark, so that other programs' load does not make them look lower than what an operation then reaches; the best
 * so far counts.
 */
final class BenchRun {
  /** Seconds; fma and copies are steady sooner than operations. */
  private static final double LIMIT_WARM_UP = 0.5;

  private final SideBySide devices;
  private final Backend scalar;
  private final int threads;
  private final double warmUp;
  private final boolean limits;
  private final List<DevicePeak> peaks;

  /**
   * Measures the devices' limits.
   *
   * @param threads as asked for, 0 for all cores
   * @param warmUp seconds
   * @param limits whether to measure the devices' limits
   */
  BenchRun(SideBySide devices, Backend scalar, int threads, double warmUp, boolean limits) {
    this.devices = devices;
    this.scalar = scalar;
    this.threads = threads;
    this.warmUp = warmUp;
    this.limits = limits;
    this.peaks = new ArrayList<>(Collections.nCopies(devices.backends().size(), DevicePeak.UNKNOWN));
    if (limits) {
      List<SideBySide.Entry> entries = limits(DevicePeak.benchmarks());
      List<List<Timing>> timings = devices.time(entries);
      for (int i = 0; i < timings.size(); i++) {
        raise(entries.get(i).benchmark(), timings.get(i));
      }
    }
  }

  /** The rows of a benchmark, one per device. */
  List<Map<String, Object>> measure(Benchmark benchmark) {
    List<Boolean> equalities = devices.equalities(benchmark, scalar);
    List<SideBySide.Entry> entries = new ArrayList<>(List.of(new SideBySide.Entry(benchmark, warmUp)));
    if (limits) {
      entries.addAll(limits(DevicePeak.benchmarks(benchmark.rates().apply(devices.backends().getFirst()))));
    }
    List<List<Timing>> timings = devices.time(entries);
    for (int i = 1; i < timings.size(); i++) {
      raise(entries.get(i).benchmark(), timings.get(i));
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < equalities.size(); i++) {
      Backend backend = devices.backends().get(i);
      rows.add(benchmark.row(backend, threads, timings.getFirst().get(i), equalities.get(i), peaks.get(i)));
    }
    Comparison.complete(rows);
    return rows;
  }

  private List<SideBySide.Entry> limits(List<Benchmark> benchmarks) {
    return benchmarks.stream().map(limit -> new SideBySide.Entry(limit, Math.min(warmUp, LIMIT_WARM_UP))).toList();
  }

  private void raise(Benchmark limit, List<Timing> timings) {
    for (int i = 0; i < timings.size(); i++) {
      peaks.set(i, peaks.get(i).with(limit, devices.backends().get(i), timings.get(i)));
    }
  }
}
