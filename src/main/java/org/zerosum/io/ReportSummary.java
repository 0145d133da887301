package org.zerosum.io;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The head of a run's page: its name, how it stands, and the few numbers that one looks for first. */
record ReportSummary(String name, Map<String, Object> options, MetricsTable metrics, RunHistory history,
    List<RecordedAlarm> alarms) {
  private static final Set<String> BUILT_IN = Set.of("digits", "ring", "grid");

  void write(Writer out) throws IOException {
    RunHistory.Status status = history.status();
    out.write("<header>\n<p class=\"kind\">Zerosum training run</p>\n<h1>" + Markup.escape(name)
        + "</h1>\n<p><span class=\"status " + status.name().toLowerCase(Locale.ROOT) + "\">" + status.words() + "</span></p>\n");
    if (status == RunHistory.Status.DIVERGED || status == RunHistory.Status.FAILED) {
      out.write("<p class=\"cause\">" + Markup.escape(history.sessions().getLast().end()) + "</p>\n");
    }
    out.write("<dl class=\"facts\">\n");
    fact(out, "steps", Ticks.format(metrics.lastStep()) + planned());
    fact(out, "time in training", history.sessions().isEmpty() ? "unknown" : words(history.duration()));
    if (options.get("data") instanceof String data) {
      fact(out, "data", BUILT_IN.contains(data) ? data : data.replaceFirst(".*[/\\\\](?=.)", ""));
    }
    if (!history.sessions().isEmpty() && !history.sessions().getLast().device().isEmpty()) {
      fact(out, "device", history.sessions().getLast().device());
    }
    if (Double.isFinite(history.newestRate())) {
      fact(out, "samples per s", Ticks.format(history.newestRate()));
    }
    mean(out, "D(x)", "d_real");
    mean(out, "D(G(z))", "d_fake");
    fact(out, "alarms", alarms.isEmpty() ? "none" : Ticks.format(alarms.size()));
    out.write("</dl>\n</header>\n");
  }

  private String planned() {
    long planned = history.sessions().isEmpty() ? 0 : history.sessions().getLast().planned();
    return planned == 0 || planned == metrics.lastStep() ? "" : " of " + Ticks.format(planned);
  }

  private void mean(Writer out, String label, String column) throws IOException {
    MetricsTable.Values values = metrics.columns().get(column);
    if (values != null && Double.isFinite(values.recentMean())) {
      fact(out, label + ", lately", Ticks.format(values.recentMean()));
    }
  }

  private static void fact(Writer out, String label, String value) throws IOException {
    out.write("<div><dt>" + label + "</dt><dd>" + Markup.escape(value) + "</dd></div>\n");
  }

  /** For example {@code 2 h 05 min} or {@code 48 s}. */
  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds >= 3600) {
      return String.format(Locale.ROOT, "%,d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
    return seconds >= 60 ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : seconds == 0 ? "under 1 s" : seconds + " s";
  }
}
