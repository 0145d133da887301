package org.zerosum.tensor;

/** Memory of a backend: the part of {@link Kernels} that makes, fills, reads and frees it. */
public interface MemoryKernels {
  /** Elements of one storage at most. */
  default int largestAllocation() {
    return Integer.MAX_VALUE - 64;
  }

  /**
   * Whether calls of a program that are {@linkplain Binder.Part#aside() put aside} run beside others; their memory is not reused
   * meanwhile.
   */
  default boolean overlaps() {
    return false;
  }

  /** Takes memory for {@code count} elements, contents undefined. Freed by {@link #free}. */
  Storage allocate(int count);

  /**
   * A view of part of a storage; freed by {@link #free} before its base is.
   *
   * @param offset a multiple of {@link Backend#VIEW_ALIGNMENT}
   */
  Storage view(Storage base, int offset, int count);

  /** Gives memory or a view back to the device. */
  void free(Storage storage);

  /** Copies from the host; the array may be changed as soon as this returns. */
  void write(Storage target, int offset, float[] source, int sourceOffset, int count);

  /** Copies to the host, after all earlier operations are done. */
  void read(Storage source, int offset, float[] target, int targetOffset, int count);

  /** Sets every element. */
  void fill(Storage target, float value);

  /**
   * Copies {@code rows} runs of {@code length} elements; run i goes from {@code sourceOffset + i·sourceStride} to
   * {@code targetOffset + i·targetStride}. The storages do not overlap.
   */
  void copyRuns(Storage target, int targetOffset, int targetStride, Storage source, int sourceOffset, int sourceStride, int rows, int length);

  /** Waits until all operations so far are done. */
  void synchronize();
}
