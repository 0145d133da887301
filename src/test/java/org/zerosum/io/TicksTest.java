package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TicksTest {
  @Test
  void linearTicksAreRound() {
    assertArrayEquals(new double[] {0, 0.2, 0.4, 0.6, 0.8, 1}, Ticks.linear(0, 1, 5));
    assertArrayEquals(new double[] {0.1, 0.15, 0.2, 0.25, 0.3}, Ticks.linear(0.1, 0.32, 5));
    assertArrayEquals(new double[] {-2, -1, 0, 1}, Ticks.linear(-2.4, 1.9, 5));
    assertArrayEquals(new double[] {0, 100_000, 200_000, 300_000}, Ticks.linear(0, 300_000, 4));
    assertArrayEquals(new double[] {1}, Ticks.linear(0.7, 1.2, 1));
  }

  @Test
  void linearTicksLieInsideAndAreNeitherFewNorMany() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      double low = random.nextGaussian() * Math.pow(10, random.nextInt(-30, 30));
      double high = low + Math.abs(low) * Math.pow(10, random.nextInt(-9, 9)) + 1e-40;
      double[] ticks = Ticks.linear(low, high, 5);
      assertTrue(ticks.length >= 2 && ticks.length <= 10, low + " to " + high + ": " + ticks.length);
      double air = (high - low) * 1e-6;
      for (int t = 0; t < ticks.length; t++) {
        assertTrue(ticks[t] >= low - air && ticks[t] <= high + air && (t == 0 || ticks[t] > ticks[t - 1]));
      }
    }
    assertTrue(Ticks.linear(-Double.MAX_VALUE, Double.MAX_VALUE, 5).length >= 2);
  }

  @Test
  void logarithmicTicksArePowersOfTen() {
    assertArrayEquals(new double[] {0.01, 0.1, 1, 10}, Ticks.logarithmic(0.005, 20, 7));
    assertArrayEquals(new double[] {0.5, 1, 2, 5}, Ticks.logarithmic(0.3, 9, 7));
    assertArrayEquals(new double[] {1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9}, Ticks.logarithmic(1e-10, 1e10, 7));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"0|0", "0.69314718|0.6931", "-1.3862943|−1.386", "2|2", "0.5|0.5", "1234.4|1,234",
      "999.96|1,000", "123456|123,456", "0.001|0.001", "0.0012344|0.001234", "0.0001|10⁻⁴", "0.00000312|3.12·10⁻⁶",
      "1e7|10⁷", "-2.5e30|−2.5·10³⁰", "NaN|NaN", "Infinity|∞", "-Infinity|−∞", "100|100", "30|30"})
  void numbersAreWrittenForPeople(double value, String expected) {
    assertEquals(expected, Ticks.format(value));
  }
}
