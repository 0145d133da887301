package org.zerosum.io;

/**
 * A file or folder that cannot be written. The message is one sentence that names it and the remedy; nothing
 * half-written is left.
 */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with the failure underneath it. */
  public OutputException(String message, Throwable cause) {
    super(message, cause);
  }
}
