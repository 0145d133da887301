package org.zerosum.cli;

/**
 * Options that cannot be followed. The message is one sentence with the rule, the values and the remedy; exit code 2.
 */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
