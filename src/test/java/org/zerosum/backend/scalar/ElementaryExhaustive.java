package org.zerosum.backend.scalar;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tries all 2<sup>32</sup> floats and prints each function's greatest error as a row of {@code docs/arithmetic-functions.md}. Minutes per function,
 * so it is run by hand: {@code java -cp target/classes:target/test-classes org.zerosum.backend.scalar.ElementaryExhaustive [FUNCTION…]}.
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

  public static void main(String[] names) {
    List<ElementaryFunction> functions = names.length == 0 ? List.of(ElementaryFunction.values())
        : Arrays.stream(names).map(ElementaryFunction::valueOf).toList();
    System.out.println("| function | greatest error (ULP) | at | not the nearest float |");
    for (ElementaryFunction function : functions) {
      Errors errors = IntStream.range(0, BLOCKS).parallel().mapToObj(block -> measure(function, block))
          .reduce(new Errors(0, 0, 0), Errors::plus);
      System.out.printf("| `%s` | %.3f | %s | %.2f %% |%n", function.kernelName(), errors.worst, Float.toHexString(errors.at),
          100 * errors.misrounded / 0x1p32);
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
