package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

class InitializerTest {
  private static final Shape MANY = Shape.of(200, 100);
  private static final Noise ADDRESS = new Noise(1, 2, 0);
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
  }

  /** Mean 0 and the given deviation, within five standard errors. */
  private float[] check(Initializer initializer, double deviation) {
    float[] values = initializer.make(backend, MANY, ADDRESS).toArray();
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    int n = values.length;
    assertEquals(0, sum / n, 5 * deviation / Math.sqrt(n), initializer + ", mean");
    assertEquals(deviation, Math.sqrt(squares / n), 5 * deviation / Math.sqrt(2.0 * n), initializer + ", deviation");
    return values;
  }

  private void checkUniform(Initializer initializer, double bound) {
    float largest = 0;
    for (float value : check(initializer, bound / Math.sqrt(3))) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest <= (float) bound && largest > 0.99 * bound, initializer + ": largest " + largest + ", bound " + bound);
  }

  @Test
  void randomStartsHaveTheirMoments() {
    checkUniform(Initializer.fanIn(48), 1 / Math.sqrt(48));
    checkUniform(Initializer.glorotUniform(30, 70), Math.sqrt(6.0 / 100));
    checkUniform(new Initializer.Uniform(-0.25f, 0.25f), 0.25);
    check(Initializer.heNormal(50, 0), Math.sqrt(2.0 / 50));
    check(Initializer.heNormal(50, 0.5), Math.sqrt(2.0 / (1.25 * 50)));
    check(new Initializer.Normal(0, 0.02f), 0.02);
    float[] constant = new float[MANY.count()];
    Arrays.fill(constant, 1.5f);
    FloatAssert.assertSameBits("constant", constant, new Initializer.Constant(1.5f).make(backend, MANY, ADDRESS).toArray());
  }

  @Test
  void networksStartTheSameForTheSameSeedAndDifferentlyForOthers() {
    Layer layer = Sequential.of(new Linear(10, 10), new Linear(10, 10));
    Network network = new Network(backend, layer, 7, 100);
    float[] start = network.parameters().toArray();
    FloatAssert.assertSameBits("same seed", start, new Network(backend, layer, 7, 100).parameters().toArray());
    assertFalse(Arrays.equals(start, new Network(backend, layer, 8, 100).parameters().toArray()), "another seed");
    assertFalse(Arrays.equals(start, new Network(backend, layer, 7, 101).parameters().toArray()), "another stream");
    Tensor first = network.state().get("0.weight");
    Tensor second = network.state().get("1.weight");
    assertFalse(Arrays.equals(first.toArray(), second.toArray()), "two layers of the same shape");
  }
}
