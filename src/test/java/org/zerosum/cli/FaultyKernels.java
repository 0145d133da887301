package org.zerosum.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Predicate;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/**
 * The vector backend with one operation that is wrong on purpose: the fourth element of its first result, or the last of a
 * smaller one, is off by {@code ulp} floats.
 *
 * @param operation as {@code verify} spells it, for example {@code unary tanh}
 * @param from the first of the fitting calls that is wrong, counted from 1
 * @param fits which calls count, by their first result
 */
record FaultyKernels(String operation, int from, int ulp, Predicate<Tensor> fits) {
  /** Wrong by a percent or so, from a call on. */
  static FaultyKernels wrongFrom(String operation, int from) {
    return new FaultyKernels(operation, from, 1 << 17, _ -> true);
  }

  /** A device of its own, which counts from 1. */
  Backend open() {
    VectorKernels right = new VectorKernels(1);
    int[] calls = {0};
    return new Backend((Kernels) Proxy.newProxyInstance(FaultyKernels.class.getClassLoader(), new Class<?>[] {Kernels.class},
        (_, method, args) -> {
          if (method.getName().equals("device")) {
            return "faulty";
          }
          try {
            Object result = method.invoke(right, args);
            if (name(method.getName(), args).equals(operation)) {
              Tensor out = (Tensor) (args[0] instanceof Tensor ? args[0] : args[1]);
              if (fits.test(out) && ++calls[0] >= from) {
                disturb(right, out);
              }
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        }));
  }

  private static String name(String method, Object[] args) {
    return args != null && args.length > 0 && (args[0] instanceof UnaryOp || args[0] instanceof BinaryOp)
        ? method + " " + Words.of((Enum<?>) args[0]) : method;
  }

  private void disturb(Kernels right, Tensor out) {
    int element = Math.min(3, out.count() - 1);
    float[] value = new float[1];
    right.read(out.storage(), element, value, 0, 1);
    value[0] = Float.intBitsToFloat(Float.floatToRawIntBits(value[0]) + ulp);
    right.write(out.storage(), element, value, 0, 1);
  }
}
