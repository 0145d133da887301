package org.zerosum.backend.scalar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tries all 2<sup>32</sup> floats and prints each function's greatest error as a row of {@code
 * docs/arithmetic-functions.md}, or with {@code --device} how many results of an OpenCL device have other bits.
 * Minutes per function, so it is run by hand, with the test class path: {@code
 * org.zerosum.backend.scalar.ElementaryExhaustive [--device] [FUNCTION…]}.
 */
final class ElementaryExhaustive {
  private static final int BLOCKS = 1 << 12;
  private static final int BLOCK_BITS = 20;

  private ElementaryExhaustive() {}

  /** The greatest error met, where it is, and how many results are not the float nearest to the true value. */
  private record Errors(double worst, float at, long misrounded) {
    Errors plus(Errors other) {
      Errors greater = other.worst > worst ? other : this;
      return new Errors(greater.worst, greater.at, misrounded + other.misrounded);
    }
  }

  public static void main(String[] arguments) {
    List<ElementaryFunction> named = Arrays.stream(arguments).filter(name -> !name.startsWith("--"))
        .map(ElementaryFunction::valueOf).toList();
    List<ElementaryFunction> functions = named.isEmpty() ? List.of(ElementaryFunction.values()) : named;
    if (Arrays.asList(arguments).contains("--device")) {
      compareWithDevice(functions);
    } else {
      measure(functions);
    }
  }

  private static void measure(List<ElementaryFunction> functions) {
    System.out.println("| function | greatest error (ULP) | at | not the nearest float |");
    for (ElementaryFunction function : functions) {
      Errors errors = IntStream.range(0, BLOCKS).parallel().mapToObj(block -> measure(function, block))
          .reduce(new Errors(0, 0, 0), Errors::plus);
      System.out.printf("| `%s` | %.3f | %s | %.2f %% |%n", function.kernelName(), errors.worst,
          Float.toHexString(errors.at), 100 * errors.misrounded / 0x1p32);
    }
  }

  private static void compareWithDevice(List<ElementaryFunction> functions) {
    float[] x = new float[1 << BLOCK_BITS];
    try (JoclHost host = JoclHost.open("/org/zerosum/backend/scalar/elementary.cl")) {
      for (ElementaryFunction function : functions) {
        long different = 0;
        for (int block = 0; block < BLOCKS; block++) {
          for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat((block << BLOCK_BITS) + i);
          }
          float[] y = host.run("apply_" + function.kernelName(), x.length, x.length, x);
          different += IntStream.range(0, x.length).parallel()
              .filter(i -> Float.floatToRawIntBits(y[i]) != Float.floatToRawIntBits(function.apply(x[i]))).count();
        }
        System.out.println(function.kernelName() + ": " + different + " results differ");
      }
    }
  }

  private static Errors measure(ElementaryFunction function, int block) {
    double worst = 0;
    float at = 0;
    long misrounded = 0;
    int first = block << BLOCK_BITS;
    for (int i = 0; i < 1 << BLOCK_BITS; i++) {
      float x = Float.intBitsToFloat(first + i);
      double error = function.error(x);
      if (error > 0.5) {
        misrounded++;
      }
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    return new Errors(worst, at, misrounded);
  }
}
