package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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

/** Layers that ask for the class of each sample. */
final class ClassLayersTest {
  private static final Initializer NORMAL = new Initializer.Normal(0, 0.5f);
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private Tensor apply(Network network, boolean training, Tensor x, Tensor labels) {
    Tape tape = new Tape(backend);
    Pass pass = training ? network.training(tape) : network.inference(tape);
    Tensor out = pass.apply(tape.constant(x), tape.constant(labels)).value();
    assertEquals(network.layer().outputShape(x.shape()), out.shape());
    return out;
  }

  @Test
  void theEmbeddingIsAppended() {
    Network network = new Network(backend, new ClassEmbedding(3, 2), 1, 0);
    backend.write(network.state().get("weight"), 10, 11, 20, 21, 30, 31);
    Tensor out = apply(network, false, backend.tensor(Shape.of(2, 1), 7, 8), LayerGradients.oneHot(backend, 3, 2, 0));
    FloatAssert.assertSameBits("[x, e]", new float[] {7, 30, 31, 8, 10, 11}, out.toArray());
  }

  @Test
  void theProjectionAddsTheProductWithTheClassVector() {
    Network network = new Network(backend, new ProjectionHead(2, 3, NORMAL), 1, 0);
    assertEquals(List.of("weight", "bias", "class_weight"), List.copyOf(network.state().keySet()));
    backend.write(network.state().get("weight"), 1, 2);
    backend.write(network.state().get("bias"), 100);
    backend.write(network.state().get("class_weight"), 10, 0, 0, 10, -5, 5);
    Tensor x = backend.tensor(Shape.of(3, 2), 1, 2, 3, 4, 5, 6);
    Tensor out = apply(network, false, x, LayerGradients.oneHot(backend, 3, 0, 1, 2));
    FloatAssert.assertSameBits("logits", new float[] {105 + 10, 111 + 40, 117 - 25 + 30}, out.toArray());
  }

  @Test
  void theAuxiliaryHeadPutsScoresBehindTheLogit() {
    Network network = new Network(backend, new AuxiliaryHead(2, 2, NORMAL), 1, 0);
    assertEquals(List.of("weight", "bias", "classes.weight", "classes.bias"), List.copyOf(network.state().keySet()));
    backend.write(network.state().get("weight"), 1, 2);
    backend.write(network.state().get("classes.weight"), 3, 0, 0, 4);
    backend.write(network.state().get("classes.bias"), 0, 1);
    Tape tape = new Tape(backend);
    Tensor out = network.inference(tape).apply(tape.constant(backend.tensor(Shape.of(1, 2), 5, 6))).value();
    FloatAssert.assertSameBits("logit, scores", new float[] {17, 15, 25}, out.toArray());
  }

  @Test
  void batchNormScalesAndShiftsPerClass() {
    Network network = new Network(backend, new ConditionalBatchNorm2d(2, 2, new Initializer.Constant(1)), 1, 0);
    backend.write(network.state().get("weight"), 1, 2, -3, 4);
    backend.write(network.state().get("bias"), 0, 10, 20, 30);
    float[] values = {1, 5, 3, 6, 5, 7, 7, 8};
    Tensor x = backend.tensor(Shape.of(2, 2, 1, 2), values);
    Tensor labels = LayerGradients.oneHot(backend, 2, 1, 0);
    // Channel 0 holds 1, 5, 5, 7 with mean 4.5 and variance 4.75; channel 1 holds 3, 6, 7, 8 with mean 6 and variance 3.5.
    double a = 1 / Math.sqrt(4.75 + 1e-5);
    double b = 1 / Math.sqrt(3.5 + 1e-5);
    double[] expected = {20 + 3 * 3.5 * a, 20 - 3 * 0.5 * a, 30 - 4 * 3 * b, 30, 0.5 * a, 2.5 * a, 10 + 2 * b, 10 + 4 * b};
    FloatAssert.assertClose("training", expected, apply(network, true, x, labels).toArray(), 1e-5);
    FloatAssert.assertClose("running mean", new double[] {0.45, 0.6}, network.state().get("running_mean").toArray(), 1e-6);
    double[] variance = {0.9 + 0.1 * 4.75 * 4 / 3, 0.9 + 0.1 * 3.5 * 4 / 3};
    FloatAssert.assertClose("running variance", variance, network.state().get("running_var").toArray(), 1e-6);
    double running = (1 - 0.45) / Math.sqrt(variance[0] + 1e-5);
    assertEquals(20 - 3 * running, apply(network, false, x, labels).toArray()[0], 1e-5, "inference takes the running statistics");
  }

