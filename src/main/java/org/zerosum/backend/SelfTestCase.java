package org.zerosum.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OutOfDeviceMemoryException;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/**
 * One operation at one small shape.
 *
 * @param unit whose kernels it runs
 * @param name operation and shapes, for people
 * @param operation gives the results to compare
 */
record SelfTestCase(KernelUnit unit, String name, Function<SelfTestInputs, List<Tensor>> operation) {
  /** In the sentence about a case that ended with an exception. */
  static final String NOT_RUN = " does not run (";

  /** The results on the host. */
  List<float[]> run(Backend backend) {
    try (Scope _ = backend.openScope()) {
      List<float[]> results = new ArrayList<>();
      for (Tensor result : operation.apply(new SelfTestInputs(backend))) {
        results.add(result.toArray());
      }
      return results;
    }
  }

  /**
   * What is wrong with a device's results, in one sentence; nothing if their bits are the expected ones.
   *
   * @throws OutOfDeviceMemoryException if there is no room to find out
   */
  Optional<String> failure(List<float[]> expected, Backend device) {
    List<float[]> actual;
    try {
      actual = run(device);
    } catch (OutOfDeviceMemoryException e) {
      // Another program's doing, which is not to be remembered against the kernels.
      throw e;
    } catch (RuntimeException e) {
      return Optional.of(name + NOT_RUN + e.getMessage() + ")");
    }
    for (int i = 0; i < expected.size(); i++) {
      float[] due = expected.get(i);
      float[] is = actual.get(i);
      for (int e = 0; e < due.length; e++) {
        if (Float.floatToRawIntBits(is[e]) != Float.floatToRawIntBits(due[e])) {
          return Optional.of(name + ": of result " + i + " element " + e + " is " + is[e] + " but " + due[e] + " is due");
        }
      }
    }
    return Optional.empty();
  }
}
