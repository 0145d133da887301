package org.zerosum.cli;

/** Progress of a command's stages on stderr, beside results on stdout: a line every few seconds, updated in place on terminals. */
final class StageLine {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private final String stage;
  private final int total;
  private long last = System.nanoTime();
  private int shown;

  /**
   * Begins a stage.
   *
   * @param total its steps
   */
  StageLine(Terminal terminal, String stage, int total) {
    this.terminal = terminal;
    this.stage = stage;
    this.total = total;
  }

  /** So much is done. */
  void show(int done, String more) {
    if (System.nanoTime() - last < (terminal.updates() ? TERMINAL_NANOS : PLAIN_NANOS)) {
      return;
    }
    last = System.nanoTime();
    String line = stage + ": " + done + "/" + total + more;
    if (terminal.updates()) {
      terminal.err().print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    } else {
      terminal.err().println(line);
    }
    terminal.err().flush();
  }

  /** Leaves the line; what is printed next begins a new one. */
  void end() {
    if (shown > 0) {
      terminal.err().print("\r" + " ".repeat(shown) + "\r");
      terminal.err().flush();
      shown = 0;
    }
  }
}
