package org.zerosum.io;

import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of a run's page. */
final class ReportTables {
  private static final int MOST_ALARMS = 100;
  private static final int MOST_ROWS = 500;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private final Writer out;

  ReportTables(Writer out) {
    this.out = out;
  }

  /** A paragraph of plain text. */
  void sentence(String text) throws IOException {
    out.write("<p>" + Markup.escape(text) + "</p>\n");
  }

  /** All alarms; of very many the first and the last. */
  void alarms(List<RecordedAlarm> alarms) throws IOException {
    if (alarms.isEmpty()) {
      sentence("No alarms.");
      return;
    }
    sentence(alarms.stream().collect(Collectors.groupingBy(RecordedAlarm::alarm, TreeMap::new, Collectors.counting()))
        .entrySet().stream().map(entry -> entry.getKey() + ": " + Ticks.format(entry.getValue()))
        .collect(Collectors.joining(", ")) + (alarms.size() > MOST_ALARMS ? ". The table shows the first and the last "
            + MOST_ALARMS / 2 + "; all are in alarms.csv." : "."));
    begin("", "Alarms in order of time", "#step", "alarm", "#value", "#threshold", "message");
    for (int i = 0; i < alarms.size(); i++) {
      if (alarms.size() <= MOST_ALARMS || i < MOST_ALARMS / 2 || i >= alarms.size() - MOST_ALARMS / 2) {
        RecordedAlarm alarm = alarms.get(i);
        out.write("<tr><th scope=\"row\" class=\"number\">" + Ticks.format(alarm.step()) + "</th>");
        cell("", alarm.alarm());
        cell("number", numeric(alarm.value()));
        cell("number", numeric(alarm.threshold()));
        cell("words", alarm.message());
        out.write("</tr>\n");
      }
    }
    end();
  }

  /** A number as people write it; other text as it is. */
  private static String numeric(String text) {
    try {
      return Ticks.format(Double.parseDouble(text));
    } catch (NumberFormatException _) {
      return text;
    }
  }

  /** Each column's newest value and recent mean. */
  void metrics(MetricsTable metrics) throws IOException {
    if (metrics.rows() == 0) {
      sentence("No step has been recorded yet.");
      return;
    }
    begin("", "Measurements at step " + Ticks.format(metrics.lastStep()), "column", "meaning", "#last",
        "#mean of the last 100");
    for (Map.Entry<String, MetricsTable.Values> entry : metrics.columns().entrySet()) {
      out.write("<tr><th scope=\"row\"><code>" + Markup.escape(entry.getKey()) + "</code></th>");
      out.write("<td class=\"words\">" + meaning(entry.getKey()) + "</td>");
      cell("number", entry.getValue().count() == 0 ? "–" : Ticks.format(entry.getValue().last()));
      cell("number", entry.getValue().count() == 0 ? "–" : Ticks.format(entry.getValue().recentMean()));
      out.write("</tr>\n");
    }
    end();
  }

  /** As HTML. */
  private static String meaning(String column) {
    return switch (column) {
      case "loss_d" -> "L<sub>D</sub>, what D descends";
      case "loss_g" -> "L<sub>G</sub>, what G descends";
      case "value" -> "V(D, G)";
      case "d_real" -> "mean of D(x)";
      case "d_fake" -> "mean of D(G(z)) in D’s update";
      case "d_fake_after" -> "mean of D(G(z)) in G’s update, after D’s";
      case "gradient_norm_d" -> "norm of D’s gradient";
      case "gradient_norm_g" -> "norm of G’s gradient";
      default -> "";
    };
  }

  /** A JSON object's values by their names; what is nested has its path as its name. */
  void object(Map<String, Object> object, String caption) throws IOException {
    List<Map.Entry<String, String>> rows = new ArrayList<>();
    flatten("", object, rows);
    begin("pairs", caption, "name", "value");
    for (Map.Entry<String, String> row : rows.subList(0, Math.min(rows.size(), MOST_ROWS))) {
      out.write("<tr><th scope=\"row\">" + Markup.escape(row.getKey()) + "</th>");
      cell("words", row.getValue());
      out.write("</tr>\n");
    }
    end();
    if (rows.size() > MOST_ROWS) {
      sentence(rows.size() - MOST_ROWS + " more values are in the file.");
    }
  }

  private static void flatten(String path, Object value, List<Map.Entry<String, String>> rows) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((key, inner) -> flatten(path.isEmpty() ? key.toString() : path + "." + key,
          inner, rows));
      case List<?> list when list.stream().anyMatch(inner -> inner instanceof Map || inner instanceof List) -> {
        for (int i = 0; i < list.size(); i++) {
          flatten(path + "[" + i + "]", list.get(i), rows);
        }
      }
      case List<?> list -> rows.add(Map.entry(path, list.stream().map(ReportTables::text)
          .collect(Collectors.joining(", "))));
      case null, default -> rows.add(Map.entry(path, text(value)));
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "–";
      // As one would write it on a command line: 0.0002, not 2.0E-4.
      case Double number when Math.abs(number) >= 1e-9 && Math.abs(number) < 1e15 || number == 0 ->
          new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
      default -> value.toString();
    };
  }

  /** Each process's part in the run. */
  void sessions(List<RunHistory.Session> sessions) throws IOException {
    if (sessions.isEmpty()) {
      sentence("The log tells of no training.");
      return;
    }
    begin("", "Each time that a process trained", "started", "#from step", "device", "#time", "end");
    for (RunHistory.Session session : sessions) {
      out.write("<tr><th scope=\"row\">" + TIME.format(session.start()) + "</th>");
      cell("number", Ticks.format(session.from()));
      cell("", session.device());
      cell("number", ReportSummary.words(session.duration()));
      cell("words", session.end());
      out.write("</tr>\n");
    }
    end();
  }

  /**
   * A table in a region that scrolls by itself where it is wider than the screen, also by keyboard. Headings of numbers
   * begin with #.
   */
  private void begin(String kind, String caption, String... headings) throws IOException {
    out.write("<div class=\"scroll" + (kind.isEmpty() ? "" : " " + kind) + "\" role=\"region\" tabindex=\"0\" aria-label=\""
        + Markup.escape(caption) + "\">\n<table>\n<caption>" + Markup.escape(caption) + "</caption>\n<thead><tr>");
    for (String heading : headings) {
      boolean number = heading.startsWith("#");
      out.write("<th scope=\"col\"" + (number ? " class=\"number\">" + heading.substring(1) : ">" + heading) + "</th>");
    }
    out.write("</tr></thead>\n<tbody>\n");
  }

  private void end() throws IOException {
    out.write("</tbody>\n</table>\n</div>\n");
  }

  private void cell(String kind, String text) throws IOException {
    out.write("<td" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + ">" + Markup.escape(text) + "</td>");
  }
}
