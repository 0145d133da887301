package org.zerosum.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads comma-separated values (RFC 4180) record by record: cells may stand in quotes, where commas and line ends are
 * text and a doubled quote is one. Lines end in LF or CRLF. A last record without its line end, as a crash or a write
 * in progress leaves it, is not given.
 *
 * <p>Does not close the reader it is given; that should be buffered.
 */
final class CsvReader {
  private final Reader in;
  private final StringBuilder cell = new StringBuilder();

  /** Reads from here on. */
  CsvReader(Reader in) {
    this.in = in;
  }

  /** A file's text, buffered; bytes that are no UTF-8 become U+FFFD. The caller closes it. */
  static Reader open(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16);
  }

  /**
   * The cells of the next record, at least one.
   *
   * @return null at the end
   * @throws IOException if reading fails
   */
  List<String> next() throws IOException {
    List<String> cells = new ArrayList<>();
    cell.setLength(0);
    boolean quoted = false;
    boolean closed = false;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '"') {
        // A doubled quote closes and opens again: the second puts itself into the text.
        quoted = !quoted;
        if (quoted && closed) {
          cell.append('"');
        }
      } else if (quoted) {
        cell.append((char) c);
      } else if (c == ',' || c == '\n') {
        if (c == '\n' && !cell.isEmpty() && cell.charAt(cell.length() - 1) == '\r') {
          cell.setLength(cell.length() - 1);
        }
        cells.add(cell.toString());
        cell.setLength(0);
        if (c == '\n') {
          return cells;
        }
      } else {
        cell.append((char) c);
      }
      closed = c == '"' && !quoted;
    }
    return null;
  }
}
