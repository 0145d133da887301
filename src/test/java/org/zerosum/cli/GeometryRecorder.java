package org.zerosum.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Kernels;

/**
 * Kernels that write down the geometry of every convolution they are asked for.
 *
 * @param kernels to compute with
 * @param seen what was computed so far
 */
record GeometryRecorder(Kernels kernels, List<Seen> seen) {
  /**
   * A convolution.
   *
   * @param operation the method's name
   * @param geometry a {@link Conv2d.Geometry} or a {@link ConvTranspose2d.Geometry}
   */
  record Seen(String operation, Record geometry) {
    boolean isWinograd() {
      return geometry instanceof Conv2d.Geometry g ? g.isWinograd()
          : ((ConvTranspose2d.Geometry) geometry).isWinograd();
    }
  }

  static GeometryRecorder of(Kernels inner) {
    List<Seen> seen = new ArrayList<>();
    Kernels kernels = (Kernels) Proxy.newProxyInstance(GeometryRecorder.class.getClassLoader(),
        new Class<?>[] {Kernels.class}, (_, method, args) -> {
          if (args != null && args[args.length - 1] instanceof Record geometry
              && (geometry instanceof Conv2d.Geometry || geometry instanceof ConvTranspose2d.Geometry)) {
            seen.add(new Seen(method.getName(), geometry));
          }
          try {
            return method.invoke(inner, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    return new GeometryRecorder(kernels, seen);
  }
}
