package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SlerpTest {
  @Test
  void aQuarterCircleInThirds() {
    float[] arc = Slerp.arc(new float[] {1, 0}, new float[] {0, 1}, 4);
    for (int i = 0; i < 4; i++) {
      assertEquals(StrictMath.cos(i * StrictMath.PI / 6), arc[2 * i], 1e-7);
      assertEquals(StrictMath.sin(i * StrictMath.PI / 6), arc[2 * i + 1], 1e-7);
    }
  }

  @Test
  void endsAreExactAndLengthsLieBetween() {
    SplittableRandom random = new SplittableRandom(3);
    float[] p = new float[100];
    float[] q = new float[100];
    for (int i = 0; i < 100; i++) {
      p[i] = (float) random.nextGaussian();
      q[i] = (float) random.nextGaussian();
    }
    float[] arc = Slerp.arc(p, q, 9);
    assertArrayEquals(p, Arrays.copyOfRange(arc, 0, 100));
    assertArrayEquals(q, Arrays.copyOfRange(arc, 800, 900));
    double low = Math.min(length(p), length(q));
    double high = Math.max(length(p), length(q));
    for (int frame = 0; frame < 9; frame++) {
      double length = length(Arrays.copyOfRange(arc, 100 * frame, 100 * frame + 100));
      // The straight line would sink to about 0.7 of the length in the middle.
      assertEquals(true, length > 0.95 * low && length < 1.05 * high, "frame " + frame + " has length " + length);
    }
  }

  private static double length(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  @Test
  void directionsOfOneLineAreJoinedStraight() {
    assertArrayEquals(new float[] {1, 1.5f, 2}, Slerp.arc(new float[] {1}, new float[] {2}, 3));
    assertArrayEquals(new float[] {1, 0, -1}, Slerp.arc(new float[] {1}, new float[] {-1}, 3));
    assertArrayEquals(new float[] {0, 0, 1, 1}, Slerp.arc(new float[] {0, 0}, new float[] {1, 1}, 2));
  }
}
