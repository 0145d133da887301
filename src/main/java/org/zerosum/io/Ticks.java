package org.zerosum.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round numbers along an axis, and numbers as people write them. */
final class Ticks {
  private static final String[] SUPERSCRIPTS = "⁰ ¹ ² ³ ⁴ ⁵ ⁶ ⁷ ⁸ ⁹".split(" ");

  private Ticks() {}

  /**
   * Multiples of 1, 2 or 5 · 10ⁿ from {@code low} to {@code high}, about {@code wanted} of them, at most twice as many.
   *
   * @param low finite, less than {@code high}
   */
  static double[] linear(double low, double high, int wanted) {
    double rough = (high / wanted - low / wanted);
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    double distance = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    long from = (long) Math.ceil(low / distance - 1e-9);
    long to = (long) Math.floor(high / distance + 1e-9);
    double[] ticks = new double[(int) (to - from + 1)];
    for (int i = 0; i < ticks.length; i++) {
      // A fraction is divided by its inverse, so that 3 · 0.1 is 0.3 and not 0.30000000000000004.
      boolean fraction = distance < 1 && distance > 1e-15;
      ticks[i] = fraction ? (from + i) / (double) Math.round(1 / distance) : (from + i) * distance;
    }
    return ticks;
  }

  /**
   * Powers of ten from {@code low} to {@code high}, every second, third … where they would be more than {@code most};
   * within less than two powers, 2 and 5 times them too.
   *
   * @param low positive, less than {@code high}
   */
  static double[] logarithmic(double low, double high, int most) {
    int from = (int) Math.ceil(Math.log10(low) - 1e-9);
    int to = (int) Math.floor(Math.log10(high) + 1e-9);
    List<Double> ticks = new ArrayList<>();
    if (to - from < 2) {
      for (int power = from - 1; power <= to; power++) {
        for (int digit : new int[] {1, 2, 5}) {
          double tick = power10(digit, power);
          if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
            ticks.add(tick);
          }
        }
      }
    } else {
      int stride = Math.ceilDiv(to - from + 1, most);
      for (int power = Math.ceilDiv(from, stride) * stride; power <= to; power += stride) {
        ticks.add(power10(1, power));
      }
    }
    return ticks.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double power10(int digit, int power) {
    return Double.parseDouble(digit + "e" + power);
  }

  /** Four significant digits: 1,234, 0.6931, 3.1·10⁻⁶; powers of ten beyond 10⁻³ to 10⁶ as 10ⁿ; "NaN", "∞". */
  static String format(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    String sign = value < 0 ? "−" : "";
    if (size == 0) {
      return "0";
    }
    if (size >= 999.95 && size < 1e7) {
      return sign + String.format(Locale.ROOT, "%,d", Math.round(size));
    }
    if (size >= 1e-3 && size < 1e7) {
      int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
      return sign + trimmed(String.format(Locale.ROOT, "%." + decimals + "f", size));
    }
    String[] parts = String.format(Locale.ROOT, "%.2e", size).split("e");
    String mantissa = trimmed(parts[0]);
    return sign + (mantissa.equals("1") ? "10" : mantissa + "·10") + superscript(Integer.parseInt(parts[1]));
  }

  /** A whole number with its digits in groups of three. */
  static String format(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace('-', '−');
  }

  private static String trimmed(String decimal) {
    return decimal.contains(".") ? decimal.replaceAll("\\.?0+$", "") : decimal;
  }

  private static String superscript(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    Integer.toString(Math.abs(exponent)).chars().forEach(digit -> out.append(SUPERSCRIPTS[digit - '0']));
    return out.toString();
  }
}
