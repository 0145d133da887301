package org.zerosum.backend.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementaryTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float NAN = Float.NaN;
  private static final float[] SPECIAL = {0.0f, -0.0f, INFINITY, -INFINITY, NAN, -1.0f};

  @ParameterizedTest
  @EnumSource
  void isWithinTheDocumentedDistanceOfTheTrueValue(ElementaryFunction function) {
    double worst = 0;
    float at = 0;
    for (float x : FloatSamples.wholeRange(2_000_003)) {
      double error = function.error(x);
      if (!(error <= worst)) {
        worst = error;
        at = x;
      }
    }
    assertTrue(worst <= 1.03, function + "(" + Float.toHexString(at) + ") is " + function.apply(at)
        + ", true value " + function.truth(at) + ": " + worst + " ULP");
  }

  @Test
  void hasTheRightValuesAtZeroInfinityAndNan() {
    check(ElementaryFunction.EXP, 1, 1, INFINITY, 0, NAN, 0x1.78b564p-2f);
    check(ElementaryFunction.LOG, -INFINITY, -INFINITY, INFINITY, NAN, NAN, NAN);
    check(ElementaryFunction.LOG1P, 0.0f, -0.0f, INFINITY, NAN, NAN, -INFINITY);
    check(ElementaryFunction.EXPM1, 0.0f, -0.0f, INFINITY, -1, NAN, -0x1.43a54ep-1f);
    check(ElementaryFunction.TANH, 0.0f, -0.0f, 1, -1, NAN, -0x1.85efacp-1f);
    check(ElementaryFunction.SIGMOID, 0.5f, 0.5f, 1, 0, NAN, 0x1.136562p-2f);
    check(ElementaryFunction.SOFTPLUS, 0x1.62e43p-1f, 0x1.62e43p-1f, INFINITY, 0, NAN, 0x1.40c7acp-2f);
    check(ElementaryFunction.SIN_TWO_PI, 0.0f, -0.0f, NAN, NAN, NAN, 0.0f);
    check(ElementaryFunction.COS_TWO_PI, 1, 1, NAN, NAN, NAN, 1);
  }

  private static void check(ElementaryFunction function, float... expected) {
    for (int i = 0; i < SPECIAL.length; i++) {
      assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(function.apply(SPECIAL[i])),
          function + "(" + SPECIAL[i] + ") = " + function.apply(SPECIAL[i]) + ", not " + expected[i]);
    }
  }

  @Test
  void hasExactValuesAtTheQuartersOfATurn() {
    float[] sines = {0, 1, 0, -1, 0};
    for (int quarter = 0; quarter <= 4; quarter++) {
      assertEquals(sines[quarter], Elementary.sinTwoPi(quarter * 0.25f) + 0.0f);
      assertEquals(sines[(quarter + 1) % 4], Elementary.cosTwoPi(quarter * 0.25f) + 0.0f);
    }
  }

  @Test
  void keepsTinyArgumentsOfOddFunctions() {
    for (int bits = 0; bits < 0x30000000; bits += 65_537) {
      float x = Float.intBitsToFloat(bits);
      assertEquals(x, Elementary.tanh(x));
      assertEquals(-x, Elementary.tanh(-x));
      assertEquals(x, Elementary.expm1(x));
      assertEquals(-x, Elementary.log1p(-x));
    }
  }

  @Test
  void reachesTheSmallestSubnormalAndTheLargestFloat() {
    assertEquals(Float.MIN_VALUE, Elementary.exp(-103.5f));
    assertEquals(0.0f, Elementary.exp(-104.5f));
    assertEquals(0x1.ffff08p127f, Elementary.exp(0x1.62e42ep6f));
    assertEquals(INFINITY, Elementary.exp(0x1.62e43p6f));
    assertEquals(Float.MIN_VALUE, Elementary.sigmoid(-103.5f));
    assertEquals(Float.MIN_VALUE, Elementary.softplus(-103.5f));
    assertEquals(Float.MAX_VALUE, Elementary.softplus(Float.MAX_VALUE));
  }

  @Test
  void measuresDistancesInUnitsOfTheFloatGrid() {
    assertEquals(0.5, ElementaryFunction.distance(1.0f, 1 + 0x1p-24));
    assertEquals(1.0, ElementaryFunction.distance(Float.MIN_VALUE, 0));
    assertEquals(1.0, ElementaryFunction.distance(INFINITY, Float.MAX_VALUE));
    assertEquals(INFINITY, ElementaryFunction.distance(NAN, 1));
    assertEquals(INFINITY, ElementaryFunction.distance(1, Double.NaN));
    assertEquals(0.0, ElementaryFunction.distance(NAN, Double.NaN));
  }
}
