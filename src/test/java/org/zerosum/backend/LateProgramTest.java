package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.LateKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Program;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Programs whose calls that are put aside are made as late as they may be. */
class LateProgramTest implements ProgramContract {
  private static final LateKernels KERNELS = LateKernels.create();
  private static final Backend BACKEND = new Backend(KERNELS);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  @Override
  public Backend backend() {
    return BACKEND;
  }

  /** A weight gradient that is needed last runs beside the gradients of the layers below; what is needed soon does not. */
  @Test
  void weightGradientsArePutAside() {
    int before = KERNELS.asideCount();
    Conv2d same = Conv2d.of(1, 1);
    try (Scope scope = BACKEND.openScope()) {
      Tensor x = BACKEND.tensor(Shape.of(2, 3, 5, 5), Samples.random(1, 150));
      Tensor weight = BACKEND.tensor(Shape.of(3, 3, 3, 3), Samples.random(2, 81));
      Tensor sum = BACKEND.tensor(Shape.of(3, 3, 3, 3), new float[81]);
      Runnable body = () -> {
        Tensor gradient = BACKEND.conv2d(x, weight, null, same);
        Tensor first = BACKEND.conv2dBackwardWeight(x, gradient, weight.shape(), same);
        Tensor second = BACKEND.conv2d(gradient, weight, null, same);
        Tensor third = BACKEND.conv2d(second, weight, null, same);
        Tensor fourth = BACKEND.conv2dBackwardWeight(x, third, weight.shape(), same);
        BACKEND.sgd(sum, first, null, 1, 0);
        BACKEND.sgd(sum, fourth, null, 1, 0);
      };
      Program program = BACKEND.record(scope, List.of(body)).getFirst();
      assertEquals(1, KERNELS.asideCount() - before, "the first weight gradient");
      program.run();
      float[] recorded = sum.toArray();
      BACKEND.fill(sum, 0);
      try (Scope _ = BACKEND.openScope()) {
        body.run();
      }
      FloatAssert.assertSameBits("sum of weight gradients", sum.toArray(), recorded);
    }
  }
}
