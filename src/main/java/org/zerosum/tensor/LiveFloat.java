package org.zerosum.tensor;

/**
 * A number that an operation reads when it runs: a {@link Program} reads it anew each time, so it may change between two runs.
 */
public final class LiveFloat {
  private float value;

  /** A number. */
  public LiveFloat(float value) {
    this.value = value;
  }

  /** The number now. */
  public float value() {
    return value;
  }

  /** Replaces the number; operations that were called before keep theirs. */
  public void set(float next) {
    value = next;
  }

  @Override
  public String toString() {
    return Float.toString(value);
  }
}
