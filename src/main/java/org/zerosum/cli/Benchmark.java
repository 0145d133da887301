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
 * @param rates what one piece of work amounts to
 * @param equality compares a device (first) with the scalar backend (second), bit for bit
 * @param checkedAt what of it is compared
 */
record Benchmark(String name, Map<String, Object> shape, Function<Backend, Runnable> work, Rates rates,
    BiPredicate<Backend, Backend> equality,
    Map<String, Object> checkedAt) {
  /**
   * Work per time; 0 for what does not apply.
   *
   * @param flops floating-point operations, a multiply-add being two
   * @param bytes moved to and from memory if every array is touched once per reading and writing
   * @param images real samples
   */
  record Rates(double flops, double bytes, double images) {}

  /** The row of the JSON document. */
  Map<String, Object> row(Backend backend, int threads, Timing timing, boolean equal) {
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
    putRate(row, "images_per_second", rates.images, timing.median() / 1e3);
    putRate(row, "gflops", rates.flops / 1e9, timing.median() / 1e3);
    putRate(row, "gigabytes_per_second", rates.bytes / 1e9, timing.median() / 1e3);
    row.put("equal_bits", equal);
    row.put("equal_bits_checked_at", checkedAt);
    row.putAll(shape);
    return row;
  }

  private static void putRate(Map<String, Object> row, String name, double amount, double seconds) {
    if (amount > 0) {
      row.put(name, amount / seconds);
    }
  }
}
