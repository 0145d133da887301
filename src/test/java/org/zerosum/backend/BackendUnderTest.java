package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/** What the parts of {@link BackendContract} have in common: the backend, and how it is compared with the specification. */
interface BackendUnderTest {
  /** The backend, the same for all tests of a class, which closes it at the end. */
  Backend backend();

  @AfterEach
  default void holdsNoTensorAfterATest() {
    assertEquals(0, backend().memory().tensors(), "open tensors");
    assertEquals(0, backend().memory().bytesInUse(), "bytes in use");
  }

  /**
   * Runs a case on the scalar backend and on this one and compares every result bit for bit, twice: the second run gets
   * memory that was filled with NaN, so that an operation which relies on what was there is found out.
   */
  default void matchesScalar(String what, Function<Backend, List<Tensor>> operations) {
    matchesScalar(what, operations, FloatAssert::assertSameBits);
  }

  /** As {@link #matchesScalar(String, Function)}, where NaN is among the right results. */
  default void matchesScalarOrNaN(String what, Function<Backend, List<Tensor>> operations) {
    matchesScalar(what, operations, FloatAssert::assertSameBitsOrNaN);
  }

  /** A comparison of {@link FloatAssert}. */
  @FunctionalInterface
  interface Comparison {
    void check(String what, float[] expected, float[] actual);
  }

  private void matchesScalar(String what, Function<Backend, List<Tensor>> operations, Comparison comparison) {
    List<float[]> expected;
    try (Backend scalar = new Backend(new ScalarKernels())) {
      expected = operations.apply(scalar).stream().map(Tensor::toArray).toList();
    }
    for (String run : List.of("", " in used memory")) {
      try (Scope _ = backend().openScope()) {
        List<Tensor> results = operations.apply(backend());
        for (int i = 0; i < expected.size(); i++) {
          comparison.check(backend().device() + ": " + what + run + ", result " + i, expected.get(i), results.get(i).toArray());
        }
        results.forEach(result -> backend().fill(result, Float.NaN));
      }
    }
  }
}
