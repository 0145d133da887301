package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Tensor;

/** Parts of a large tensor, so that the slow scalar backend need compute only these. */
final class Sampling {
  private Sampling() {}

  /** First, last and some between, without repetition. */
  static int[] places(int extent) {
    return IntStream.of(0, extent / 3, extent / 2, extent - 1).distinct().sorted().toArray();
  }

  /** So many places, or all, evenly spread from first to last. */
  static int[] places(int extent, int least) {
    int count = Math.min(extent, least);
    return IntStream.range(0, count).map(i -> count == 1 ? 0 : (int) ((long) i * (extent - 1) / (count - 1))).toArray();
  }

  /** The entries of an axis at these places, one behind the other. */
  static Tensor pick(Backend backend, Tensor x, int axis, int[] places) {
    List<Tensor> parts = new ArrayList<>();
    for (int place : places) {
      parts.add(backend.slice(x, axis, place, place + 1));
    }
    return backend.concatenate(parts, axis);
  }

  /** Whether two tensors of any backends have the same bits. */
  static boolean equal(Tensor a, Tensor b) {
    return Arrays.equals(bits(a), bits(b));
  }

  private static int[] bits(Tensor x) {
    float[] values = x.toArray();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
