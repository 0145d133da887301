package org.zerosum.backend.opencl;

/** An operation whose kernels gave wrong bits on a device, and that nothing there replaces. */
public final class QuarantinedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a sentence that says what is refused, why, and what to do. */
  public QuarantinedException(String message) {
    super(message);
  }
}
