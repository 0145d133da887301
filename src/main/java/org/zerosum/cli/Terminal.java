package org.zerosum.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command writes, and what that place can show.
 *
 * @param out results and progress
 * @param err errors, and remarks beside a JSON document
 * @param updates whether a line may be overwritten: a terminal that is not dumb
 * @param colour whether colours are welcome: such a terminal without {@code NO_COLOR} (https://no-color.org)
 * @param columns width in characters
 */
record Terminal(PrintWriter out, PrintWriter err, boolean updates, boolean colour, int columns) {
  private static final int USUAL_COLUMNS = 100;

  /** A file or pipe. */
  static Terminal plain(PrintWriter out, PrintWriter err) {
    return new Terminal(out, err, false, false, USUAL_COLUMNS);
  }

  /**
   * The process's own streams, in UTF-8. The launcher tells in {@code ZEROSUM_TERMINAL} how wide the terminal on stdout
   * is; without the launcher the Java runtime is asked.
   */
  static Terminal system(Map<String, String> environment) {
    String width = environment.getOrDefault("ZEROSUM_TERMINAL", "");
    boolean terminal = !width.isEmpty() || (System.console() != null && System.console().isTerminal());
    String kind = environment.getOrDefault("TERM", "dumb");
    boolean updates = terminal && !kind.equals("dumb") && !kind.isEmpty();
    boolean colour = updates && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = width.matches("[0-9]{2,4}") ? Integer.parseInt(width) : USUAL_COLUMNS;
    return new Terminal(writer(FileDescriptor.out), writer(FileDescriptor.err), updates, colour, columns);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), true);
  }
}
