package org.zerosum.tensor;

/**
 * Data or a checkpoint that cannot be used: missing, truncated, oversized, lying about itself, or of the wrong kind.
 *
 * <p>The message is one sentence that names the file, the rule, the values and the remedy. The command line shows it and exits with code 4.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error whose message is the whole explanation. */
  public DataException(String message) {
    super(message);
  }

  /** The same, with the failure underneath it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
