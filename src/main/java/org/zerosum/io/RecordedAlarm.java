package org.zerosum.io;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.zerosum.tensor.DataException;

/**
 * One row of a run's {@code alarms.csv}: a measurement that crossed its threshold.
 *
 * @param step when, from 1
 * @param alarm its name, for example {@code vanishing-gradient}
 * @param value what was measured, as it was written
 * @param threshold what it was held against, as it was written
 * @param message a sentence for people
 */
public record RecordedAlarm(long step, String alarm, String value, String threshold, String message) {
  /** The file's first line. */
  public static final String HEADER = "step,alarm,value,threshold,message";

  /**
   * All alarms of a run in the file's order; none if there is no file. Columns are found by the names of the header;
   * further ones are ignored.
   *
   * @throws DataException if the file cannot be read or is not one of alarms
   */
  public static List<RecordedAlarm> read(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Reader reader = CsvReader.open(file)) {
      CsvReader records = new CsvReader(reader);
      List<String> header = records.next();
      if (header == null) {
        return List.of();
      }
      if (!header.containsAll(List.of(HEADER.split(",")))) {
        throw new DataException(file + ": the first line is " + Json.quoted(String.join(",", header)) + " but must name "
            + HEADER + "; move the file away or write it again");
      }
      List<RecordedAlarm> alarms = new ArrayList<>();
      for (List<String> cells = records.next(); cells != null; cells = records.next()) {
        alarms.add(of(file, header, cells));
      }
      return alarms;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    }
  }

  private static RecordedAlarm of(Path file, List<String> header, List<String> cells) {
    String step = cell(header, cells, "step");
    if (!step.matches("[0-9]{1,18}")) {
      throw new DataException(file + ": a row's step is " + Json.quoted(step)
          + " but must be a number; the file is damaged, move it away or write it again");
    }
    return new RecordedAlarm(Long.parseLong(step), cell(header, cells, "alarm"), cell(header, cells, "value"),
        cell(header, cells, "threshold"), cell(header, cells, "message"));
  }

  private static String cell(List<String> header, List<String> cells, String name) {
    int at = header.indexOf(name);
    return at < cells.size() ? cells.get(at) : "";
  }
}
