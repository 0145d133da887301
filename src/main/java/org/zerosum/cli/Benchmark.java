package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.zerosum.tensor.Backend;

/**
 * Something to measure.
 *
 * @param name as in the JSON document
 * @param shape its sizes, as in the JSON document
 * @param work prepares the inputs on a backend and gives what is timed; results belong to a scope that is closed after
 *     each time
 * @param rates what one piece of work amounts to on a backend
 * @param equality compares a device (first) with the scalar backend (second), bit for bit
 * @param checkedAt what of it is compared
 */
record Benchmark(String name, Map<String, Object> shape, Function<Backend, Runnable> work,
    Function<Backend, Rates> rates, BiPredicate<Backend, Backend> equality, Map<String, Object> checkedAt) {
  /**
   * Work per time; 0 for what does not apply.
   *
   * @param flops floating-point operations, a multiply-add being two
   * @param bytes moved to and from memory if every array is touched once per reading and writing
   * @param images real samples
   */
  record Rates(double flops, double bytes, double images) {
    /** 10⁹ floating-point operations per second. */
    double gflops(double milliseconds) {
      return flops / 1e6 / milliseconds;
    }

    /** 10⁹ bytes per second. */
    double gigabytesPerSecond(double milliseconds) {
      return bytes / 1e6 / milliseconds;
    }
  }

  /** The row of the JSON document; of the peak what was measured. */
  Map<String, Object> row(Backend backend, int threads, Timing timing, boolean equal, DevicePeak peak) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("benchmark", name);
    row.put("device", backend.device());
    row.put("description", backend.description());
    row.put("threads", threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    row.put("median_ms", timing.median());
    row.put("min_ms", timing.least());
    row.put("max_ms", timing.most());
    row.put("runs", timing.runs());
    row.put("repeats_per_run", timing.repeats());
    Rates amounts = rates.apply(backend);
    double gflops = amounts.gflops(timing.median());
    double bandwidth = amounts.gigabytesPerSecond(timing.median());
    putPositive(row, "images_per_second", 1e3 * amounts.images / timing.median());
    putPositive(row, "gflops", gflops);
    putPositive(row, "gigabytes_per_second", bandwidth);
    putPositive(row, "share_of_peak", peak.share(gflops, bandwidth));
    putPositive(row, "peak_gflops", peak.gflops());
    putPositive(row, "peak_gigabytes_per_second", peak.gigabytesPerSecond());
    row.put("equal_bits", equal);
    row.put("equal_bits_checked_at", checkedAt);
    row.putAll(shape);
    return row;
  }

  private static void putPositive(Map<String, Object> row, String name, double value) {
    if (value > 0) {
      row.put(name, value);
    }
  }
}
