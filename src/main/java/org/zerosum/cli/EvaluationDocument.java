package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.zerosum.metrics.FeatureExtractor;
import org.zerosum.metrics.Metric;

/**
 * The result of an evaluation, for people and as JSON. It depends on checkpoint, data and options alone, never on device or clock.
 */
final class EvaluationDocument {
  private final Map<String, Object> document = new LinkedHashMap<>();
  private final List<Metric> metrics = new ArrayList<>();
  private final Map<String, List<Metric>> baselines = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  /** One more fact about what was evaluated, in the order of calls. */
  void fact(String name, Object value) {
    document.put(name, value);
  }

  /** More numbers of the run. */
  void add(List<Metric> more) {
    metrics.addAll(more);
  }

  /** The same numbers of something that shows what they mean: {@code data} or {@code noise}. */
  void addBaseline(String name, List<Metric> more) {
    baselines.put(name, more);
  }

  /** One more sentence that should be read before the numbers are believed. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** What can be said of any extractor. */
  static Map<String, Object> describe(FeatureExtractor extractor) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("name", extractor.name());
    description.put("features", extractor.dimension());
    description.put("classes", extractor.classes());
    return description;
  }

  /** For {@link org.zerosum.io.Json}. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(document);
    map.put("metrics", metrics.stream().map(EvaluationDocument::toMap).toList());
    if (!baselines.isEmpty()) {
      Map<String, Object> all = new LinkedHashMap<>();
      baselines.forEach((name, values) -> all.put(name, values.stream().map(EvaluationDocument::toMap).toList()));
      map.put("baselines", all);
    }
    map.put("warnings", warnings);
    return map;
  }

  private static Map<String, Object> toMap(Metric metric) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", metric.name());
    map.put("value", metric.value());
    map.putAll(metric.details());
    return map;
  }

  /** What was evaluated, in a few lines. */
  List<String> headline() {
    List<String> lines = new ArrayList<>();
    lines.add(document.get("generated_samples") + " samples of " + document.get("checkpoint") + ", step " + document.get("steps") + ", against "
        + document.get("real_samples") + " of " + document.get("data") + (document.get("split").equals("test") ? ", test split" : ""));
    if (document.get("extractor") instanceof Map<?, ?> extractor) {
      lines.add("extractor " + extractor.get("name") + ": " + extractor.get("features") + " features" + accuracy(extractor));
    }
    return lines;
  }

  private static String accuracy(Map<?, ?> extractor) {
    return extractor.get("held_out_correct") instanceof Integer correct && extractor.get("held_out_samples") instanceof Integer all
        ? String.format(Locale.ROOT, ", accuracy %.1f %% on %d held-out samples", 100.0 * correct / all, all) : "";
  }

  /** A table: name, value with its uncertainty, then the baselines' values. */
  List<String> lines() {
    int width = metrics.stream().mapToInt(metric -> metric.name().length()).max().orElse(0) + 2;
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(String.format("%-" + width + "s%-22s", "metric", "value"));
    baselines.keySet().forEach(name -> head.append(String.format("%-12s", name)));
    lines.add(head.toString().stripTrailing());
    for (Metric metric : metrics) {
      StringBuilder line = new StringBuilder(String.format("%-" + width + "s%-22s", metric.name(), number(metric.value()) + spread(metric)));
      baselines.values().forEach(values -> line.append(String.format("%-12s", values.stream()
          .filter(other -> other.name().equals(metric.name())).findFirst().map(other -> number(other.value())).orElse(""))));
      lines.add(line.toString().stripTrailing());
    }
    warnings.forEach(warning -> lines.add("note: " + warning));
    return lines;
  }

  private static String spread(Metric metric) {
    Number error = metric.details().getOrDefault("standard_error", metric.details().get("standard_deviation"));
    return error == null ? "" : " ± " + number(error.doubleValue());
  }

  /** Four significant digits, without an exponent where numbers are of ordinary size. */
  private static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4;
    return size < 1e-3 ? String.format(Locale.ROOT, "%.2e", value) : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
