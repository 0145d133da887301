package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.LayerCheck.Mode;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

final class LayerCheckTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    assertEquals(0, backend.memory().tensors());
    backend.close();
  }

  /** y = x · sigmoid(weight · x), one weight per component; or with the weight's share of the gradient cut off. */
  private record Swish(Parameter weight, boolean cut) implements Layer {
    private Swish(int width, boolean cut) {
      this(new Parameter(Shape.of(width), new Initializer.Constant(1)), cut);
    }

    @Override
    public Variable forward(Pass pass, Variable x) {
      Variable factor = pass.parameter(weight);
      return Pointwise.multiply(x, Pointwise.sigmoid(Pointwise.multiply(x, cut ? x.tape().constant(factor.value()) : factor)));
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.parameter("weight", weight);
    }
  }

  /** Adds its buffer, which every training pass moves. */
  private record Drift(Parameter buffer) implements Layer {
    @Override
    public Variable forward(Pass pass, Variable x) {
      Backend backend = x.tape().backend();
      Variable y = Pointwise.tanh(Pointwise.add(x, x.tape().constant(backend.copy(pass.buffer(buffer)))));
      if (pass.isTraining()) {
        backend.addInto(pass.buffer(buffer), backend.full(buffer.shape(), 1));
      }
      return y;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public void declare(Declarations declarations) {
      declarations.buffer("drift", buffer);
    }
  }

  @Test
  void aRightLayerOfOnesOwnPasses() {
    LayerCheck check = new LayerCheck(backend, new Swish(7, false), Shape.of(4, 7));
    check.requireCorrect();
    assertEquals(List.of(Mode.TRAINING), check.modes());
    Report second = check.secondOrder(Mode.TRAINING);
    assertEquals(4 * 7 + 7, second.compared());
    assertTrue(second.worst() > 0, second.toString());
  }

  @Test
  void aParameterWithoutGradientFailsAndIsNamed() {
    LayerCheck check = new LayerCheck(backend, new Swish(7, true), Shape.of(4, 7));
    Report first = check.firstOrder(Mode.TRAINING);
    assertFalse(first.passed());
    assertEquals("weight", first.at().input());
    AssertionError error = assertThrows(AssertionError.class, check::requireCorrect);
    assertTrue(error.getMessage().startsWith("Swish on [4, 7], TRAINING, order 1: relative error 0.9999"), error.getMessage());
    assertTrue(error.getMessage().contains("but at most 0.002 is allowed; weight [7], element 1: tape 0.00000, "), error.getMessage());
  }

  @Test
  void layersInsideLayersAreCheckedUnderTheirPaths() {
    Layer layers = Sequential.of(new Linear(3, 5), new Activation.Tanh(), new Linear(5, 2));
    LayerCheck check = new LayerCheck(backend, layers, Shape.of(2, 3));
    check.requireCorrect();
    assertEquals(Set.of("0.weight", "0.bias", "2.weight", "2.bias"), check.parameters().keySet());
  }

  @Test
  void aConditionalLayerGetsLabels() {
    LayerCheck check = new LayerCheck(backend, new ClassEmbedding(3, 2), Shape.of(4, 5));
    check.withClasses(3).requireCorrect();
    assertThrows(ShapeException.class, check::requireCorrect);
    assertThrows(ShapeException.class, check.withClasses(2)::requireCorrect);
  }

  @Test
  void buffersAreAsAtTheStartInEveryEvaluation() {
    LayerCheck check = new LayerCheck(backend, new Drift(new Parameter(Shape.of(3), new Initializer.Constant(0.5f))), Shape.of(2, 3));
    assertEquals(List.of(Mode.TRAINING, Mode.INFERENCE), check.modes());
    check.requireCorrect();
  }

  @Test
  void aShapeThatIsNotKeptIsSaid() {
    Layer layer = new Layer() {
      @Override
      public Variable forward(Pass pass, Variable x) {
        return x;
      }

      @Override
      public Shape outputShape(Shape input) {
        return input.with(1, 9);
      }
    };
    LayerCheck check = new LayerCheck(backend, layer, Shape.of(2, 3));
    String message = assertThrows(ShapeException.class, check::requireCorrect).getMessage();
    assertTrue(message.contains("outputShape([2, 3]) is [2, 9] but forward gives [2, 3]"), message);
    LayerCheck misfit = new LayerCheck(backend, new Linear(3, 5), Shape.of(2, 4));
    assertThrows(ShapeException.class, () -> misfit.firstOrder(Mode.TRAINING));
  }
}
