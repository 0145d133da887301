package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.zerosum.io.Chart;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Cells;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;
import org.zerosum.io.Picture;
import org.zerosum.theory.Component;
import org.zerosum.theory.Distribution;
import org.zerosum.theory.Logit;
import org.zerosum.theory.Mixture;
import org.zerosum.theory.OptimalDiscriminator;

/**
 * A trained D beside D*: curves on the line, maps in the plane, dots for discrete sets.
 *
 * @param logits D's logits at points [N, dimension]
 */
record DiscriminatorPicture(Distribution p, Distribution q, OptimalDiscriminator optimal, UnaryOperator<double[]> logits) {
  private static final int CURVE = 501;
  private static final int CELLS = 110;

  Picture draw() {
    return switch (p) {
      case Mixture _ when p.dimension() == 1 -> curves();
      case Mixture _ -> maps();
      default -> dots();
    };
  }

  private Picture curves() {
    double low = end(0, true);
    double high = end(0, false);
    double[] x = Lines.spread(low, high, CURVE);
    double[] densityP = Lines.map(x, at -> p.density(at));
    double[] densityQ = Lines.map(x, at -> q.density(at));
    double top = 1.05 * Math.max(Lines.largest(densityP), Lines.largest(densityQ));
    Axis axis = Axis.linear("x", low, high);
    Picture densities = Chart.of("Densities", axis, Axis.linear("density", 0, top),
        Line.solid("data p", Ink.BLUE, x, densityP), Line.solid("generator q", Ink.ORANGE, x, densityQ)).draw();
    Picture discriminators = Chart.of("Probability that x is real", axis, Axis.linear("D(x)", -0.03, 1.03),
        Line.solid("D* = p/(p + q)", Ink.BLACK, x, Lines.map(x, at -> optimal.probability(at))),
        Line.dashed("D trained", Ink.RED, x, trained(x))).draw();
    return Chart.beside(densities, discriminators);
  }

  private double[] trained(double[] points) {
    return Lines.map(logits.apply(points), Logit::sigmoid);
  }

  private Picture maps() {
    Axis x = Axis.linear("x", end(0, true), end(0, false));
    Axis y = Axis.linear("y", end(1, true), end(1, false));
    double[] points = new double[2 * CELLS * CELLS];
    double[] best = new double[CELLS * CELLS];
    for (int i = 0; i < best.length; i++) {
      points[2 * i] = x.low() + (x.high() - x.low()) * (i % CELLS + 0.5) / CELLS;
      points[2 * i + 1] = y.low() + (y.high() - y.low()) * (i / CELLS + 0.5) / CELLS;
      best[i] = optimal.probability(points[2 * i], points[2 * i + 1]);
    }
    double[] found = trained(points);
    double[] difference = new double[best.length];
    for (int i = 0; i < difference.length; i++) {
      difference[i] = found[i] - best[i];
    }
    return Chart.beside(map("D* = p/(p + q)", x, y, best, 0, 1), map("D trained", x, y, found, 0, 1),
        map("D \u2212 D*", x, y, difference, -0.5, 0.5));
  }

  private static Picture map(String title, Axis x, Axis y, double[] values, double low, double high) {
    return Chart.of(title, x, y, new Cells(CELLS, values, low, high)).sized(440, 400).draw();
  }

  private Picture dots() {
    int count = optimal.nodes().count();
    double[] places = new double[count];
    double[] best = new double[count];
    double[] densityP = new double[count];
    double[] densityQ = new double[count];
    for (int i = 0; i < count; i++) {
      double[] point = java.util.Arrays.copyOfRange(optimal.nodes().points(), i * p.dimension(), (i + 1) * p.dimension());
      places[i] = p.dimension() == 1 ? point[0] : i;
      best[i] = optimal.atNode(i);
      densityP[i] = p.density(point);
      densityQ[i] = q.density(point);
    }
    double low = java.util.Arrays.stream(places).min().orElseThrow();
    double high = Lines.largest(places);
    double margin = Math.max(0.5, 0.08 * (high - low));
    Axis axis = Axis.linear(p.dimension() == 1 ? "x" : "point", low - margin, high + margin);
    Picture masses = Chart.of("Probabilities", axis, Axis.linear("probability", 0, 1.05 * Math.max(Lines.largest(densityP),
        Lines.largest(densityQ))), Line.dots("data p", Ink.BLUE, places, densityP), Line.dots("generator q", Ink.ORANGE, places, densityQ))
        .draw();
    Picture discriminators = Chart.of("Probability that x is real", axis, Axis.linear("D(x)", -0.03, 1.03),
        Line.circles("D* = p/(p + q)", Ink.BLACK, places, best),
        Line.dots("D trained", Ink.RED, places, trained(optimal.nodes().points()))).draw();
    return Chart.beside(masses, discriminators);
  }

  /** Where nearly all of both distributions lies, with some room. */
  private double end(int axis, boolean low) {
    List<Component> all = new ArrayList<>(((Mixture) p).components());
    all.addAll(((Mixture) q).components());
    double end = low ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (Component component : all) {
      double middle = (component.low(axis) + component.high(axis)) / 2;
      // Three standard deviations of a normal part; somewhat beyond the edge of a uniform one.
      double reach = (component.high(axis) - component.low(axis)) * (component instanceof Component.Normal ? 0.15 : 0.6);
      end = low ? Math.min(end, middle - reach) : Math.max(end, middle + reach);
    }
    return end;
  }
}
