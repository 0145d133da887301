package org.zerosum.autograd;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.zerosum.autograd.GradientCheck.Derivative;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;

/**
 * Holds gradients against extrapolated central differences of φ(x) = Σ r · f(x), with r a random weight per output.
 *
 * <p>Differences deceive where f bends within their reach, as a ReLU does. With D the slope and S = (φ(x + h) − 2φ(x) + φ(x − h)) / h
 * at both distances, a smooth function has D(h) ≈ D(h/2) and S(h) ≈ 2 S(h/2); a corner, wherever it lies within h, breaks at least
 * one of them by about as much as it falsifies the extrapolated slope. Derivatives that disagree by no more than twice that are
 * left out, and counted.
 *
 * @param inputs where to differentiate
 * @param tolerance for {@link Report#worst}
 */
record Differences(List<Input> inputs, double tolerance) {
  /** Elements of each input that are checked at most, spread evenly. */
  private static final int ELEMENTS = 48;
  /** How often the distance is divided by 4 where a derivative disagrees; further on, float32 has too few digits. */
  private static final int FINER = 2;

  /** A slope, and how far it may be wrong because the function bends. */
  private record Slope(double value, double doubt) {
    double off(double gradient) {
      return Math.abs(value - gradient);
    }

    /** Relative; a NaN, once found, must stay the worst. */
    double error(double gradient, double scale) {
      double error = off(gradient) / scale;
      return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
  }

  /** What has been compared so far. */
  private static final class Tally {
    private double worst = -1;
    private Derivative at;
    private int compared;
    private int bent;

    void add(Derivative derivative, double error) {
      compared++;
      if (error > worst) {
        worst = error;
        at = derivative;
      }
    }
  }

  /** The random weight of output j, of either sign, a function of j alone. */
  static float weight(int j) {
    double u = new SplittableRandom(j).nextDouble();
    return (float) (u < 0.5 ? u - 1 : u);
  }

  static float[] weights(int from, int count) {
    float[] weights = new float[count];
    for (int j = 0; j < count; j++) {
      weights[j] = weight(from + j);
    }
    return weights;
  }

  /**
   * Compares.
   *
   * @param outputs f
   * @param gradients ∂φ/∂input, one array per input
   */
  Report compare(Function<float[][], double[]> outputs, Function<float[][], double[][]> gradients) {
    float[][] point = inputs.stream().map(input -> input.values().clone()).toArray(float[][]::new);
    double[][] found = gradients.apply(point);
    double[] centre = outputs.apply(point);
    if (!Arrays.equals(centre, outputs.apply(point))) {
      return new Report(false, Double.POSITIVE_INFINITY, "the function gives different results at the same point; draw its random"
          + " numbers at a fixed address, and leave no state behind", null, 0, 0);
    }
    Tally tally = new Tally();
    for (int i = 0; i < point.length; i++) {
      compare(outputs, centre, point, i, found[i], tally);
    }
    return report(tally);
  }

  private void compare(Function<float[][], double[]> outputs, double[] centre, float[][] point, int i, double[] found, Tally tally) {
    int stride = Math.max(1, point[i].length / ELEMENTS);
    int count = (point[i].length + stride - 1) / stride;
    Slope[] slopes = new Slope[count];
    double scale = 0.01;
    for (int k = 0; k < count; k++) {
      slopes[k] = slope(outputs, centre, point, i, k * stride, GradientCheck.STEP);
      scale = Math.max(scale, Math.max(Math.abs(slopes[k].value), Math.abs(found[k * stride])));
    }
    for (int k = 0; k < count; k++) {
      double gradient = found[k * stride];
      Slope best = slopes[k];
      boolean doubtful = false;
      for (int finer = 0; finer <= FINER && best.error(gradient, scale) > tolerance; finer++) {
        Slope slope = finer == 0 ? best : slope(outputs, centre, point, i, k * stride, GradientCheck.STEP / (1 << 2 * finer));
        doubtful = slope.off(gradient) <= slope.doubt;
        best = slope.off(gradient) < best.off(gradient) ? slope : best;
      }
      if (doubtful && best.error(gradient, scale) > tolerance) {
        tally.bent++;
      } else {
        tally.add(new Derivative(name(i), inputs.get(i).shape(), k * stride, gradient, best.value),
            best.error(gradient, scale));
      }
    }
  }

  private String name(int input) {
    String name = inputs.get(input).name();
    return name.isEmpty() ? "input " + input : name;
  }

  private Report report(Tally tally) {
    boolean enough = tally.compared >= tally.bent;
    String detail = tally.at == null ? "no derivative" : tally.at.toString();
    if (!enough) {
      detail = String.format(Locale.ROOT, "%d of %d derivatives could not be compared, as the function bends or jumps next to them;"
          + " choose inputs further from its corners", tally.bent, tally.bent + tally.compared);
    }
    return new Report(enough && tally.worst <= tolerance, Math.max(tally.worst, 0), detail, tally.at, tally.compared, tally.bent);
  }

  private static Slope slope(Function<float[][], double[]> outputs, double[] centre, float[][] point, int input, int element,
      double step) {
    double[] coarse = slopeAndBend(outputs, centre, point, input, element, (float) step);
    double[] fine = slopeAndBend(outputs, centre, point, input, element, (float) (step / 2));
    double doubt = Math.max(Math.abs(coarse[0] - fine[0]), Math.abs(2 * fine[1] - coarse[1]));
    return new Slope((4 * fine[0] - coarse[0]) / 3, 2 * doubt);
  }

  /** D and S at one distance. */
  private static double[] slopeAndBend(Function<float[][], double[]> outputs, double[] centre, float[][] point, int input, int element,
      float step) {
    float here = point[input][element];
    float above = here + step;
    float below = here - step;
    point[input][element] = above;
    double[] high = outputs.apply(point);
    point[input][element] = below;
    double[] low = outputs.apply(point);
    point[input][element] = here;
    double slope = 0;
    double bend = 0;
    for (int j = 0; j < high.length; j++) {
      double weight = weight(j);
      slope += weight * (high[j] - low[j]);
      bend += weight * (high[j] - 2 * centre[j] + low[j]);
    }
    return new double[] {slope / ((double) above - below), bend / step};
  }
}
