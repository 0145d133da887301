package org.zerosum.backend.scalar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
  private static final long SEED = 0x243f6a8885a308d3L;
  private static final int MANY = 1 << 20;

  /** The known answers that come with Random123, the paper's own implementation. */
  @Test
  void givesTheKnownAnswers() {
    assertBlock(new int[] {0, 0, 0, 0}, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    assertBlock(new int[] {-1, -1, -1, -1}, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    assertBlock(new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0,
        0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  private static void assertBlock(int[] counter, int key0, int key1, int... expected) {
    Philox.block(counter, key0, key1);
    assertArrayEquals(expected, counter);
  }

  @Test
  void placesBlockStepStreamAndSeedInCounterAndKey() {
    long element = (0x85a308d3_243f6a88L & (Long.MAX_VALUE >>> 2)) << 2;
    int[] counter = {(int) (element >>> 2), (int) (element >>> 34), 7, 11};
    Philox.block(counter, 0x76543210, 0xfedcba98);
    for (int i = 0; i < 4; i++) {
      assertEquals(counter[i], Philox.word(0xfedcba98_76543210L, 11, 7, element + i));
    }
    assertEquals(0x6627e8d5, Philox.word(0, 0, 0, 0));
    assertEquals(0x9b00dbd8, Philox.word(0, 0, 0, 3));
    assertEquals((0x6627e8d5 >>> 8) * 0x1p-24f, Philox.uniform(0, 0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 127, 128, 129})
  void fillsWithTheElementsOwnDraws(int count) {
    for (long first : new long[] {0, 1, 2, 3, 1_000_003, (1L << 34) - 2}) {
      float[] uniforms = new float[count + 2];
      float[] normals = new float[count + 2];
      Arrays.fill(uniforms, -9);
      Arrays.fill(normals, -9);
      Philox.fillUniform(uniforms, 1, count, first, SEED, 3, 5, -0.3f, 1.7f);
      Philox.fillNormal(normals, 1, count, first, SEED, 3, 5, 0.1f, 0.02f);
      for (int i = 0; i < count; i++) {
        assertEquals(-0.3f + Philox.uniform(SEED, 3, 5, first + i) * (1.7f - -0.3f), uniforms[1 + i]);
        assertEquals(0.1f + 0.02f * Philox.normal(SEED, 3, 5, first + i), normals[1 + i]);
      }
      assertEquals(-9, uniforms[0]);
      assertEquals(-9, uniforms[count + 1]);
      assertEquals(-9, normals[0]);
      assertEquals(-9, normals[count + 1]);
    }
  }

  @Test
  void refusesARangeOutsideTheArray() {
    float[] out = new float[8];
    assertThrows(IndexOutOfBoundsException.class, () -> Philox.fillUniform(out, 4, 5, 0, 1, 0, 0, 0, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> Philox.fillNormal(out, -1, 5, 0, 1, 0, 0, 0, 1));
  }

  @Test
  void uniformsHaveTheUniformsMoments() {
    float[] u = new float[MANY];
    Philox.fillUniform(u, 0, MANY, 0, SEED, 0, 0, 0, 1);
    double mean = 0;
    double square = 0;
    int[] sixteenths = new int[16];
    for (float x : u) {
      assertTrue(x >= 0 && x < 1);
      mean += x;
      square += (x - 0.5) * (x - 0.5);
      sixteenths[(int) (x * 16)]++;
    }
    // Four standard errors of each.
    assertEquals(0.5, mean / MANY, 4 * Math.sqrt(1 / 12.0 / MANY));
    assertEquals(1 / 12.0, square / MANY, 4 * Math.sqrt(1 / 180.0 / MANY));
    for (int sixteenth : sixteenths) {
      assertEquals(MANY / 16.0, sixteenth, 4 * Math.sqrt(MANY * 15.0 / 256));
    }
  }

  @Test
  void normalsHaveTheNormalsMoments() {
    float[] n = new float[MANY];
    Philox.fillNormal(n, 0, MANY, 0, SEED, 0, 0, 0, 1);
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (float x : n) {
      assertTrue(Math.abs(x) < 5.8f);
      double power = 1;
      for (int p = 1; p <= 4; p++) {
        power *= x;
        moments[p] += power / MANY;
      }
      beyondTwo += Math.abs(x) > 2 ? 1 : 0;
    }
    // Four standard errors; the variances of x, x^2, x^3 and x^4 are 1, 2, 15 and 96.
    double error = 4 / Math.sqrt(MANY);
    assertEquals(0, moments[1], error);
    assertEquals(1, moments[2], error * Math.sqrt(2));
    assertEquals(0, moments[3], error * Math.sqrt(15));
    assertEquals(3, moments[4], error * Math.sqrt(96));
    assertEquals(0.0455003, beyondTwo / (double) MANY, error * Math.sqrt(0.0455 * 0.9545));
  }

  @Test
  void seedsStreamsStepsAndNeighboursAreUncorrelated() {
    float[] base = normals(SEED, 0, 0, 0);
    double error = 4 / Math.sqrt(MANY);
    assertEquals(1, correlation(base, base), error * Math.sqrt(2));
    assertEquals(0, correlation(base, normals(SEED + 1, 0, 0, 0)), error);
    assertEquals(0, correlation(base, normals(SEED ^ (1L << 63), 0, 0, 0)), error);
    assertEquals(0, correlation(base, normals(SEED, 1, 0, 0)), error);
    assertEquals(0, correlation(base, normals(SEED, 0, 1, 0)), error);
    for (int lag = 1; lag <= 4; lag++) {
      assertEquals(0, correlation(base, normals(SEED, 0, 0, lag)), error);
    }
    assertEquals(0, correlation(normals(SEED, 1, 0, 0), normals(SEED, 0, 1, 0)), error);
  }

  private static float[] normals(long seed, int stream, int step, long firstElement) {
    float[] out = new float[MANY];
    Philox.fillNormal(out, 0, MANY, firstElement, seed, stream, step, 0, 1);
    return out;
  }

  private static double correlation(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum / a.length;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 127, 1_000_003})
  void theDeviceDrawsTheSameBits(int count) {
    float[] expected = new float[count];
    int seedLo = (int) SEED;
    int seedHi = (int) (SEED >>> 32);
    // More work-items than blocks, as a launch rounded up to whole work-groups has.
    long workItems = (count + 3) / 4 + 5;
    try (JoclHost host = JoclHost.open("/org/zerosum/kernels/random.cl")) {
      for (float[] bounds : new float[][] {{0, 1}, {-0.3f, 1.7f}}) {
        Philox.fillUniform(expected, 0, count, 0, SEED, 3, -5, bounds[0], bounds[1]);
        assertBits(expected, host.run("uniform", count, workItems, count, seedLo, seedHi, 3, -5, bounds[0], bounds[1]));
        Philox.fillNormal(expected, 0, count, 0, SEED, 3, -5, bounds[0], bounds[1]);
        assertBits(expected, host.run("normal", count, workItems, count, seedLo, seedHi, 3, -5, bounds[0], bounds[1]));
      }
    }
  }

  private static void assertBits(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        assertEquals(Float.toHexString(expected[i]), Float.toHexString(actual[i]),
            "element " + i + " of " + expected.length);
      }
    }
  }
}
