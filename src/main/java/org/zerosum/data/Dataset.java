package org.zerosum.data;

import java.util.List;

/**
 * A fixed, indexed collection of samples of one shape with values in [−1, 1]. Immutable; may be read from several
 * threads.
 */
public interface Dataset {
  /** Label of a sample that has none. */
  int UNLABELLED = -1;

  /** A short name for logs and messages: the built-in's name, or the file's or folder's. */
  String name();

  /** Number of samples, at least 1. */
  int size();

  /** Shape of every sample. */
  SampleShape sampleShape();

  /**
   * Writes sample {@code index} to {@code out[offset … offset + C·H·W)}, layout [C, H, W], values in [−1, 1].
   *
   * @throws IndexOutOfBoundsException if the index or the range does not fit
   */
  void read(int index, float[] out, int offset);

  /** Class of sample {@code index}: an index into {@link #classNames()}, or {@link #UNLABELLED}. */
  int label(int index);

  /** Names of the classes in label order; empty when nothing is labelled. */
  List<String> classNames();
}
