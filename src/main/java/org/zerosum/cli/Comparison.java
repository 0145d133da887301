package org.zerosum.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which device was the fastest, from the rows of one benchmark that were measured side by side. */
final class Comparison {
  private Comparison() {}

  /**
   * Adds {@code fastest}, a device, and {@code ratio_to_fastest}, how many times as long a row's device takes for the
   * same work; nothing to a single row.
   */
  static void complete(List<Map<String, Object>> rows) {
    if (rows.size() < 2) {
      return;
    }
    Map<String, Object> fastest = rows.stream().max(Comparator.comparingDouble(Comparison::speed)).orElseThrow();
    for (Map<String, Object> row : rows) {
      row.put("fastest", fastest.get("device"));
      row.put("ratio_to_fastest", speed(fastest) / speed(row));
    }
  }

  /** By the rate, since a peak's work differs from device to device. */
  private static double speed(Map<String, Object> row) {
    Object rate = row.getOrDefault("gflops", row.get("gigabytes_per_second"));
    return rate == null ? 1 / (double) row.get("median_ms") : (double) rate;
  }

  /** One line for people, if there is anything to compare. */
  static Optional<String> sentence(List<Map<String, Object>> rows) {
    if (rows.size() < 2) {
      return Optional.empty();
    }
    String others = rows.stream().filter(row -> (double) row.get("ratio_to_fastest") > 1)
        .map(row -> String.format(Locale.ROOT, "%.2f times as fast as %s", row.get("ratio_to_fastest"),
            row.get("device")))
        .collect(Collectors.joining(", "));
    return Optional.of("fastest: " + rows.getFirst().get("fastest") + (others.isEmpty() ? "" : ", " + others));
  }
}
