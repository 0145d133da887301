package org.zerosum.cl;

/**
 * An OpenCL call failed. The message names the call, the status, what it was applied to, and a remedy where there is
 * one.
 */
public final class ClException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int status;
  private final String context;

  /**
   * A failure of a call.
   *
   * @param call the OpenCL function
   * @param status its status
   * @param context what it was applied to: kernel, sizes, device, build log
   */
  public ClException(String call, int status, String context) {
    super(message(call, status, context));
    this.call = call;
    this.status = status;
    this.context = context;
  }

  private static String message(String call, int status, String context) {
    String remedy = ClStatus.remedy(status);
    return call + " failed with " + ClStatus.name(status) + " (" + status + ") on " + context
        + (remedy.isEmpty() ? "" : (context.contains("\n") ? "\nRemedy: " : "; ") + remedy);
  }

  /** The OpenCL function that failed. */
  public String call() {
    return call;
  }

  /** The status number. */
  public int status() {
    return status;
  }

  /** The status's name in the specification, such as {@code CL_INVALID_VALUE}. */
  public String statusName() {
    return ClStatus.name(status);
  }

  /** What the call was applied to. */
  public String context() {
    return context;
  }

  /** Throws if the status is an error; a negative number is one, zero is success. */
  static void check(String call, int status, Object subject) {
    if (status != 0) {
      throw new ClException(call, status, String.valueOf(subject));
    }
  }
}
