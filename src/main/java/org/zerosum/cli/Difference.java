package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first element in which two arrays differ in their bits. NaN differs from everything, itself included: nothing
 * that is compared here may produce it.
 *
 * @param element index, row-major
 * @param elements how many there are
 * @param differing how many differ
 * @param ulp distance in units in the last place: floats between the two, plus one; −1 if one is NaN
 * @param largestUlp the largest distance anywhere, −1 if a NaN is among them
 */
record Difference(int element, int elements, int differing, float expected, float actual, long ulp, long largestUlp) {
  /** Compares bit for bit; empty if equal. */
  static Optional<Difference> between(float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      throw new IllegalArgumentException("compare: " + expected.length + " and " + actual.length + " elements");
    }
    int first = -1;
    int differing = 0;
    long largest = 0;
    for (int i = 0; i < expected.length; i++) {
      long ulp = distance(expected[i], actual[i]);
      if (ulp != 0) {
        first = first < 0 ? i : first;
        differing++;
        largest = ulp < 0 || largest < 0 ? -1 : Math.max(largest, ulp);
      }
    }
    return first < 0 ? Optional.empty()
        : Optional.of(new Difference(first, expected.length, differing, expected[first], actual[first],
        distance(expected[first], actual[first]), largest));
  }

  /** 0 for equal bits, 1 for neighbours (and for +0 and −0), −1 if one is NaN. */
  static long distance(float a, float b) {
    if (Float.isNaN(a) || Float.isNaN(b)) {
      return -1;
    }
    return Math.abs(place(a) - place(b));
  }

  /** Where a float stands in the order of all floats, −0 just below +0. */
  private static long place(float x) {
    int bits = Float.floatToRawIntBits(x);
    return bits >= 0 ? bits : -1L - (bits & 0x7fffffff);
  }

  /** For JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("element", element);
    map.put("elements", elements);
    map.put("differing", differing);
    map.put("expected", expected);
    map.put("actual", actual);
    map.put("ulp", ulp);
    map.put("largest_ulp", largestUlp);
    return map;
  }

  @Override
  public String toString() {
    return "element " + element + " is " + actual + " but " + expected + " is due (" + (ulp < 0 ? "NaN" : ulp + " ULP")
        + "); " + differing
        + " of " + elements + " elements differ" + (largestUlp < 0 ? "" : ", by at most " + largestUlp + " ULP");
  }
}
