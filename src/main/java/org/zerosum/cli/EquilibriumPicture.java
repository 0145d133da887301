package org.zerosum.cli;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.zerosum.io.Chart;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;
import org.zerosum.io.Picture;
import org.zerosum.theory.Mixture;

/** Both densities and D at the end, and how they came there. */
record EquilibriumPicture(Mixture p, EquilibriumMeasure measure, List<EquilibriumMeasure.Moment> way) {
  Picture draw() {
    double low = measure.low();
    double high = measure.high();
    double[] x = Lines.spread(low, high, 401);
    double[] density = Lines.map(x, at -> p.density(at));
    double[] found = measure.generatedDensity();
    // Bins as steps: the two ends of each.
    double[] ends = new double[2 * found.length];
    double[] heights = new double[2 * found.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = low + (high - low) * ((i + 1) / 2) / found.length;
      heights[i] = found[i / 2];
    }
    Axis place = Axis.linear("x", low, high);
    Picture densities = Chart.of("Densities at the end", place,
        Axis.linear("density", 0, 1.1 * Math.max(Lines.largest(density), Lines.largest(found))),
        Line.solid("p_g, samples in bins", Ink.ORANGE, ends, heights), Line.solid("p_data", Ink.BLUE, x, density)).sized(440, 380).draw();
    Picture discriminator = Chart.of("Discriminator at the end", place, Axis.linear("D(x)", 0, 1),
        Line.dashed("1/2", Ink.GREY, new double[] {low, high}, new double[] {0.5, 0.5}),
        Line.solid("D", Ink.RED, x, measure.discriminatorAt(x))).sized(440, 380).draw();
    return Chart.beside(densities, discriminator, history());
  }

  private Picture history() {
    double[] step = column(moment -> (double) moment.step());
    double[] jsd = column(EquilibriumMeasure.Moment::jsd);
    double[] distance = column(EquilibriumMeasure.Moment::meanDistance);
    double[] gap = column(moment -> Math.abs(moment.value() + Math.log(4)));
    double most = Math.max(Lines.largest(jsd), Math.max(Lines.largest(distance), Lines.largest(gap)));
    return Chart.of("On the way (single moments, not means)", Axis.linear("step", 0, Lines.largest(step)),
        Axis.logarithmic("nats; probability", 1e-4, Math.max(1, 2 * most)), Line.solid("JSD", Ink.BLUE, step, jsd),
        Line.solid("mean |D \u2212 1/2|", Ink.RED, step, distance), Line.solid("|V + log 4|", Ink.GREEN, step, gap)).sized(440, 380).draw();
  }

  private double[] column(ToDoubleFunction<EquilibriumMeasure.Moment> value) {
    return way.stream().mapToDouble(value).toArray();
  }
}
