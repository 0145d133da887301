package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.CountingKernels;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

class NetworkTest {
  private final CountingKernels counting = new CountingKernels();
  private final Backend backend = new Backend(counting.kernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
    assertEquals(counting.calls("allocate") + counting.calls("view"), counting.calls("free"));
  }

  private static Layer generator() {
    return Sequential.of(new Linear(5, 3 * 4), Reshape.to(3, 2, 2), new BatchNorm2d(3), new Activation.Relu(),
        Sequential.of(new ConvTranspose2dLayer(3, 2, 4, 2, 1), new Activation.Tanh()));
  }

  private static Layer discriminator() {
    return Sequential.of(new Conv2dLayer(2, 3, 4, 2, 1), new Activation.LeakyRelu(0.2f), new Flatten(), new Linear(12, 1));
  }

  private Variable noise(Tape tape, int step, int... extents) {
    return tape.constant(backend.normal(Shape.of(extents), new Noise(3, 9, step), 0, 1));
  }

  private Variable ones(Variable like) {
    return like.tape().constant(backend.full(like.shape(), 1));
  }

  @Test
  void namesWhatItHoldsAsSequentialNetworksDo() {
    Network network = new Network(backend, generator(), 1, 0);
    assertEquals(List.of("0.weight", "0.bias", "2.weight", "2.bias", "4.0.weight", "4.0.bias", "2.running_mean", "2.running_var"),
        List.copyOf(network.state().keySet()));
    assertEquals(Shape.of(12, 5), network.state().get("0.weight").shape());
    assertEquals(Shape.of(3, 2, 4, 4), network.state().get("4.0.weight").shape());
    assertEquals(60 + 12 + 3 + 3 + 96 + 2, network.parameterCount());
    assertArrayEquals(new float[] {1, 1, 1}, network.state().get("2.running_var").toArray());
    assertArrayEquals(new float[] {0, 0, 0}, network.state().get("2.running_mean").toArray());
    assertThrows(UnsupportedOperationException.class, () -> network.state().clear());
  }

  @Test
  void laysParametersIntoOneBufferWithZerosInBetween() {
    Network network = new Network(backend, generator(), 1, 0);
    assertEquals(Shape.of(6 * Backend.VIEW_ALIGNMENT), network.parameters().shape());
    assertEquals(network.parameters().shape(), network.gradients().shape());
    float[] flat = network.parameters().toArray();
    List<Tensor> values = List.copyOf(network.state().values()).subList(0, 6);
    for (int i = 0; i < values.size(); i++) {
      float[] expected = new float[Backend.VIEW_ALIGNMENT];
      System.arraycopy(values.get(i).toArray(), 0, expected, 0, values.get(i).count());
      FloatAssert.assertSameBits("slot " + i, expected, java.util.Arrays.copyOfRange(flat, i * expected.length, (i + 1) * expected.length));
    }
    Map<String, Tensor> views = network.viewsOf(network.parameters());
    assertEquals(List.of("0.weight", "0.bias", "2.weight", "2.bias", "4.0.weight", "4.0.bias"), List.copyOf(views.keySet()));
    views.forEach((name, view) -> FloatAssert.assertSameBits(name, network.state().get(name).toArray(), view.toArray()));
  }

  @Test
  void gapsStayZeroAndNumbersFiniteUnderEveryOptimiser() {
    List<Optimizer> optimizers = List.of(new Optimizer.Sgd(0.1, 0), new Optimizer.Sgd(0.1, 0.9), Optimizer.Adam.forGan(0.01));
    for (Optimizer optimizer : optimizers) {
      Network network = new Network(backend, generator(), 1, 0);
      OptimizerState state = new OptimizerState(optimizer, network);
      float[] start = network.parameters().toArray();
      for (int step = 0; step < 4; step++) {
        try (Scope _ = backend.openScope()) {
          Tape tape = new Tape(backend);
          Pass pass = network.training(tape);
          Variable out = pass.apply(noise(tape, step, 3, 5));
          network.backward(pass, out, ones(out));
          state.update();
        }
      }
      assertEquals(4, state.steps());
      float[] flat = network.parameters().toArray();
      float[] gradients = network.gradients().toArray();
      int[] used = network.state().values().stream().mapToInt(Tensor::count).toArray();
      for (int e = 0; e < flat.length; e++) {
        boolean gap = e % Backend.VIEW_ALIGNMENT >= used[e / Backend.VIEW_ALIGNMENT];
        assertTrue(Float.isFinite(flat[e]), optimizer + ", element " + e);
        assertTrue(!gap || flat[e] == 0 && gradients[e] == 0, optimizer + ", element " + e + " of a gap");
      }
      assertFalse(java.util.Arrays.equals(start, flat), optimizer + " moves the parameters");
    }
  }

