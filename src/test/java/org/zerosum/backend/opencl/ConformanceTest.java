package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.OpenClTestDevice;

/** What the probe says of the device here, and of results that other devices might give. */
class ConformanceTest {
  private static final int COUNT = 8192;
  private static final int NORMAL = 4096;

  @FunctionalInterface
  private interface Result {
    float of(ProbeProgram probe, int result, int e);
  }

  private static Conformance judge(Result device) {
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.GPU)) {
      ProbeProgram probe = new ProbeProgram(session);
      float[] results = new float[7 * COUNT];
      for (int i = 0; i < results.length; i++) {
        results[i] = device.of(probe, i / COUNT, i % COUNT);
      }
      return probe.judge(results);
    }
  }

  @Test
  void correctResultsAreBitEqual() {
    Conformance conformance = judge(ProbeProgram::expected);
    assertTrue(conformance.bitEqual());
    assertEquals("bit-equal", conformance.sentence());
  }

  @Test
  void coarseDivideIsFound() {
    Conformance conformance = judge((probe, result, e) -> result == 2 && e == 77 ? Math.nextUp(probe.expected(2, e))
        : probe.expected(result, e));
    assertFalse(conformance.bitEqual());
    assertEquals("close, not bit-equal: divide is not correctly rounded", conformance.sentence());
  }

  @Test
  void flushedSubnormalsAreFound() {
    Conformance conformance = judge((probe, result, e) -> {
      float value = probe.expected(result, e);
      return Math.abs(value) < Float.MIN_NORMAL ? 0 : value;
    });
    assertEquals(List.of("subnormal numbers are not kept"), conformance.deviations());
  }

  /** The inputs are such that wrong fusing shows. */
  @Test
  void fusedAndUnfusedDiffer() {
    Conformance conformance = judge((probe, result, e) -> probe.expected(result == 0 ? 1 : result == 1 ? 0 : result,
        e));
    assertEquals(List.of("fma is not fused or not rounded once", "a product and a sum are fused to one"),
        conformance.deviations());
  }

  @Test
  void inputsHoldNormalAndSubnormalNumbers() {
    judge((probe, result, e) -> {
      float value = probe.expected(result, e);
      if (e < NORMAL && result > 1) {
        assertTrue(value == 0 || Math.abs(value) >= Float.MIN_NORMAL, "result " + result + " of case " + e);
      }
      return value;
    });
  }

  @Test
  void deviceHereIsJudgedWhenItIsOpened() {
    try (OpenClKernels kernels = OpenClKernels.open(OpenClTestDevice.get(), DeviceClass.GPU,
        ContractionTiles.standard())) {
      assertEquals(kernels.conformance().deviations().isEmpty(), kernels.conformance().bitEqual());
      assertTrue(kernels.description().endsWith(kernels.conformance().sentence()));
    }
  }
}
