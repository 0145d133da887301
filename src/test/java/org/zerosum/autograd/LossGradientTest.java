package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The gradients of the fused losses are those that the tape finds for the composed ones. */
class LossGradientTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private Variable leaf(Tape tape, long seed, int count) {
    return tape.leaf(backend.tensor(Shape.of(count, 1), Input.random(seed, count, 1).values()));
  }

  private void same(String what, Variable loss, Tensor values, List<Variable> inputs, List<Tensor> gradients) {
    assertEquals(values.toArray()[0], loss.value().toArray()[0], 1e-6, what);
    List<Variable> found = loss.tape().gradients(loss, loss.tape().scalar(1), inputs, false);
    for (int i = 0; i < gradients.size(); i++) {
      float[] fused = gradients.get(i).toArray();
      double[] expected = new double[fused.length];
      float[] composed = found.get(i).value().toArray();
      for (int e = 0; e < fused.length; e++) {
        expected[e] = composed[e];
      }
      FloatAssert.assertClose(what + ", gradient " + i, expected, fused, 1e-7);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 0.9f, 0.5f, 0})
  void discriminator(float label) {
    Tape tape = new Tape(backend);
    Variable real = leaf(tape, 1, 13);
    Variable fake = leaf(tape, 2, 7);
    Variable onReal = Pointwise.add(Pointwise.scale(Pointwise.softplus(Pointwise.negate(real)), label),
        Pointwise.scale(Pointwise.softplus(real), 1 - label));
    Variable loss = Pointwise.add(Reduction.mean(onReal), Reduction.mean(Pointwise.softplus(fake)));
    DiscriminatorLoss fused = backend.discriminatorBce(real.value(), fake.value(), label);
    same("label " + label, loss, fused.values(), List.of(real, fake), List.of(fused.realGradient(), fused.fakeGradient()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void generator(boolean saturating) {
    Tape tape = new Tape(backend);
    Variable fake = leaf(tape, 3, 11);
    Variable loss = Reduction.mean(saturating ? Pointwise.negate(Pointwise.softplus(fake)) : Pointwise.softplus(Pointwise.negate(fake)));
    GeneratorLoss fused = backend.generatorBce(fake.value(), saturating);
    same("saturating " + saturating, loss, fused.values(), List.of(fake), List.of(fused.gradient()));
  }
}
