package org.zerosum.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.zerosum.tensor.DataException;

/**
 * {@code report.html}: one page that shows a run, made from the run's folder alone. It needs neither network nor
 * script; equal folders give equal pages.
 */
public final class RunReport {
  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  private static final long MOST_JSON_BYTES = 16 << 20;

  private final Path folder;
  private final String name;
  private final Map<String, Object> options;
  private final MetricsTable metrics;
  private final RunHistory history;
  private final List<RecordedAlarm> alarms;

  private RunReport(Path folder, String log) {
    this.folder = folder;
    Path last = folder.toAbsolutePath().normalize().getFileName();
    this.name = last == null ? "run" : last.toString();
    this.options = readObject(folder.resolve("options.json")).orElse(Map.of());
    this.metrics = MetricsTable.read(folder.resolve("metrics.csv"));
    this.history = RunHistory.of(log);
    this.alarms = RecordedAlarm.read(folder.resolve("alarms.csv"));
  }

  /**
   * Writes the page of a run's folder.
   *
   * @param out replaced as a whole; may lie in the folder
   * @throws DataException if the folder holds no run, or a file of it cannot be read
   * @throws OutputException if the page cannot be written
   */
  public static void write(Path folder, Path out) {
    Path log = folder.resolve("log.txt");
    try {
      write(folder, Files.exists(log) ? new String(Files.readAllBytes(log), StandardCharsets.UTF_8) : "", out);
    } catch (IOException e) {
      throw new DataException(log + ": cannot be read (" + e + "); check its permissions", e);
    }
  }

  /**
   * The same with the log's text from whoever writes it: a process that opens and closes a file by itself loses the
   * lock it has on it.
   */
  public static void write(Path folder, String log, Path out) {
    if (!Files.exists(folder.resolve("options.json")) && !Files.exists(folder.resolve("metrics.csv"))) {
      throw new DataException(folder + ": holds no run (neither options.json nor metrics.csv); give the folder of a run");
    }
    RunReport report = new RunReport(folder, log);
    AtomicFile.write(out, channel -> {
      Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8), 1 << 16);
      report.page(writer);
      writer.flush();
    });
  }

  private void page(Writer out) throws IOException {
    out.write("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + Markup.escape(name)
        + " · Zerosum</title>\n<style>\n" + ReportStyle.CSS + "</style>\n</head>\n<body>\n");
    ReportTables tables = new ReportTables(out);
    new ReportSummary(name, options, metrics, history, alarms).write(out);
    out.write("<main>\n");
    section(out, "curves", "Curves");
    new ReportCharts(options, metrics.with(MetricsTable.read(folder.resolve("watch.csv"))), history, alarms).write(out);
    section(out, "alarms", "Alarms");
    tables.alarms(alarms);
    section(out, "samples", "Samples");
    new SampleTimeline(folder.resolve("samples")).write(out);
    section(out, "metrics", "Final metrics");
    tables.metrics(metrics);
    if (Files.exists(folder.resolve("evaluation.json"))) {
      section(out, "evaluation", "Evaluation");
      object(tables, "evaluation.json", "Results of the evaluation");
    }
    section(out, "options", "Options");
    object(tables, "options.json", "Options of the run");
    section(out, "environment", "Environment");
    object(tables, "environment.json", "Where the run was last started");
    section(out, "history", "History");
    tables.sessions(history.sessions());
    out.write("</section>\n</main>\n<footer><p>Made by Zerosum from the run’s folder; <code>zerosum report</code>"
        + " makes it anew.</p></footer>\n</body>\n</html>\n");
  }

  /** Ends the section before, if there is one, and begins another. */
  private static void section(Writer out, String id, String heading) throws IOException {
    out.write((id.equals("curves") ? "" : "</section>\n") + "<section id=\"" + id + "\" aria-labelledby=\"h-" + id
        + "\">\n<h2 id=\"h-" + id + "\">" + heading + "</h2>\n");
  }

  private void object(ReportTables tables, String file, String caption) throws IOException {
    Path path = folder.resolve(file);
    Optional<Map<String, Object>> object = readObject(path);
    if (object.isPresent()) {
      tables.object(object.get(), caption);
    } else {
      tables.sentence(Files.exists(path) ? file + " cannot be read as JSON." : "There is no " + file + ".");
    }
  }

  /** A file's object; empty if there is none: a page with a gap is better than none. */
  private static Optional<Map<String, Object>> readObject(Path file) {
    try {
      if (!Files.exists(file) || Files.size(file) > MOST_JSON_BYTES) {
        return Optional.empty();
      }
      Map<String, Object> object = new LinkedHashMap<>();
      switch (Json.parse(Files.readString(file))) {
        case Map<?, ?> map -> map.forEach((key, value) -> object.put((String) key, value));
        case List<?> list -> object.put("results", list);
        case null, default -> {
          return Optional.empty();
        }
      }
      return Optional.of(object);
    } catch (IOException | DataException _) {
      return Optional.empty();
    }
  }
}
