package org.zerosum.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.zerosum.gan.Gan;
import org.zerosum.io.Json;
import org.zerosum.tensor.DataException;

/**
 * The classes of a conditional run, in the order of their labels.
 *
 * @param names as many as there are classes
 */
record ClassNames(List<String> names) {
  /** Where a checkpoint's metadata has them, as a JSON array. */
  static final String KEY = "data.class_names";
  private static final int MOST_SHOWN = 20;

  /**
   * Reads a checkpoint's classes; one without names calls them by their numbers.
   *
   * @throws DataException if the entry is damaged
   */
  static ClassNames of(Path checkpoint, Map<String, String> metadata, Gan gan) {
    int classes = gan.generator().classes();
    String text = metadata.get(KEY);
    if (text == null) {
      return new ClassNames(java.util.stream.IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }
    if (Json.parse(text) instanceof List<?> list && list.size() == classes && list.stream().allMatch(String.class::isInstance)) {
      return new ClassNames(list.stream().map(String.class::cast).toList());
    }
    throw new DataException(checkpoint + ": '" + KEY + "' must be the names of " + classes
        + " classes; the file is damaged, use another copy");
  }

  /** The entry for {@link #KEY}. */
  String toJson() {
    return Json.write(names);
  }

  /**
   * The label of a class, by its name or, if no class has that name, by its number.
   *
   * @param run for the message
   * @throws UsageException if there is no such class
   */
  int label(String wanted, Path run) {
    if (names.isEmpty()) {
      throw new UsageException("--class is for conditional runs but " + run + " knows no classes; leave it out");
    }
    int named = names.indexOf(wanted);
    if (named >= 0) {
      return named;
    }
    if (wanted.matches("[0-9]{1,9}") && Integer.parseInt(wanted) < names.size()) {
      return Integer.parseInt(wanted);
    }
    String known = String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN))) + (names.size() > MOST_SHOWN ? ", ..." : "");
    throw new UsageException("--class is '" + wanted + "' but the classes of " + run + " are " + known + " (or 0 to "
        + (names.size() - 1) + ")");
  }
}
