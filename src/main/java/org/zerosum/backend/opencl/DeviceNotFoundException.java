package org.zerosum.backend.opencl;

/** A device that was asked for is not there, or can't be used. */
public final class DeviceNotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With the sentence for people: what was asked, why not, and what there is. */
  public DeviceNotFoundException(String message) {
    super(message);
  }
}
