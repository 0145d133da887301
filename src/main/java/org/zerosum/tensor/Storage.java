package org.zerosum.tensor;

/**
 * A run of float32 elements where a backend keeps them: an array on the host, a buffer on a device.
 *
 * <p>Made, viewed and freed by {@link MemoryKernels} alone; only the backend that made it knows what is inside.
 */
public interface Storage {
  /** The number of elements. */
  int count();
}
