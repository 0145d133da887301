package org.zerosum;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Kernels;

/** The scalar backend, with a count of calls by operation. */
public final class CountingKernels {
  private final Map<String, Integer> calls = new HashMap<>();
  private final Kernels kernels;

  /** Starts with no calls. */
  public CountingKernels() {
    Kernels scalar = new ScalarKernels();
    kernels = (Kernels) Proxy.newProxyInstance(Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (_, method, arguments) -> {
      calls.merge(method.getName(), 1, Integer::sum);
      try {
        return method.invoke(scalar, arguments);
      } catch (InvocationTargetException failure) {
        throw failure.getCause();
      }
    });
  }

  /** What counts. */
  public Kernels kernels() {
    return kernels;
  }

  /** Calls of an operation so far. */
  public int calls(String operation) {
    return calls.getOrDefault(operation, 0);
  }
}
