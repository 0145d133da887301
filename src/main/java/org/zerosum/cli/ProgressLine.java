package org.zerosum.cli;

/** Shows progress: one line that is overwritten on a terminal, a new line every few seconds elsewhere. */
final class ProgressLine {
  private static final long TERMINAL_NANOS = 200_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final Terminal terminal;
  private long last = System.nanoTime();
  private int shown;

  ProgressLine(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Whether it is time to show something again. */
  boolean isDue() {
    return System.nanoTime() - last >= (terminal.updates() ? TERMINAL_NANOS : PLAIN_NANOS);
  }

  /** Shows a moment. */
  void show(Progress progress) {
    last = System.nanoTime();
    if (!terminal.updates()) {
      terminal.out().println(progress.plain());
      terminal.out().flush();
      return;
    }
    int width = progress.fitted(terminal.columns(), false).length();
    terminal.out().print("\r" + progress.fitted(terminal.columns(), terminal.colour())
        + " ".repeat(Math.max(0, shown - width)));
    terminal.out().flush();
    shown = width;
  }

  /** Leaves the last state standing; what is printed next begins a new line. */
  void end() {
    if (shown > 0) {
      terminal.out().println();
      shown = 0;
    }
  }
}
