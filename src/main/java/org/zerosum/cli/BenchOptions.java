package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.zerosum.backend.Devices;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Option;

/** What all benchmarks share: their options, the measuring and the printing. */
final class BenchOptions {
  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto",
      description = "May be given several times: runs then take turns. Default: auto.")
  private List<String> devices;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "10",
      description = "Measured runs after the warm-up. Default: 10.")
  private int runs;

  @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "2",
      description = "Least time before the measured runs; it goes on until times are steady."
          + " 0 for a single round. Default: 2.")
  private double warmUp;

  @Option(names = "--no-peak", description = "Do not measure the device's own limits first, which takes some seconds.")
  private boolean noPeak;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /** Checks the shared options. */
  void check() {
    Failures.requireRange("--threads", threads, 0, 1_024);
    Failures.requireRange("--runs", runs, 1, 10_000);
    if (!(warmUp >= 0 && warmUp <= 600)) {
      throw new UsageException("--warm-up is " + warmUp + " but must lie in 0 to 600 seconds");
    }
  }

  /** Measures on all devices side by side and prints the rows. */
  int run(Session session, List<Benchmark> benchmarks) {
    List<Object> rows = new ArrayList<>();
    List<Backend> backends = new ArrayList<>();
    try (Backend scalar = Devices.open("scalar", 1)) {
      for (String device : devices) {
        backends.add(Failures.fromOptions(() -> Devices.open(device, threads)));
      }
      BenchRun run = new BenchRun(new SideBySide(backends, runs), scalar, threads, warmUp, !noPeak);
      for (Benchmark benchmark : benchmarks) {
        List<Map<String, Object>> found = run.measure(benchmark);
        rows.addAll(found);
        if (!json) {
          found.forEach(row -> session.terminal().out().println(line(row, benchmark)));
          Comparison.sentence(found).ifPresent(session.terminal().out()::println);
          session.terminal().out().flush();
        }
      }
    } finally {
      backends.forEach(Backend::close);
    }
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("results", rows);
      document.put("environment", Environment.process());
      session.terminal().out().print(Json.writePretty(document));
    }
    return ExitCode.DONE;
  }

  private static String line(Map<String, Object> row, Benchmark benchmark) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%s %s on %s: median %.3f ms (%.3f to %.3f)", row.get("benchmark"),
        benchmark.shape(), row.get("device"), row.get("median_ms"), row.get("min_ms"), row.get("max_ms")));
    append(line, row, "gflops", "GFLOP/s");
    append(line, row, "gigabytes_per_second", "GB/s");
    append(line, row, "images_per_second", "images/s");
    if (row.get("share_of_peak") instanceof Double share) {
      line.append(String.format(Locale.ROOT, ", %.0f %% of peak", 100 * share));
    }
    return line.append(", bits ").append(row.get("equal_bits").equals(true) ? "equal" : "DIFFERENT")
        .append(" to scalar's").toString();
  }

  private static void append(StringBuilder line, Map<String, Object> row, String name, String unit) {
    if (row.get(name) != null) {
      line.append(String.format(Locale.ROOT, ", %.1f %s", row.get(name), unit));
    }
  }
}
