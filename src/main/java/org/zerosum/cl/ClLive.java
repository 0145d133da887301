package org.zerosum.cl;

/**
 * What of a context is still open.
 *
 * @param queues open queues
 * @param programs open programs
 * @param kernels open kernels
 * @param buffers open buffers, sub-buffers among them
 * @param bytes device memory of the open buffers; a sub-buffer has none of its own
 * @param mappings buffers' regions mapped into host memory
 * @param events open events
 */
public record ClLive(long queues, long programs, long kernels, long buffers, long bytes, long mappings, long events) {
  /** True if nothing is open. */
  public boolean isZero() {
    return (queues | programs | kernels | buffers | bytes | mappings | events) == 0;
  }

  @Override
  public String toString() {
    return queues + " queues, " + programs + " programs, " + kernels + " kernels, " + buffers + " buffers (" + bytes
        + " bytes), " + mappings + " mappings, " + events + " events";
  }
}