  @Test
  void withEqualRowsItIsThePlainBatchNorm() {
    Tensor x = backend.normal(Shape.of(5, 3, 2, 3), new Noise(4, 0, 0), 1, 2);
    Network conditional = new Network(backend, new ConditionalBatchNorm2d(3, 4, new Initializer.Constant(1.5f)), 1, 0);
    Network plain = new Network(backend, new BatchNorm2d(3, 1e-5f, 0.1f, new Initializer.Constant(1.5f)), 1, 0);
    Tape tape = new Tape(backend);
    float[] expected = plain.training(tape).apply(tape.constant(x)).value().toArray();
    FloatAssert.assertSameBits("y", expected, apply(conditional, true, x, LayerGradients.oneHot(backend, 4, 0, 1, 2, 3, 3)).toArray());
  }

  @Test
  void gradientsAreRight() {
    Tensor labels = LayerGradients.oneHot(backend, 3, 2, 0, 2, 1, 1);
    LayerGradients.check(backend, new ConditionalBatchNorm2d(2, 3, NORMAL), labels, 5, 2, 3, 1);
    LayerGradients.check(backend, new ConditionalBatchNorm2d(3, 3, NORMAL), labels, 5, 3);
    LayerGradients.check(backend, new ProjectionHead(7, 3, NORMAL), labels, 5, 7);
    LayerGradients.check(backend, new AuxiliaryHead(7, 3, NORMAL), labels, 5, 7);
    LayerGradients.check(backend, Sequential.of(new ClassEmbedding(3, 4), new Linear(7, 2)), labels, 5, 3);
    Tensor one = LayerGradients.oneHot(backend, 3, 1);
    LayerGradients.check(backend, new ConditionalBatchNorm2d(2, 3, NORMAL), one, 1, 2, 3, 3);
    LayerGradients.check(backend, new ProjectionHead(5, 3, NORMAL), one, 1, 5);
    Layer deep = Sequential.of(new ClassEmbedding(3, 1), new Activation.Tanh(), new ProjectionHead(4, 3, NORMAL));
    LayerGradients.check(backend, deep, one, 1, 3);
  }

  @Test
  void missingAndMisshapenLabelsAreOneSentence() {
    for (Layer layer : List.of(new ClassEmbedding(3, 4), new ConditionalBatchNorm2d(2, 3, NORMAL), new ProjectionHead(2, 3, NORMAL))) {
      Network network = new Network(backend, layer, 1, 0);
      Tape tape = new Tape(backend);
      Tensor x = backend.zeros(Shape.of(4, 2));
      ShapeException e = assertThrows(ShapeException.class, () -> network.training(tape).apply(tape.constant(x)));
      assertEquals("this network is conditional, on 3 classes, but its batch came without labels; apply it with one-hot labels [N, 3]",
          e.getMessage());
      Tensor ofTwo = LayerGradients.oneHot(backend, 2, 0, 1, 0, 1);
      ShapeException other = assertThrows(ShapeException.class, () -> apply(network, false, x, ofTwo));
      assertTrue(other.getMessage().contains("[4, 2]") && other.getMessage().contains("[N, 3]"), other.getMessage());
      ShapeException few = assertThrows(ShapeException.class, () -> apply(network, false, x, LayerGradients.oneHot(backend, 3, 0)));
      assertTrue(few.getMessage().contains("[1, 3]") && few.getMessage().contains("[4, 2]"), few.getMessage());
    }
  }
}
