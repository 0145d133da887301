package org.zerosum;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Binder;
import org.zerosum.tensor.Kernels;

/**
 * The scalar kernels, with the calls of a program that are put aside made as late as they may be: whatever they read is overwritten by
 * then, and whatever reads them too early finds what was there before, if the program's order or its memory are not right.
 */
public interface LateKernels extends Kernels, Binder {
  /** Parts of programs that were put aside so far. */
  int asideCount();

  static LateKernels create() {
    Kernels scalar = new ScalarKernels();
    int[] count = new int[1];
    return (LateKernels) Proxy.newProxyInstance(LateKernels.class.getClassLoader(), new Class<?>[] {LateKernels.class},
        (_, method, arguments) -> switch (method.getName()) {
          case "overlaps" -> true;
          case "asideCount" -> count[0];
          case "scratchBytes" -> 0L;
          case "bind" -> {
            @SuppressWarnings("unchecked") List<Part> parts = (List<Part>) arguments[0];
            count[0] += (int) parts.stream().filter(Part::aside).count();
            yield bound(parts);
          }
          default -> {
            try {
              yield method.invoke(scalar, arguments);
            } catch (InvocationTargetException e) {
              throw e.getCause();
            }
          }
        });
  }

  private static Bound bound(List<Part> parts) {
    return () -> {
      List<Runnable> aside = new ArrayList<>();
      for (Part part : parts) {
        if (part.waits()) {
          aside.forEach(Runnable::run);
          aside.clear();
        }
        if (part.aside()) {
          aside.add(part.call());
        } else {
          part.call().run();
        }
      }
      aside.forEach(Runnable::run);
    };
  }
}
