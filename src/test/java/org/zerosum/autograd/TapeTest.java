package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zerosum.CountingKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;

class TapeTest {
  private static final Shape PAIR = Shape.of(2);
  private final CountingKernels counting = new CountingKernels();
  private final Backend backend = new Backend(counting.kernels());
  private Tape tape;

  @BeforeEach
  void open() {
    tape = new Tape(backend);
  }

  @AfterEach
  void close() {
    backend.close();
  }

  private Variable leaf(float... values) {
    return tape.leaf(backend.tensor(Shape.of(values.length), values));
  }

  private Variable ones(Variable like) {
    return tape.constant(backend.full(like.shape(), 1));
  }

  private float[] gradient(Variable output, Variable input) {
    return tape.gradients(output, ones(output), List.of(input), false).getFirst().value().toArray();
  }

  @Test
  void addsTheSharesOfAVariableThatIsUsedOftenAndSeveralPathsDeep() {
    Variable x = leaf(2, -3);
    Variable square = Pointwise.multiply(x, x);
    Variable sum = Pointwise.add(Pointwise.add(square, x), Pointwise.multiply(square, x));
    assertArrayEquals(new float[] {4 + 1 + 12, -6 + 1 + 27}, gradient(sum, x));
  }

  @Test
  void givesZerosWhereTheOutputDoesNotDependOnTheInput() {
    Variable x = leaf(1, 2);
    Variable y = leaf(3, 4);
    assertArrayEquals(new float[] {0, 0}, gradient(Pointwise.tanh(x), y));
    Variable later = leaf(5, 6);
    assertArrayEquals(new float[] {0, 0}, gradient(x, later));
    assertArrayEquals(new float[] {1, 1}, gradient(x, x));
    assertArrayEquals(new float[] {0, 0}, gradient(tape.constant(backend.zeros(PAIR)), x));
  }

  @Test
  void differentiatesWithRespectToAResultInBetween() {
    Variable x = leaf(1, 2);
    Variable y = Pointwise.scale(x, 3);
    Variable z = Pointwise.multiply(y, y);
    List<Variable> both = tape.gradients(z, ones(z), List.of(y, x), false);
    assertArrayEquals(new float[] {6, 12}, both.get(0).value().toArray());
    assertArrayEquals(new float[] {18, 36}, both.get(1).value().toArray());
  }

  @Test
  void letsNoGradientThroughAConstant() {
    Variable x = leaf(1, 2);
    Variable detached = tape.constant(Pointwise.tanh(x).value());
    assertFalse(detached.requiresGradient());
    Variable product = Pointwise.multiply(x, detached);
    assertArrayEquals(detached.value().toArray(), gradient(product, x));
  }

  @Test
  void recordsSecondDerivativesOnlyWhenAsked() {
    Variable x = leaf(2, 3);
    Variable cube = Pointwise.multiply(Pointwise.multiply(x, x), x);
    Variable once = tape.gradients(cube, ones(cube), List.of(x), true).getFirst();
    assertTrue(once.requiresGradient());
    Variable twice = tape.gradients(once, ones(once), List.of(x), true).getFirst();
    assertArrayEquals(new float[] {12, 18}, twice.value().toArray());
    assertArrayEquals(new float[] {6, 6}, gradient(twice, x));
    assertFalse(tape.gradients(cube, ones(cube), List.of(x), false).getFirst().requiresGradient());
    assertTrue(tape.isRecording());
  }

  @Test
  void computesNoGradientThatNobodyAsksFor() {
    Variable x = tape.leaf(backend.full(Shape.of(1, 1, 4, 4), 1));
    Variable weight = tape.leaf(backend.full(Shape.of(1, 1, 2, 2), 1));
    Variable bias = tape.constant(backend.full(Shape.of(1), 1));
    Variable y = Contraction.conv2d(x, weight, bias, Conv2d.of(2, 0));
    tape.gradients(y, ones(y), List.of(x), false);
    assertEquals(0, counting.calls("conv2dBackwardWeight"));
    assertEquals(1, counting.calls("convTranspose2d"));
    tape.gradients(y, ones(y), List.of(weight), false);
    assertEquals(1, counting.calls("conv2dBackwardWeight"));
    assertEquals(1, counting.calls("convTranspose2d"));
    assertEquals(0, counting.calls("sum"));
  }

  @Test
  void explainsWhatDoesNotFit() {
    Variable x = leaf(1, 2);
    Variable y = Pointwise.tanh(x);
    ShapeException seed = assertThrows(ShapeException.class, () -> tape.gradients(y, tape.scalar(1), List.of(x), false));
    assertEquals("gradients: the seed has shape [] but the output has [2]", seed.getMessage());
    IllegalArgumentException constant = assertThrows(IllegalArgumentException.class,
        () -> tape.gradients(y, ones(y), List.of(tape.scalar(1)), false));
    assertEquals("gradients: Variable[] does not require a gradient on this tape; make it with leaf()", constant.getMessage());
    Variable elsewhere = new Tape(backend).leaf(backend.zeros(PAIR));
    assertThrows(IllegalArgumentException.class, () -> Pointwise.add(x, elsewhere));
    assertThrows(IllegalArgumentException.class, () -> tape.gradients(y, ones(y), List.of(elsewhere), false));
    assertTrue(tape.isRecording());
  }

  @Test
  void keepsRecordingAfterARuleHasFailed() {
    Variable x = leaf(1, 2);
    Variable broken = tape.record(backend.copy(x.value()), (_, _) -> {
      throw new IllegalStateException("broken rule");
    }, x);
    assertThrows(IllegalStateException.class, () -> gradient(broken, x));
    assertTrue(tape.isRecording());
  }
}
