package org.zerosum.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.zerosum.io.AtomicFile;
import org.zerosum.io.OutputException;
import org.zerosum.tensor.DataException;

/** A file of comma-separated rows whose first column is the step, appended to by one process at a time. */
final class CsvFile implements AutoCloseable {
  private final Path file;
  private final Writer writer;

  /**
   * Opens the file for appending. Rows behind {@code lastStep}, written after the checkpoint that is continued, are cut
   * off first.
   *
   * @param lastStep 0 for a new run
   * @throws DataException if the file has another header
   * @throws OutputException if it cannot be written
   */
  CsvFile(Path file, String header, long lastStep) {
    this.file = file;
    AtomicFile.write(file, kept(file, header, lastStep).getBytes(StandardCharsets.UTF_8));
    try {
      writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static String kept(Path file, String header, long lastStep) {
    StringBuilder kept = new StringBuilder(header).append('\n');
    if (lastStep == 0 || !Files.exists(file)) {
      return kept.toString();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.getFirst().equals(header)) {
        throw new DataException(file + ": the header is not '" + header + "'; move the file away to resume without it");
      }
      for (String line : lines.subList(1, lines.size())) {
        // A row without its line feed, torn by a crash, lies behind the checkpoint: rows are flushed before it is
        // written.
        String step = line.substring(0, Math.max(0, line.indexOf(',')));
        if (!step.matches("[0-9]{1,18}") || Long.parseLong(step) > lastStep) {
          break;
        }
        kept.append(line).append('\n');
      }
      return kept.toString();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); move the file away to resume without it", e);
    }
  }

  /** Appends a row; numbers have the fewest digits that read back as the same float. */
  void append(List<?> row) {
    try {
      writer.write(row.stream().map(String::valueOf).collect(Collectors.joining(",", "", "\n")));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Hands the rows to the operating system. */
  void flush() {
    try {
      writer.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private OutputException unwritable(IOException e) {
    return new OutputException(file + ": cannot be written (" + e
        + "); check free space and permissions, then continue with --resume", e);
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
