package org.zerosum.backend.scalar;

import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;

/**
 * Elements on the Java heap: {@code count} of them in {@code array} from {@code offset} on. Views share the array.
 */
public record HostStorage(float[] array, int offset, int count) implements Storage {
  /** The storage of a tensor that a host backend made. */
  public static HostStorage of(Tensor tensor) {
    return (HostStorage) tensor.storage();
  }

  float get(int index) {
    return array[offset + index];
  }

  void set(int index, float value) {
    array[offset + index] = value;
  }
}
