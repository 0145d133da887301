package org.zerosum.tensor;

/**
 * What a backend has to provide: the closed set of operations, by families, writing into tensors that the caller made.
 *
 * <p>Arguments have been checked by {@link Backend}; implementations assert at most. Every result is defined to the last
 * bit by docs/arithmetic.md. Operations run in call order; they may still be running when a method returns. One thread at
 * a time.
 */
public interface Kernels
    extends MemoryKernels, ContractionKernels, ElementwiseKernels, NormalizationKernels, ImageKernels,
    TrainingKernels, PeakKernels, AutoCloseable {
  /** How the user names this device: {@code scalar}, {@code vector}, {@code opencl:0:0}. */
  String device();

  /** One line for people: the device's name and what of it is used. */
  String description();

  /** Nanoseconds that compiling for the device has taken since it was opened; 0 where nothing is compiled. */
  default long compilationNanos() {
    return 0;
  }

  /** Frees what the backend holds. All storages have been freed before. */
  @Override
  void close();
}
