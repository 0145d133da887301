package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Conv2dLayer;
import org.zerosum.nn.Flatten;
import org.zerosum.nn.Layer;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.Sequential;
import org.zerosum.nn.Activation.Tanh;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;

/** Gradient penalties: their values in closed form, and their gradients, which are of second order, by finite differences. */
class GradientPenaltiesTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  /** A smooth network, so that finite differences meet no kink. */
  private Network images(int channels, int size) {
    Layer layer = Sequential.of(new Conv2dLayer(channels, 3, 4, 2, 1), new Tanh(), new Flatten(),
        new Linear(3 * (size / 2) * (size / 2), 1));
    return new Network(backend, layer, 5, 10);
  }

  private void check(Network network, Shape sample, BiFunction<Pass, Variable, Variable> penalty) {
    List<Input> inputs = new ArrayList<>();
    network.gradientsByName().values().forEach(gradient -> inputs.add(Input.random(inputs.size() + 1, gradient.shape().toArray())));
    inputs.add(Input.random(99, sample.toArray()));
    GradientCheck check = new GradientCheck(backend, given -> {
      Tape tape = given.getFirst().tape();
      Pass pass = network.with(tape, given.subList(0, given.size() - 1));
      return penalty.apply(pass, given.getLast());
    }, inputs, 3e-3);
    GradientCheck.Report report = check.firstOrder();
    assertTrue(report.passed(), report.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void theGradientOfThePenaltyIsThatOfFiniteDifferences(int batch) {
    check(images(2, 7), Shape.of(batch, 2, 7, 7), (pass, x) -> GradientPenalties.zeroCentered(pass::apply, x, 0.7));
    check(images(1, 5), Shape.of(batch, 1, 5, 5), (pass, x) -> GradientPenalties.oneCentered(pass::apply, x, 1.3, false));
    check(images(1, 6), Shape.of(batch, 1, 6, 6), (pass, x) -> GradientPenalties.oneCentered(pass::apply, Pointwise.scale(x, 1.0f), 0.9, true));
  }

  /** D(x) = w · x has the gradient w everywhere. */
  @Test
  void ofALinearDiscriminatorThePenaltiesAreThoseOfItsWeights() {
    Network network = new Network(backend, new Linear(3, 1), 1, 1);
    Tape tape = new Tape(backend);
    Variable weight = tape.leaf(backend.tensor(Shape.of(1, 3), 2, -1, 2));
    Variable bias = tape.leaf(backend.tensor(Shape.of(1), 0.5f));
    Pass pass = network.with(tape, List.of(weight, bias));
    Variable x = tape.leaf(backend.tensor(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    assertEquals(10.0 / 2 * 9, GradientPenalties.zeroCentered(pass::apply, x, 10).value().toArray()[0], 1e-5);
    assertEquals(10 * 4, GradientPenalties.oneCentered(pass::apply, x, 10, false).value().toArray()[0], 1e-4);
    Variable small = tape.leaf(backend.tensor(Shape.of(1, 3), 0.1f, 0, 0));
    Pass flat = network.with(tape, List.of(small, bias));
    assertEquals(10 * 0.81, GradientPenalties.oneCentered(flat::apply, x, 10, false).value().toArray()[0], 1e-4);
    assertEquals(0, GradientPenalties.oneCentered(flat::apply, x, 10, true).value().toArray()[0], "one-sided: small norms cost nothing");
  }

  @Test
  void eachSampleHasItsOwnNorm() {
    Network network = new Network(backend, Sequential.of(new Linear(1, 1)), 1, 1);
    Tape tape = new Tape(backend);
    // D(x) = x²/2 by hand is not a layer; two samples of a linear map scaled by the sample itself would mix norms if they were summed.
    Variable weight = tape.leaf(backend.tensor(Shape.of(1, 1), 3));
    Variable bias = tape.leaf(backend.tensor(Shape.of(1), 0));
    Pass pass = network.with(tape, List.of(weight, bias));
    Variable x = tape.leaf(backend.tensor(Shape.of(4, 1), 1, 2, 3, 4));
    assertEquals(4, GradientPenalties.oneCentered(pass::apply, x, 1, false).value().toArray()[0], 1e-5, "(3 - 1)² and not (√36 - 1)²");
  }
}
