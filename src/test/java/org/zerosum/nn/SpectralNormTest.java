package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** W / σ(W): the power iteration, who moves it, what it normalises to, and its gradients. */
final class SpectralNormTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  /** W̄ᵀ: the layer's result for the unit matrix. */
  private float[] normalized(Network network, int in, boolean training) {
    try (Scope _ = backend.openScope()) {
      float[] unit = new float[in * in];
      for (int i = 0; i < in; i++) {
        unit[i * in + i] = 1;
      }
      Tape tape = new Tape(backend);
      Pass pass = training ? network.training(tape) : network.frozen(tape);
      return pass.apply(tape.constant(backend.tensor(Shape.of(in, in), unit))).value().toArray();
    }
  }

  private static Layer matrix(int in, int out) {
    return new Linear(in, out, new Initializer.Normal(0, 1), null).withSpectralNorm();
  }

  @Test
  void theWeightIsDividedByItsLargestSingularValue() {
    Network network = new Network(backend, matrix(2, 2), 1, 0);
    backend.write(network.state().get("weight"), 3, 0, 4, 5);
    for (int i = 0; i < 20; i++) {
      normalized(network, 2, true);
    }
    // WᵀW = [25 20; 20 25] has the eigenvalues 45 and 5.
    double sigma = Math.sqrt(45);
    FloatAssert.assertClose("training", new double[] {3 / sigma, 4 / sigma, 0, 5 / sigma}, normalized(network, 2, true), 1e-6);
    FloatAssert.assertClose("frozen", new double[] {3 / sigma, 4 / sigma, 0, 5 / sigma}, normalized(network, 2, false), 1e-6);
  }

  @Test
  void theNormalizedWeightHasSpectralNormOne() {
    for (int[] extents : new int[][] {{7, 5}, {3, 11}, {1, 4}, {6, 1}}) {
      int in = extents[1];
      int out = extents[0];
      Network network = new Network(backend, matrix(in, out), 11, 0);
      for (int i = 0; i < 60; i++) {
        normalized(network, in, true);
      }
      assertEquals(1, largestSingularValue(normalized(network, in, false), in, out), 1e-4, Arrays.toString(extents));
    }
  }

  /** By 2,000 power iterations in double precision. */
  private static double largestSingularValue(float[] matrix, int rows, int columns) {
    double[] v = new double[columns];
    Arrays.setAll(v, i -> 1 + 0.1 * i);
    double norm = 0;
    for (int iteration = 0; iteration < 2_000; iteration++) {
      double[] next = new double[columns];
      for (int r = 0; r < rows; r++) {
        double product = 0;
        for (int c = 0; c < columns; c++) {
          product += matrix[r * columns + c] * v[c];
        }
        for (int c = 0; c < columns; c++) {
          next[c] += matrix[r * columns + c] * product;
        }
      }
      norm = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
      for (int c = 0; c < columns; c++) {
        v[c] = next[c] / norm;
      }
    }
    return Math.sqrt(norm);
  }

  @Test
  void onlyATrainingPassMovesTheVectorAndOnlyOnce() {
    Network network = new Network(backend, new Conv2dLayer(2, 3, 4, 2, 1).withSpectralNorm(), 1, 0);
    Tensor u = network.state().get("weight_u");
    float[] start = u.toArray();
    assertEquals(1, Math.sqrt(squares(start)), 1e-6, "a direction from the start");
    Tensor x = backend.normal(Shape.of(1, 2, 4, 4), new Noise(2, 0, 0), 0, 1);
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      network.frozen(tape).apply(tape.constant(x));
      network.inference(tape).apply(tape.constant(x));
      assertArrayEquals(start, u.toArray());
      Pass pass = network.training(tape);
      float[] first = pass.apply(tape.constant(x)).value().toArray();
      float[] moved = u.toArray();
      assertFalse(Arrays.equals(start, moved));
      assertEquals(1, Math.sqrt(squares(moved)), 1e-6);
      assertArrayEquals(first, pass.apply(tape.constant(x)).value().toArray());
      assertArrayEquals(moved, u.toArray(), "the second use within a pass takes the first one's weight");
    }
  }

  private static double squares(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    return sum;
  }

  @Test
  void aWeightOfZerosStaysZero() {
    Network network = new Network(backend, matrix(3, 2), 1, 0);
    backend.fill(network.parameters(), 0);
    assertArrayEquals(new float[6], normalized(network, 3, true));
    assertArrayEquals(new float[6], normalized(network, 3, false));
  }

  @Test
  void theVectorIsPartOfTheState() {
    Network whole = new Network(backend, matrix(5, 4), 1, 0);
    normalized(whole, 5, true);
    Network resumed = new Network(backend, matrix(5, 4), 2, 0);
    whole.state().forEach((name, tensor) -> backend.write(resumed.state().get(name), tensor.toArray()));
    for (int i = 0; i < 3; i++) {
      FloatAssert.assertSameBits("pass " + i, normalized(whole, 5, true), normalized(resumed, 5, true));
    }
  }

  @Test
  void gradientsAreThoseOfTheQuotient() {
    for (int[] extents : new int[][] {{3, 5}, {1, 7}, {4, 1}, {3, 2, 3, 3}}) {
      int columns = Shape.of(extents).count() / extents[0];
      Tensor u = backend.normal(Shape.of(1, extents[0]), new Noise(1, 0, 0), 0, 1);
      Tensor v = backend.normal(Shape.of(1, columns), new Noise(2, 0, 0), 0, 1);
      GradientCheck check = new GradientCheck(backend, inputs -> {
        Variable weight = SpectralNorm.divided(inputs.getFirst(), u, v);
        Variable matrix = org.zerosum.autograd.Shaping.reshape(weight, Shape.of(extents[0], columns));
        return Contraction.matmul(inputs.get(1), matrix, false, true, null);
      }, List.of(Input.random(4, extents), Input.random(5, 1, columns)), 5e-3);
      assertTrue(check.firstOrder().passed(), () -> Arrays.toString(extents) + check.firstOrder());
      assertTrue(check.secondOrder().passed(), () -> Arrays.toString(extents) + check.secondOrder());
    }
  }

  @Test
  void theGradientThatTrainsIsOrthogonalToTheWeight() {
    // W / σ does not change with W's length once u has settled, so no gradient points along W.
    Network network = new Network(backend, matrix(4, 3), 3, 0);
    for (int i = 0; i < 40; i++) {
      normalized(network, 4, true);
    }
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Variable out = pass.apply(tape.constant(backend.normal(Shape.of(1, 4), new Noise(1, 0, 0), 0, 1)));
      network.backward(pass, out, tape.constant(backend.full(out.shape(), 1)));
      float[] weight = network.parameters().toArray();
      float[] gradient = network.gradients().toArray();
      double product = 0;
      for (int i = 0; i < weight.length; i++) {
        product += (double) weight[i] * gradient[i];
      }
      assertTrue(squares(gradient) > 1e-3);
      assertEquals(0, product, 1e-5);
    }
  }
}
