package org.zerosum.backend;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.zerosum.tensor.GanLoss;

/** The losses of a GAN in double precision, written from their papers' formulas. */
final class LossFormula {
  private LossFormula() {}

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double sigmoid(double x) {
    return Math.exp(-softplus(-x));
  }

  private static double mean(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).sum() / x.length;
  }

  private static double[] each(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  private static double[] doubles(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i]).toArray();
  }

  /** values and gradients of the discriminator's loss, values and gradient of the generator's. */
  static List<double[]> of(GanLoss loss, float[] real, float[] fake, double t) {
    double[] a = doubles(real);
    double[] b = doubles(fake);
    double meanA = mean(a, x -> x);
    double meanB = mean(b, x -> x);
    int b1 = a.length;
    int b2 = b.length;
    double[] d = {0, -mean(a, x -> softplus(-x)) - mean(b, LossFormula::softplus), mean(a, LossFormula::sigmoid),
        mean(b, LossFormula::sigmoid), meanA, meanB};
    double[] g = {0, d[3], meanB, 0, mean(b, x -> 1 / sigmoid(x))};
    double[] toReal;
    double[] toFake;
    double[] toGenerator;
    switch (loss) {
      case SATURATING, NON_SATURATING -> {
        d[0] = mean(a, x -> t * softplus(-x) + (1 - t) * softplus(x)) + mean(b, LossFormula::softplus);
        toReal = each(a, x -> (sigmoid(x) - t) / b1);
        toFake = each(b, x -> sigmoid(x) / b2);
        boolean minimax = loss == GanLoss.SATURATING;
        g[0] = mean(b, x -> minimax ? -softplus(x) : softplus(-x));
        toGenerator = each(b, x -> -sigmoid(minimax ? x : -x) / b2);
      }
      case LEAST_SQUARES -> {
        d[0] = mean(a, x -> (x - t) * (x - t) / 2) + mean(b, x -> x * x / 2);
        toReal = each(a, x -> (x - t) / b1);
        toFake = each(b, x -> x / b2);
        g[0] = mean(b, x -> (x - 1) * (x - 1) / 2);
        toGenerator = each(b, x -> (x - 1) / b2);
      }
      case HINGE -> {
        d[0] = mean(a, x -> Math.max(0, 1 - x)) + mean(b, x -> Math.max(0, 1 + x));
        toReal = each(a, x -> x < 1 ? -1. / b1 : 0);
        toFake = each(b, x -> x > -1 ? 1. / b2 : 0);
        g[0] = -meanB;
        toGenerator = each(b, _ -> -1. / b2);
      }
      case WASSERSTEIN -> {
        d[0] = meanB - meanA;
        toReal = each(a, _ -> -1. / b1);
        toFake = each(b, _ -> 1. / b2);
        g[0] = -meanB;
        toGenerator = each(b, _ -> -1. / b2);
      }
      case RELATIVISTIC_AVERAGE -> {
        d[0] = mean(a, x -> t * softplus(meanB - x) + (1 - t) * softplus(x - meanB)) + mean(b, x -> softplus(x - meanA));
        double slopesOfFake = mean(b, y -> sigmoid(y - meanA));
        double slopesOfReal = mean(a, y -> sigmoid(y - meanB) - t);
        toReal = each(a, x -> (sigmoid(x - meanB) - t - slopesOfFake) / b1);
        toFake = each(b, x -> (sigmoid(x - meanA) - slopesOfReal) / b2);
        g[0] = mean(b, x -> softplus(meanA - x)) + mean(a, x -> softplus(x - meanB));
        double opposite = mean(a, y -> sigmoid(y - meanB));
        toGenerator = each(b, x -> (-sigmoid(meanA - x) - opposite) / b2);
      }
      default -> throw new AssertionError(loss);
    }
    g[3] = mean(toGenerator, x -> Math.abs(b2 * x) < 0.01 ? 1 : 0);
    return List.of(d, toReal, toFake, g, toGenerator);
  }
}
