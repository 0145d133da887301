package org.zerosum.gan;

/** Training has produced NaN or infinite numbers; what has been saved before is still good. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }
}
