package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.Tape;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** Layers that look at several samples: the minibatch standard deviation and packing. */
final class BatchLayersTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private Tensor apply(Layer layer, Tensor x) {
    Tape tape = new Tape(backend);
    Tensor out = new Network(backend, layer, 1, 0).training(tape).apply(tape.constant(x)).value();
    assertEquals(layer.outputShape(x.shape()), out.shape());
    return out;
  }

  /** The statistic of sample n, in double precision: its group are the samples of the same place modulo M. */
  private static double spread(float[] x, int count, int groupSize, int n) {
    int features = x.length / count;
    int groups = count / groupSize;
    double sum = 0;
    for (int f = 0; f < features; f++) {
      double mean = 0;
      for (int g = n % groups; g < count; g += groups) {
        mean += x[g * features + f] / (double) groupSize;
      }
      double variance = 0;
      for (int g = n % groups; g < count; g += groups) {
        variance += Math.pow(x[g * features + f] - mean, 2) / groupSize;
      }
      sum += Math.sqrt(variance + 1e-8);
    }
    return sum / features;
  }

  @Test
  void theAppendedChannelIsTheMeanDeviationOfTheGroup() {
    int[][] cases = {{4, 4, 3, 2, 2}, {8, 4, 2, 3, 1}, {6, 3, 2, 2, 2}, {2, 2, 1, 1, 3}, {5, 1, 2, 1, 1}, {1, 1, 2, 2, 2}};
    for (int[] it : cases) {
      int places = it[3] * it[4];
      Tensor x = backend.normal(Shape.of(it[0], it[2], it[3], it[4]), new Noise(3, 0, 0), 0, 1);
      float[] values = x.toArray();
      float[] out = apply(new MinibatchStdDev(4), x).toArray();
      int perSample = (it[2] + 1) * places;
      for (int n = 0; n < it[0]; n++) {
        for (int i = 0; i < it[2] * places; i++) {
          assertEquals(values[n * it[2] * places + i], out[n * perSample + i], "x goes through");
        }
        double expected = spread(values, it[0], it[1], n);
        for (int i = it[2] * places; i < perSample; i++) {
          assertEquals(expected, out[n * perSample + i], 1e-6, "batch " + it[0] + ", sample " + n);
        }
      }
    }
  }

  @Test
  void vectorsGetOneMoreComponent() {
    Tensor x = backend.tensor(Shape.of(4, 2), 1, 0, 3, 0, 1, 0, 3, 0);
    float[] out = apply(new MinibatchStdDev(4), x).toArray();
    // One feature deviates by 1, the other not at all (but for the square root of 1e-8).
    FloatAssert.assertClose("spread", new double[] {1, 0, 0.50005, 3, 0, 0.50005, 1, 0, 0.50005, 3, 0, 0.50005}, out, 1e-6);
  }

  @Test
  void gradientsOfTheDeviationAreRight() {
    for (int[] extents : new int[][] {{4, 3, 2, 3}, {8, 2, 1, 1}, {6, 5}, {3, 2, 3}, {1, 2, 2, 1}}) {
      LayerGradients.check(backend, new MinibatchStdDev(4), null, extents);
    }
    assertThrows(IllegalArgumentException.class, () -> new MinibatchStdDev(1));
  }

  @Test
  void packsAreNeighbours() {
    Tensor x = backend.tensor(Shape.of(4, 1, 1, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    Tensor out = apply(new Pack(2), x);
    assertEquals(Shape.of(2, 2, 1, 2), out.shape());
    FloatAssert.assertSameBits("order", x.toArray(), out.toArray());
    assertEquals(Shape.of(1, 6), new Pack(3).outputShape(Shape.of(3, 2)));
    ShapeException e = assertThrows(ShapeException.class, () -> new Pack(3).outputShape(Shape.of(4, 1, 2, 2)));
    assertTrue(e.getMessage().contains("a multiple of 3"), e.getMessage());
    LayerGradients.check(backend, Sequential.of(new Pack(3), new Conv2dLayer(6, 2, 3, 1, 1)), null, 3, 2, 3, 2);
  }

  @Test
  void layersSayWhetherTheyCoupleSamples() {
    assertTrue(new MinibatchStdDev(4).couplesSamples());
    assertTrue(new BatchNorm2d(3).couplesSamples());
    assertTrue(Sequential.of(new Flatten(), Sequential.of(new MinibatchStdDev(2))).couplesSamples());
    assertFalse(Sequential.of(new Pack(2), new Conv2dLayer(2, 3, 4, 2, 1), new Flatten(), new Linear(3, 1)).couplesSamples());
  }
}
