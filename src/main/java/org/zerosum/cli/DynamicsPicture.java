package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.io.Chart;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;
import org.zerosum.io.Chart.Mark;
import org.zerosum.io.Picture;

/** The trajectories of both games, and their distances from the equilibrium over time. */
record DynamicsPicture(List<DynamicsStudy.Played> all) {
  private static final int SIDE = 460;
  private static final int HEIGHT = 500;

  Picture draw() {
    return Chart.beside(orbits("bilinear", "Bilinear game, V = x y"), orbits("dirac", "Dirac GAN"), distances());
  }

  private List<DynamicsStudy.Played> shown(String game) {
    // Without a penalty both orders; with one, simultaneous steps, which need it most.
    return all.stream().filter(played -> played.name().equals(game) && !(played.game().penalty() > 0 && played.play().alternating()))
        .toList();
  }

  private static String name(DynamicsStudy.Played played) {
    return (played.play().alternating() ? "alternating" : "simultaneous") + (played.game().penalty() > 0 ? " with penalty" : "");
  }

  private static Ink ink(DynamicsStudy.Played played) {
    return played.game().penalty() > 0 ? Ink.GREEN : played.play().alternating() ? Ink.BLUE : Ink.RED;
  }

  private Picture orbits(String game, String title) {
    List<Mark> marks = new ArrayList<>();
    double start = 0;
    for (DynamicsStudy.Played played : shown(game)) {
      marks.add(Line.solid(name(played), ink(played), played.trajectory().x(), played.trajectory().y()));
      start = played.trajectory().distance(0);
    }
    DynamicsStudy.Played first = all.getFirst();
    marks.add(Line.dots("start", Ink.BLACK, new double[] {first.trajectory().x()[0]}, new double[] {first.trajectory().y()[0]}));
    double reach = 2.5 * start;
    return new Chart(title, Axis.linear("generator's x", -reach, reach), Axis.linear("discriminator's y", -reach, reach), marks, SIDE,
        HEIGHT).draw();
  }

  private Picture distances() {
    List<Mark> marks = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    int steps = 0;
    for (String game : List.of("bilinear", "dirac")) {
      for (DynamicsStudy.Played played : shown(game)) {
        steps = played.trajectory().x().length - 1;
        double[] distance = new double[steps + 1];
        for (int step = 0; step <= steps; step++) {
          distance[step] = played.trajectory().distance(step);
          least = Math.min(least, distance[step]);
          most = Math.max(most, Double.isFinite(distance[step]) ? distance[step] : most);
        }
        Chart.Pattern pattern = game.equals("dirac") ? Chart.Pattern.DASHED : Chart.Pattern.SOLID;
        String name = played.play().alternating() || played.game().penalty() > 0 ? null
            : game.equals("dirac") ? "Dirac GAN" : "bilinear; colours as beside";
        marks.add(new Line(name, ink(played), pattern, Lines.spread(0, steps, steps + 1), distance));
      }
    }
    double low = Math.max(least, 1e-12) / 2;
    return new Chart("Distance from the equilibrium", Axis.linear("step", 0, steps),
        Axis.logarithmic("\u221a(x\u00b2 + y\u00b2)", low, Math.min(2 * Math.max(most, 2 * low), 1e12)), marks, SIDE, HEIGHT).draw();
  }
}
