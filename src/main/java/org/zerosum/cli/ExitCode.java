package org.zerosum.cli;

/** What the process says to whoever started it; scripts depend on these numbers. */
final class ExitCode {
  static final int DONE = 0;
  /**
   * An error that is neither the user's nor the data's, output that cannot be written, {@code verify}'s "not equal" or
   * {@code gradcheck}'s "FAILED".
   */
  static final int INTERNAL = 1;
  static final int USAGE = 2;
  static final int NO_SUCH_DEVICE = 3;
  static final int BAD_DATA = 4;
  static final int DIVERGED = 5;
  /** SIGINT or SIGTERM; the last checkpoint is written. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
