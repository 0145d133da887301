package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One call of a device's operation, as {@link KernelRecorder} saw it.
 *
 * @param operation as Java spells it, with the function of {@code unary} and {@code binary}
 * @param operands what it read and wrote, results first
 * @param settings its other arguments by name, for people
 */
record KernelCall(String operation, List<Operand> operands, Map<String, String> settings) {
  /**
   * What stands for a tensor's bits: equal arrays have equal prints, and arrays that differ in one element alone never have.
   *
   * @param hash of the bits, every NaN the same
   * @param hasNaN a NaN differs from everything, as in {@link Difference}
   */
  record Print(long hash, boolean hasNaN) {
    static Print of(float[] values) {
      long hash = values.length;
      boolean hasNaN = false;
      for (float value : values) {
        // Each line can be undone, so that a difference that is in can only get lost by another one.
        hash = (hash ^ Float.floatToIntBits(value)) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
        hasNaN |= Float.isNaN(value);
      }
      return new Print(hash, hasNaN);
    }

    boolean differs(Print other) {
      return hash != other.hash || hasNaN || other.hasNaN;
    }
  }

  /**
   * A tensor, or the part of a memory that is written.
   *
   * @param before what was read, or null for what is only written
   * @param after what it held when the call was over
   * @param values what the print that is of interest was made of: only of a call that was asked for, else null
   */
  record Operand(String name, String shape, Print before, Print after, Values values) {
    @Override
    public String toString() {
      return name + " " + shape;
    }
  }

  /** An operand's elements before (null where only written) and after a call. */
  record Values(float[] before, float[] after) {}

  /** For example {@code out [2, 3], x [2, 3]}. */
  String shapes() {
    return operands.stream().map(Operand::toString).collect(Collectors.joining(", "));
  }
}
