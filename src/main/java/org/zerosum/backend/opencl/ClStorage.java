package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;

/** Elements in a device's memory; a view has a sub-buffer. */
record ClStorage(ClBuffer buffer, int count) implements Storage {
  /** The buffer of a tensor that this backend made. */
  static ClBuffer buffer(Tensor tensor) {
    return ((ClStorage) tensor.storage()).buffer;
  }
}
