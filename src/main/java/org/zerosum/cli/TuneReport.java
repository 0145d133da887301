package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code tune} found, for people and for scripts. */
final class TuneReport {
  private static final String FORM = "%-32s %10s %10s %10s %10s %8s  %s";

  private TuneReport() {}

  /** The row of the JSON document. */
  static Map<String, Object> row(String device, TuneSearch.Result result) {
    double flops = TuneShapes.of(result.unit()).flops();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("device", device);
    row.put("unit", result.unit().label());
    row.put("shapes", TuneShapes.of(result.unit()).timed().stream().map(Benchmark::shape).toList());
    row.put("complete", result.complete());
    row.put("trials", result.trials().size());
    if (result.standardMilliseconds() > 0) {
      row.put("standard_ms", result.standardMilliseconds());
      row.put("standard_gflops", flops / 1e6 / result.standardMilliseconds());
    }
    result.best().ifPresent(best -> {
      row.put("best_ms", best.milliseconds());
      row.put("best_gflops", flops / 1e6 / best.milliseconds());
      row.put("gain", best.gain());
      row.put("tiles", best.tiles());
    });
    List<Object> disqualified = new ArrayList<>();
    for (TuneTrial trial : result.disqualified()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("tiles", trial.tiles());
      entry.put("outcome", Words.of(trial.outcome()));
      entry.put("detail", trial.detail());
      disqualified.add(entry);
    }
    row.put("disqualified", disqualified);
    return row;
  }

  /** Lines of a table. */
  static List<String> table(String device, List<TuneSearch.Result> results) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, FORM, device, "usual ms", "best ms", "GFLOP/s", "GFLOP/s", "gain", "tiles"));
    for (TuneSearch.Result result : results) {
      double flops = TuneShapes.of(result.unit()).flops();
      double usual = result.standardMilliseconds();
      String first = usual > 0 ? number(usual, 3) : "-";
      String rate = usual > 0 ? number(flops / 1e6 / usual, 1) : "-";
      int out = result.disqualified().size();
      String remark = out == 0 ? "" : "  (" + out + " disqualified)";
      lines.add(result.best().map(best -> line(result.unit().label(), best, flops, remark)).orElseGet(() -> String.format(Locale.ROOT, FORM,
          result.unit().label(), first, first, rate, rate, "1.00x", (result.complete() ? "the usual" : "not searched to the end") + remark)));
    }
    return lines;
  }

  private static String line(String unit, TuneTrial best, double flops, String remark) {
    return String.format(Locale.ROOT, FORM, unit, number(best.standardMilliseconds(), 3), number(best.milliseconds(), 3),
        number(flops / 1e6 / best.standardMilliseconds(), 1), number(flops / 1e6 / best.milliseconds(), 1), number(best.gain(), 2) + "x",
        best.tiles() + remark);
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
