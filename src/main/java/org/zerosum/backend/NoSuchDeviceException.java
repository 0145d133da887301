package org.zerosum.backend;

/** A device that was asked for by name is not there or cannot be used. It is never replaced silently by another. */
public final class NoSuchDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** One sentence: what was asked for, why it is not to be had, what there is instead. */
  public NoSuchDeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
