package org.zerosum.backend.scalar;

import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;

/**
 * Elements on the Java heap: {@code count} of them in {@code array} from {@code offset} on. Views share the array.
 */
public record HostStorage(float[] array, int offset, int count) implements Storage {
  /**
   * The storage of a tensor that a host backend made.
   *
   * @throws IllegalArgumentException if its elements are elsewhere
   */
  public static HostStorage of(Tensor tensor) {
    if (tensor.storage() instanceof HostStorage host) {
      return host;
    }
    throw new IllegalArgumentException(tensor + " belongs to the backend " + tensor.backend().device()
        + " but is used on a host backend; copy it over with toArray and tensor");
  }

  float get(int index) {
    return array[offset + index];
  }

  void set(int index, float value) {
    array[offset + index] = value;
  }
}
