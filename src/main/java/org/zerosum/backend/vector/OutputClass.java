package org.zerosum.backend.vector;

/**
 * The outputs of a transposed convolution of one residue modulo the stride, along one axis: output number u of the class is
 * {@code first + u · stride}, and its tap number t reads input {@code base + u − t}.
 *
 * @param residue the first tap
 * @param count how many outputs
 * @param taps how many taps
 */
record OutputClass(int residue, int first, int count, int base, int taps) {
  private static OutputClass of(int residue, int stride, int padding, int kernel, int out) {
    int first = Math.floorMod(residue - padding, stride);
    int count = first < out ? (out - first - 1) / stride + 1 : 0;
    return new OutputClass(residue, first, count, (first + padding - residue) / stride,
        residue < kernel ? (kernel - residue - 1) / stride + 1 : 0);
  }

  /** All classes of an axis. */
  static OutputClass[] all(int stride, int padding, int kernel, int out) {
    OutputClass[] classes = new OutputClass[stride];
    for (int residue = 0; residue < stride; residue++) {
      classes[residue] = of(residue, stride, padding, kernel, out);
    }
    return classes;
  }

  /** Inputs before the first that are read by any of the classes. */
  static int before(OutputClass[] classes) {
    int before = 0;
    for (OutputClass one : classes) {
      before = Math.max(before, one.taps - 1 - one.base);
    }
    return before;
  }

  /** Where reading ends, in inputs. */
  static int end(OutputClass[] classes) {
    int end = 0;
    for (OutputClass one : classes) {
      end = Math.max(end, one.base + one.count);
    }
    return end;
  }
}
