package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class FloatAssertTest {
  private static final float NAN = Float.NaN;

  @Test
  void namesTheFirstElementThatDiffersAndBothValues() {
    AssertionError error = assertThrows(AssertionError.class,
        () -> FloatAssert.assertSameBits("sum", new float[] {1, 2, 0}, new float[] {1, 3, -0f}));
    assertEquals("sum: element 1 should be 2.0 (0x1.0p1) but is 3.0 (0x1.8p1) (2 of 3 elements differ)", error.getMessage());
  }

  @Test
  void tellsZerosApartAndRefusesNaN() {
    assertThrows(AssertionError.class, () -> FloatAssert.assertSameBits("zero", new float[] {0f}, new float[] {-0f}));
    assertThrows(AssertionError.class, () -> FloatAssert.assertSameBits("nan", new float[] {NAN}, new float[] {NAN}));
    assertThrows(AssertionError.class, () -> FloatAssert.assertSameBits("length", new float[2], new float[3]));
    assertThrows(AssertionError.class, () -> FloatAssert.assertWithinUlps("nan", new double[] {NAN}, new float[] {NAN}, 4));
    assertThrows(AssertionError.class, () -> FloatAssert.assertClose("nan", new double[] {1}, new float[] {NAN}, 4));
    FloatAssert.assertSameBits("equal", new float[] {1, -0f}, new float[] {1, -0f});
  }

  @Test
  void letsAnyNaNEqualAnyNaNWhereAsked() {
    FloatAssert.assertSameBitsOrNaN("nan", new float[] {NAN}, new float[] {Float.intBitsToFloat(0xffc00001)});
    assertThrows(AssertionError.class, () -> FloatAssert.assertSameBitsOrNaN("zero", new float[] {0f}, new float[] {-0f}));
    assertThrows(AssertionError.class, () -> FloatAssert.assertSameBitsOrNaN("nan", new float[] {1}, new float[] {NAN}));
  }

  @Test
  void measuresUlpsAndTolerances() {
    FloatAssert.assertWithinUlps("next", new double[] {1}, new float[] {Math.nextUp(1f)}, 1);
    assertThrows(AssertionError.class,
        () -> FloatAssert.assertWithinUlps("two away", new double[] {1}, new float[] {Math.nextUp(Math.nextUp(1f))}, 1));
    FloatAssert.assertClose("relative above 1", new double[] {100}, new float[] {100.5f}, 0.01);
    assertThrows(AssertionError.class, () -> FloatAssert.assertClose("absolute below 1", new double[] {0.01}, new float[] {0.03f}, 0.01));
  }
}
