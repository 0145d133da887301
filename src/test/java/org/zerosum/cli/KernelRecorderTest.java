package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

final class KernelRecorderTest {
  /** What memory held before a result was written to it is nobody's business, and differs from device to device. */
  @Test
  void resultsAreNoInputsOfTheirOperation() {
    KernelRecorder recorder = new KernelRecorder(new ScalarKernels());
    try (Backend backend = new Backend(recorder.kernels()); Scope _ = backend.openScope()) {
      Tensor gradient = backend.full(Shape.of(2, 3, 4, 5), 1);
      recorder.start(-1);
      backend.rectifierBackward(gradient, gradient, Rectifier.RELU, true);
      KernelCall call = recorder.stop().getFirst();
      assertEquals("rectifierBackward", call.operation());
      assertEquals(List.of("dx", "biasGradient"),
          call.operands().stream().filter(operand -> operand.before() == null).map(KernelCall.Operand::name).toList());
      assertEquals(List.of("outGradient", "out"),
          call.operands().stream().filter(operand -> operand.before() != null).map(KernelCall.Operand::name).toList());
    }
  }
}
