package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.Philox;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;

/** Noise. */
interface RandomContract extends BackendUnderTest {
  Noise ADDRESS = new Noise(0x123456789abcdef0L, -7, 3);

  @Test
  default void noiseMatchesScalar() {
    for (int count : new int[] {1, 2, 3, 4, 5, 31, 33, 1023, 4097, 70_001}) {
      matchesScalar("noise of " + count, backend -> List.of(backend.uniform(Shape.of(count), ADDRESS, -1, 1),
          backend.normal(Shape.of(count), ADDRESS, 0, 1), backend.uniform(Shape.of(count), ADDRESS, 0.1f, 0.7f),
          backend.normal(Shape.of(count), ADDRESS, 0.3f, 0.02f)));
    }
  }

  @Test
  default void anElementsDrawIsAFunctionOfItsAddress() {
    try (Scope _ = backend().openScope()) {
      float[] uniform = backend().uniform(Shape.of(10, 103), ADDRESS, 0, 1).toArray();
      float[] normal = backend().normal(Shape.of(10, 103), ADDRESS, 0, 1).toArray();
      for (int e = 0; e < uniform.length; e++) {
        assertEquals(Philox.uniform(ADDRESS.seed(), ADDRESS.stream(), ADDRESS.step(), e), uniform[e]);
        assertEquals(Philox.normal(ADDRESS.seed(), ADDRESS.stream(), ADDRESS.step(), e), normal[e]);
      }
      float[] start = backend().normal(Shape.of(77), ADDRESS, 0, 1).toArray();
      FloatAssert.assertSameBits("the first 77 of 1030", Arrays.copyOf(normal, 77), start);
    }
  }

  @Test
  default void everyPartOfTheAddressMatters() {
    Noise[] others = {new Noise(ADDRESS.seed() + 1, -7, 3), new Noise(ADDRESS.seed() + (1L << 32), -7, 3), new Noise(ADDRESS.seed(), -6, 3),
      new Noise(ADDRESS.seed(), -7, 4)};
    try (Scope _ = backend().openScope()) {
      float[] here = backend().uniform(Shape.of(64), ADDRESS, 0, 1).toArray();
      for (Noise other : others) {
        float[] there = backend().uniform(Shape.of(64), other, 0, 1).toArray();
        assertFalse(Arrays.equals(here, there), other.toString());
      }
    }
  }

  @Test
  default void momentsAndRangesAreRight() {
    int count = 200_000;
    try (Scope _ = backend().openScope()) {
      float[] uniform = backend().uniform(Shape.of(count), ADDRESS, -2, 4).toArray();
      for (float u : uniform) {
        assertTrue(u >= -2 && u < 4, "uniform draw " + u);
      }
      checkMoments("uniform", uniform, 1, 3);
      checkMoments("normal", backend().normal(Shape.of(count), ADDRESS, -0.5f, 2).toArray(), -0.5, 4);
    }
  }

  /** Within five standard errors. */
  private static void checkMoments(String what, float[] values, double mean, double variance) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (value - mean) * (value - mean);
    }
    double n = values.length;
    assertEquals(mean, sum / n, 5 * Math.sqrt(variance / n), what + " mean");
    assertEquals(variance, squares / n, 5 * variance * Math.sqrt(2 / n), what + " variance");
  }
}
