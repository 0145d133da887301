package org.zerosum;

import static org.junit.jupiter.api.Assertions.fail;

/** The one comparator of float arrays: a failure names the first element that differs and both of its values. */
public final class FloatAssert {
  private FloatAssert() {}

  /** Says whether an element's two values are close enough. */
  @FunctionalInterface
  private interface Agreement {
    boolean holds(int index);
  }

  /** The same raw bits in every element; a NaN on either side fails. */
  public static void assertSameBits(String what, float[] expected, float[] actual) {
    compare(what, expected, actual, i -> !Float.isNaN(expected[i])
        && Float.floatToRawIntBits(expected[i]) == Float.floatToRawIntBits(actual[i]));
  }

  /** The same raw bits in every element, except that any NaN equals any NaN. */
  public static void assertSameBitsOrNaN(String what, float[] expected, float[] actual) {
    compare(what, expected, actual, i -> Float.floatToIntBits(expected[i]) == Float.floatToIntBits(actual[i]));
  }

  /** At most {@code ulps} units in the last place of the expected value apart; a NaN on either side fails. */
  public static void assertWithinUlps(String what, double[] expected, float[] actual, double ulps) {
    compare(what, expected, actual, i -> {
      float rounded = (float) expected[i];
      return actual[i] == rounded || Math.abs(actual[i] - expected[i]) <= ulps * Math.ulp(rounded);
    });
  }

  /** At most tolerance · max(1, |expected|) apart; a NaN on either side fails. */
  public static void assertClose(String what, double[] expected, float[] actual, double tolerance) {
    compare(what, expected, actual, i -> actual[i] == expected[i]
        || Math.abs(actual[i] - expected[i]) <= tolerance * Math.max(1, Math.abs(expected[i])));
  }

  private static void compare(String what, float[] expected, float[] actual, Agreement agreement) {
    int wrong = firstWrong(what, expected.length, actual.length, agreement);
    if (wrong >= 0) {
      fail(what + ": element " + wrong + " should be " + show(expected[wrong]) + " but is " + show(actual[wrong])
          + count(expected.length, agreement));
    }
  }

  private static void compare(String what, double[] expected, float[] actual, Agreement agreement) {
    int wrong = firstWrong(what, expected.length, actual.length, agreement);
    if (wrong >= 0) {
      fail(what + ": element " + wrong + " should be " + expected[wrong] + " but is " + show(actual[wrong])
          + count(expected.length, agreement));
    }
  }

  private static int firstWrong(String what, int expected, int actual, Agreement agreement) {
    if (expected != actual) {
      fail(what + ": " + actual + " elements instead of " + expected);
    }
    for (int i = 0; i < expected; i++) {
      if (!agreement.holds(i)) {
        return i;
      }
    }
    return -1;
  }

  private static String count(int length, Agreement agreement) {
    int wrong = 0;
    for (int i = 0; i < length; i++) {
      wrong += agreement.holds(i) ? 0 : 1;
    }
    return " (" + wrong + " of " + length + " elements differ)";
  }

  private static String show(float value) {
    return value + " (" + Float.toHexString(value) + ")";
  }
}
