package org.zerosum.io;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.DataException;

/**
 * A run's {@code metrics.csv}, read once from first row to last and thinned meanwhile. Columns are found by the names
 * of the header, whatever they are; cells may be empty, rows short, the last one torn.
 */
final class MetricsTable {
  private static final int MOST_COLUMNS = 400;
  private static final int RECENT = 100;

  /** One column's values. */
  static final class Values {
    private final Curve curve = new Curve();
    private final double[] recent = new double[RECENT];
    private long count;

    private void add(long step, double value) {
      curve.add(step, value);
      recent[(int) (count++ % RECENT)] = value;
    }

    Curve curve() {
      return curve;
    }

    long count() {
      return count;
    }

    /** The newest value, NaN if there is none. */
    double last() {
      return count == 0 ? Double.NaN : recent[(int) ((count - 1) % RECENT)];
    }

    /** The mean of the newest {@value #RECENT} values, of all if they are fewer. */
    double recentMean() {
      int kept = (int) Math.min(count, RECENT);
      double sum = 0;
      for (int i = 0; i < kept; i++) {
        sum += recent[i];
      }
      return sum / kept;
    }
  }

  private final Map<String, Values> columns = new LinkedHashMap<>();
  private long rows;
  private long firstStep;
  private long lastStep;

  private MetricsTable() {}

  /**
   * Reads the file; without one there are no rows.
   *
   * @throws DataException if it cannot be read
   */
  static MetricsTable read(Path file) {
    MetricsTable table = new MetricsTable();
    if (!Files.exists(file)) {
      return table;
    }
    try (Reader reader = CsvReader.open(file)) {
      CsvReader records = new CsvReader(reader);
      List<String> header = records.next();
      if (header != null) {
        table.fill(header, records);
      }
      return table;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    }
  }

  /** The same rows with the columns of another file beside their own. */
  MetricsTable with(MetricsTable other) {
    MetricsTable both = new MetricsTable();
    both.columns.putAll(columns);
    other.columns.forEach(both.columns::putIfAbsent);
    both.rows = rows;
    both.firstStep = firstStep;
    both.lastStep = lastStep;
    return both;
  }

  private void fill(List<String> header, CsvReader records) throws IOException {
    List<Values> places = new ArrayList<>();
    for (String name : header) {
      boolean measured = !name.equals("step") && !name.equals("epoch") && columns.size() < MOST_COLUMNS;
      places.add(measured ? columns.computeIfAbsent(name, _ -> new Values()) : null);
    }
    int stepAt = header.indexOf("step");
    for (List<String> cells = records.next(); cells != null; cells = records.next()) {
      long step = stepAt < 0 ? rows + 1 : stepAt < cells.size() ? step(cells.get(stepAt)) : -1;
      if (step < 0) {
        continue;
      }
      firstStep = rows == 0 ? step : Math.min(firstStep, step);
      lastStep = Math.max(lastStep, step);
      rows++;
      for (int i = 0; i < Math.min(cells.size(), places.size()); i++) {
        if (places.get(i) != null && !cells.get(i).isBlank()) {
          places.get(i).add(step, number(cells.get(i)));
        }
      }
    }
  }

  private static long step(String cell) {
    return cell.matches("[0-9]{1,15}") ? Long.parseLong(cell) : -1;
  }

  private static double number(String cell) {
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /** Rows with a step. */
  long rows() {
    return rows;
  }

  long firstStep() {
    return firstStep;
  }

  /** 0 if there are no rows. */
  long lastStep() {
    return lastStep;
  }

  /** All measurements in the file's order, by name. */
  Map<String, Values> columns() {
    return columns;
  }
}
