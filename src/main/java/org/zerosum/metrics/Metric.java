package org.zerosum.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One number of an evaluation.
 *
 * @param name what it is, with the extractor in brackets where there is one: {@code fid[zerosum-digits32-cnn-1a2b3c4d]}
 * @param value the number
 * @param details what belongs to it, by name: {@code standard_error}, {@code subsets}, {@code k} …
 */
public record Metric(String name, double value, Map<String, Number> details) {
  /** Copies the details. */
  public Metric {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** A number that needs no more words. */
  public Metric(String name, double value) {
    this(name, value, Map.of());
  }

  /** The same with one more detail. */
  public Metric with(String detail, Number number) {
    Map<String, Number> more = new LinkedHashMap<>(details);
    more.put(detail, number);
    return new Metric(name, value, more);
  }
}
