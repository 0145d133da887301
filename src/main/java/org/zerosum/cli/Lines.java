package org.zerosum.cli;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Numbers along a chart's axes. */
final class Lines {
  private Lines() {}

  /** So many numbers from first to last with equal differences. */
  static double[] spread(double first, double last, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = first + (last - first) * i / (count - 1);
    }
    return numbers;
  }

  /** A function of every number. */
  static double[] map(double[] numbers, DoubleUnaryOperator function) {
    return Arrays.stream(numbers).map(function).toArray();
  }

  static double largest(double[] numbers) {
    return Arrays.stream(numbers).max().orElseThrow();
  }
}
