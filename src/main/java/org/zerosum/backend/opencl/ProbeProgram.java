package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;

/** {@code probe.cl}: finds out whether a device computes by docs/arithmetic.md, on inputs whose results Java knows. */
final class ProbeProgram {
  private static final int GROUP = 64;
  private static final int RESULTS = 7;
  /** Cases whose operands and results are normal numbers; behind them as many with a subnormal among them. */
  private static final int NORMAL_CASES = 4096;

  private final Session session;
  private final KernelFile file;
  private final float[] a = new float[2 * NORMAL_CASES];
  private final float[] b = new float[2 * NORMAL_CASES];
  private final float[] c = new float[2 * NORMAL_CASES];

  ProbeProgram(Session session) {
    this.session = session;
    this.file = session.file("probe.cl", "");
    SplittableRandom random = new SplittableRandom(1);
    for (int e = 0; e < NORMAL_CASES; e++) {
      a[e] = number(random, 96, 160);
      b[e] = number(random, 96, 160);
      // Near to -a * b, so that the rounding of the product shows in the sum.
      c[e] = -(a[e] * b[e]) * (1 + (random.nextInt(64) - 32) * 0x1p-20f);
    }
    for (int e = NORMAL_CASES; e < 2 * NORMAL_CASES; e++) {
      // In turns: subnormal operands, and products and quotients that fall among the subnormals.
      boolean operands = e % 2 == 0;
      a[e] = operands ? number(random, 0, 1) : number(random, 40, 60);
      b[e] = operands ? number(random, 127, 131) : number(random, 55, 75);
      c[e] = operands ? number(random, 0, 1) : 0;
    }
  }

  /** A number with random sign and significand and a biased exponent in [low, high); exponent 0 is a subnormal. */
  private static float number(SplittableRandom random, int low, int high) {
    int bits = random.nextInt(2) << 31 | random.nextInt(low, high) << 23 | random.nextInt(1 << 23);
    return Float.intBitsToFloat(bits);
  }

  static ClRange rangeFor(int count) {
    return RowsGrid.elementsRangeFor(count, GROUP);
  }

  Conformance conformance() {
    int count = a.length;
    float[] results = new float[RESULTS * count];
    try (ClBuffer out = session.allocate(results.length);
        ClBuffer bufferA = session.allocate(count);
        ClBuffer bufferB = session.allocate(count);
        ClBuffer bufferC = session.allocate(count)) {
      session.queue().write(bufferA, 0, a, 0, count);
      session.queue().write(bufferB, 0, b, 0, count);
      session.queue().write(bufferC, 0, c, 0, count);
      ClKernel kernel = file.kernel("probe");
      kernel.arguments().buffer(out).buffer(bufferA).buffer(bufferB).buffer(bufferC).int32(count);
      session.launch(kernel, rangeFor(count));
      session.queue().read(out, 0, results, 0, results.length);
    }
    return judge(results);
  }

  /** Compares with Java's results; one clause per kind of deviation. */
  Conformance judge(float[] results) {
    String[] clauses = {"fma is not fused or not rounded once", "a product and a sum are fused to one",
        "divide is not correctly rounded", "square root is not correctly rounded", "multiply is not correctly rounded",
        "add is not correctly rounded", "int to float is not correctly rounded"};
    List<String> deviations = new ArrayList<>();
    for (int result = 0; result < RESULTS; result++) {
      if (differs(results, result, 0, NORMAL_CASES)) {
        deviations.add(clauses[result]);
      }
    }
    boolean subnormals = false;
    for (int result = 0; result < RESULTS; result++) {
      subnormals |= !deviations.contains(clauses[result]) && differs(results, result, NORMAL_CASES, 2 * NORMAL_CASES);
    }
    if (subnormals) {
      deviations.add("subnormal numbers are not kept");
    }
    return Conformance.of(deviations);
  }

  private boolean differs(float[] results, int result, int from, int to) {
    for (int e = from; e < to; e++) {
      if (Float.floatToIntBits(results[result * a.length + e]) != Float.floatToIntBits(expected(result, e))) {
        return true;
      }
    }
    return false;
  }

  /** What {@code probe.cl} has to give. */
  float expected(int result, int e) {
    float x = a[e];
    float y = b[e];
    float z = c[e];
    return switch (result) {
      case 0 -> Math.fma(x, y, z);
      case 1 -> x * y + z;
      case 2 -> x / y;
      case 3 -> (float) Math.sqrt(Math.abs(x));
      case 4 -> x * y;
      case 5 -> x + y;
      default -> (float) Float.floatToRawIntBits(x);
    };
  }
}
