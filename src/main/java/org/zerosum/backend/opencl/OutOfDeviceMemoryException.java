package org.zerosum.backend.opencl;

/** A device has no memory left for what was asked. */
public final class OutOfDeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the sentence for people and what the device said. */
  public OutOfDeviceMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