  @Test
  void backwardLeavesNoGradientOfAnEarlierStep() {
    Network network = new Network(backend, discriminator(), 1, 0);
    backend.fill(network.gradients(), 0);
    float[] first = gradientsOf(network, 0);
    float[] other = gradientsOf(network, 1);
    assertFalse(java.util.Arrays.equals(first, other));
    FloatAssert.assertSameBits("again", first, gradientsOf(network, 0));
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Variable unrelated = tape.leaf(backend.full(Shape.of(2), 1));
      network.backward(pass, unrelated, ones(unrelated));
    }
    assertArrayEquals(new float[first.length], network.gradients().toArray());
  }

  private float[] gradientsOf(Network network, int step) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Variable out = pass.apply(noise(tape, step, 2, 2, 4, 4));
      network.backward(pass, out, ones(out));
      return network.gradients().toArray();
    }
  }

  @Test
  void rectifiersBehindConvolutionsAndBatchNormTakeNoPassOfTheirOwn() {
    Conv2dLayer conv = new Conv2dLayer(1, 2, 3, 1, 1);
    BatchNorm2d norm = new BatchNorm2d(2);
    float[] fused = gradientsOf(new Network(backend, Sequential.of(conv, new Activation.LeakyRelu(0.2f), norm, new Activation.Relu()), 3, 0));
    assertEquals(0, counting.calls("unary"));
    // A layer in between keeps them apart.
    float[] apart = gradientsOf(new Network(backend, Sequential.of(Sequential.of(conv), new Activation.LeakyRelu(0.2f), Sequential.of(norm),
        new Activation.Relu()), 3, 0));
    assertEquals(2, counting.calls("unary"));
    FloatAssert.assertSameBits("gradients", apart, fused);
  }

  private float[] gradientsOf(Network network) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Variable out = pass.apply(tape.constant(backend.normal(Shape.of(4, 1, 5, 5), new Noise(7, 7, 7), 0, 1)));
      network.backward(pass, out, tape.constant(backend.normal(out.shape(), new Noise(8, 8, 8), 0, 1)));
      return network.gradients().toArray();
    }
  }

  @Test
  void aFrozenNetworkLetsGradientsThroughAndFindsNoneOfItsOwn() {
    Network generator = new Network(backend, generator(), 1, 0);
    Network discriminator = new Network(backend, discriminator(), 2, 50);
    float[] before = discriminator.parameters().toArray();
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass training = generator.training(tape);
      Variable images = training.apply(noise(tape, 0, 3, 5));
      int weightGradients = counting.calls("conv2dBackwardWeight");
      Pass frozen = discriminator.frozen(tape);
      Variable logits = frozen.apply(images);
      generator.backward(training, logits, ones(logits));
      assertEquals(weightGradients + 1, counting.calls("conv2dBackwardWeight"), "only the generator's transposed convolution has one");
      assertThrows(IllegalArgumentException.class, () -> discriminator.backward(frozen, logits, ones(logits)));
    }
    assertArrayEquals(before, discriminator.parameters().toArray());
    assertArrayEquals(new float[before.length], discriminator.gradients().toArray());
    float sum = 0;
    for (float g : generator.gradients().toArray()) {
      sum += Math.abs(g);
    }
    assertTrue(sum > 0, "the generator has gradients");
  }

  @Test
  void aDetachedBatchMovesOnlyTheTrainedNetwork() {
    Network generator = new Network(backend, generator(), 1, 0);
    Network discriminator = new Network(backend, discriminator(), 2, 50);
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable fake = generator.frozen(tape).apply(noise(tape, 0, 3, 5));
      assertFalse(fake.requiresGradient());
      Pass pass = discriminator.training(tape);
      Variable logits = pass.apply(fake);
      int transposed = counting.calls("convTranspose2d");
      discriminator.backward(pass, logits, ones(logits));
      assertEquals(transposed, counting.calls("convTranspose2d"), "no gradient of the images is computed");
    }
    assertArrayEquals(new float[generator.gradients().count()], generator.gradients().toArray());
  }

  @Test
  void aParameterIsOneVariableThroughoutAPass() {
    Linear layer = new Linear(3, 3);
    Network network = new Network(backend, layer, 1, 0);
    Tape tape = new Tape(backend);
    Pass pass = network.training(tape);
    Variable x = noise(tape, 0, 2, 3);
    Variable once = pass.apply(x);
    Variable twice = Pointwise.add(once, pass.apply(x));
    network.backward(pass, once, ones(once));
    float[] single = network.gradients().toArray();
    network.backward(pass, twice, ones(twice));
    float[] both = network.gradients().toArray();
    for (int e = 0; e < both.length; e++) {
      assertEquals(2 * single[e], both[e]);
    }
  }

  @Test
  void refusesLayersThatAreUsedTwiceOrNotDeclared() {
    Linear layer = new Linear(3, 3);
    String message = assertThrows(IllegalArgumentException.class,
        () -> new Network(backend, Sequential.of(layer, layer), 1, 0)).getMessage();
    assertEquals("1.weight is declared twice; use a layer once per network", message);
    Network network = new Network(backend, layer, 1, 0);
    Tape tape = new Tape(backend);
    Pass pass = network.training(tape);
    assertEquals("parameter [2] is not declared in this network",
        assertThrows(IllegalArgumentException.class, () -> pass.parameter(new Parameter(Shape.of(2), new Initializer.Constant(0)))).getMessage());
    assertThrows(ShapeException.class, () -> pass.apply(noise(tape, 0, 2, 4)));
  }

  @Test
  void aNetworkWithoutParametersWorksToo() {
    Network network = new Network(backend, new Activation.Tanh(), 1, 0);
    OptimizerState state = new OptimizerState(Optimizer.Adam.forGan(0.1), network);
    Tape tape = new Tape(backend);
    Pass pass = network.training(tape);
    Variable out = pass.apply(noise(tape, 0, 2, 2));
    network.backward(pass, out, ones(out));
    state.update();
    assertEquals(0, network.parameterCount());
    assertTrue(network.state().isEmpty() && state.state().isEmpty());
  }

  @Test
  void givesItsMemoryBack() {
    Network network = new Network(backend, generator(), 1, 0);
    assertTrue(backend.memory().tensors() > 0);
    network.close();
    network.close();
    assertEquals(0, backend.memory().tensors());
    assertEquals(0, backend.memory().bytesInUse());
  }
}
