package org.zerosum.backend.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The chains that measure the machine are really computed. */
final class VectorPeakTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyElementIsTheScalarBackends(int threads) {
    try (Backend vector = new Backend(new VectorKernels(threads)); Backend scalar = new Backend(new ScalarKernels())) {
      int count = vector.kernels().peakElements();
      assertEquals(0, count % 16);
      Tensor found = vector.full(Shape.of(count), Float.NaN);
      Tensor expected = scalar.allocate(Shape.of(count));
      vector.kernels().peak(found, 1031, 0.9997f, 0.0003f);
      scalar.kernels().peak(expected, 1031, 0.9997f, 0.0003f);
      FloatAssert.assertSameBits("peak", expected.toArray(), found.toArray());
    }
  }
}
