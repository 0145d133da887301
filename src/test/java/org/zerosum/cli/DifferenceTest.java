package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class DifferenceTest {
  @Test
  void distancesCountFloats() {
    assertEquals(0, Difference.distance(1.5f, 1.5f));
    assertEquals(1, Difference.distance(1, Math.nextUp(1f)));
    assertEquals(1, Difference.distance(-1, Math.nextDown(-1f)));
    assertEquals(1, Difference.distance(-0f, 0f));
    assertEquals(3, Difference.distance(-Float.MIN_VALUE, Float.MIN_VALUE));
    assertEquals(-1, Difference.distance(Float.NaN, Float.NaN));
    assertEquals(0xff000001L, Difference.distance(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
  }

  @Test
  void theFirstElementIsNamedAndAllAreCounted() {
    float[] expected = {1, 2, 3, 4};
    assertTrue(Difference.between(expected, expected.clone()).isEmpty());
    Difference found = Difference.between(expected, new float[] {1, Math.nextUp(2f), 3, 5}).orElseThrow();
    assertEquals(1, found.element());
    assertEquals(2, found.differing());
    assertEquals(1, found.ulp());
    assertEquals(1 << 21, found.largestUlp());
    assertTrue(found.toString().contains("element 1 is 2.0000002 but 2.0 is due (1 ULP)"), found.toString());
    assertEquals(-1, Difference.between(new float[] {Float.NaN}, new float[] {Float.NaN}).orElseThrow().ulp());
  }
}
