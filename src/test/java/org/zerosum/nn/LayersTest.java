package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

class LayersTest {
  private static final Initializer ONE = new Initializer.Constant(1);
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  /** Applies a layer and checks that it keeps its word about the result's shape. */
  private Tensor apply(Layer layer, Shape input, Shape expected) {
    assertEquals(expected, layer.outputShape(input), layer + " says");
    Network network = new Network(backend, layer, 1, 0);
    Tape tape = new Tape(backend);
    Variable x = tape.constant(backend.normal(input, new Noise(2, 0, 0), 0, 1));
    assertEquals(expected, network.inference(tape).apply(x).shape(), layer + ", inference");
    Variable out = network.training(tape).apply(x);
    assertEquals(expected, out.shape(), layer + ", training");
    return out.value();
  }

  @Test
  void layersGiveTheShapesTheyPromise() {
    apply(new Linear(5, 7), Shape.of(3, 5), Shape.of(3, 7));
    apply(new Linear(5, 7, ONE, null), Shape.of(1, 5), Shape.of(1, 7));
    apply(new Conv2dLayer(3, 8, 4, 2, 1), Shape.of(2, 3, 8, 6), Shape.of(2, 8, 4, 3));
    apply(new Conv2dLayer(3, 2, 3, 1, new Conv2d(1, 2, 0, 1), ONE, null), Shape.of(2, 3, 5, 5), Shape.of(2, 2, 3, 4));
    apply(new ConvTranspose2dLayer(3, 8, 4, 2, 1), Shape.of(2, 3, 4, 3), Shape.of(2, 8, 8, 6));
    apply(new ConvTranspose2dLayer(3, 2, 3, 1, new ConvTranspose2d(2, 1, 1, 0, 1, 0), ONE, null), Shape.of(2, 3, 4, 4), Shape.of(2, 2, 8, 4));
    apply(new BatchNorm2d(3), Shape.of(4, 3, 2, 2), Shape.of(4, 3, 2, 2));
    apply(new BatchNorm2d(3), Shape.of(4, 3), Shape.of(4, 3));
    apply(new Flatten(), Shape.of(4, 3, 2, 5), Shape.of(4, 30));
    apply(new Flatten(), Shape.of(4), Shape.of(4, 1));
    apply(Reshape.to(3, 2, 5), Shape.of(4, 30), Shape.of(4, 3, 2, 5));
    for (Layer activation : List.of(new Activation.Relu(), new Activation.LeakyRelu(0.2f), new Activation.Sigmoid(), new Activation.Tanh(),
        new Activation.Softplus())) {
      apply(activation, Shape.of(2, 3), Shape.of(2, 3));
    }
    apply(Sequential.of(), Shape.of(2, 3), Shape.of(2, 3));
    apply(Sequential.of(new Linear(6, 4 * 16), Reshape.to(4, 4, 4), new BatchNorm2d(4), new Activation.Relu(),
        new ConvTranspose2dLayer(4, 2, 4, 2, 1), new Activation.Tanh()), Shape.of(3, 6), Shape.of(3, 2, 8, 8));
  }

  @Test
  void activationsAreTheirFunctions() {
    float[] x = {-2, -0.5f, 0, 0.5f, 3};
    double[][] expected = new double[5][x.length];
    for (int i = 0; i < x.length; i++) {
      expected[0][i] = Math.max(x[i], 0);
      expected[1][i] = x[i] > 0 ? x[i] : 0.2f * x[i];
      expected[2][i] = 1 / (1 + Math.exp(-x[i]));
      expected[3][i] = Math.tanh(x[i]);
      expected[4][i] = Math.log1p(Math.exp(x[i]));
    }
    List<Layer> layers = List.of(new Activation.Relu(), new Activation.LeakyRelu(0.2f), new Activation.Sigmoid(), new Activation.Tanh(),
        new Activation.Softplus());
    for (int i = 0; i < layers.size(); i++) {
      Tape tape = new Tape(backend);
      Pass pass = new Network(backend, layers.get(i), 1, 0).inference(tape);
      float[] actual = pass.apply(tape.constant(backend.tensor(Shape.of(1, x.length), x))).value().toArray();
      FloatAssert.assertWithinUlps(layers.get(i).toString(), expected[i], actual, 1.01);
    }
  }

  @Test
  void linearMultipliesByTheTransposedWeight() {
    Network network = new Network(backend, new Linear(2, 3), 1, 0);
    backend.write(network.state().get("weight"), 1, 2, 3, 4, 5, 6);
    backend.write(network.state().get("bias"), 10, 20, 30);
    Tape tape = new Tape(backend);
    Variable x = tape.constant(backend.tensor(Shape.of(1, 2), 1, -1));
    FloatAssert.assertSameBits("x · Wᵀ + b", new float[] {9, 19, 29}, network.inference(tape).apply(x).value().toArray());
  }

  @Test
  void layersRefuseBatchesThatDoNotFit() {
    assertEquals("Linear: expects [N, 5] but gets [3, 4]",
        assertThrows(ShapeException.class, () -> new Linear(5, 7).outputShape(Shape.of(3, 4))).getMessage());
    assertEquals("BatchNorm2d: expects [N, 3, H, W] but gets [3, 4]",
        assertThrows(ShapeException.class, () -> new BatchNorm2d(3).outputShape(Shape.of(3, 4))).getMessage());
    assertThrows(ShapeException.class, () -> new Conv2dLayer(3, 8, 4, 2, 1).outputShape(Shape.of(2, 4, 8, 8)));
    assertThrows(ShapeException.class, () -> new ConvTranspose2dLayer(3, 8, 4, 2, 1).outputShape(Shape.of(2, 4, 8, 8)));
    assertThrows(ShapeException.class, () -> apply(Reshape.to(3, 2), Shape.of(4, 5), Shape.of(4, 3, 2)));
    assertThrows(ShapeException.class, () -> apply(new Linear(5, 7), Shape.of(4, 6), Shape.of(4, 7)));
  }

  @Test
  void batchNormMovesItsStatisticsInTrainingAndUsesThemInInference() {
    Network network = new Network(backend, new BatchNorm2d(1, 1e-5f, 0.5f, ONE), 1, 0);
    Tensor x = backend.tensor(Shape.of(4, 1), 1, 3, 5, 7);
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      network.inference(tape).apply(tape.constant(x));
      FloatAssert.assertSameBits("untouched", new float[] {0}, network.state().get("running_mean").toArray());
      network.training(tape).apply(tape.constant(x));
    }
    // mean 4, variance 5, unbiased 20/3
    FloatAssert.assertSameBits("mean", new float[] {2}, network.state().get("running_mean").toArray());
    FloatAssert.assertClose("variance", new double[] {0.5 + 10.0 / 3}, network.state().get("running_var").toArray(), 1e-6);
    Tape tape = new Tape(backend);
    float[] out = network.inference(tape).apply(tape.constant(x)).value().toArray();
    double deviation = Math.sqrt(0.5 + 10.0 / 3 + 1e-5);
    FloatAssert.assertClose("inference", new double[] {-1 / deviation, 1 / deviation, 3 / deviation, 5 / deviation}, out, 1e-6);
  }
}
