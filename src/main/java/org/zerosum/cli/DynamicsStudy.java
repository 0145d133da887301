package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.zerosum.tensor.Backend;
import org.zerosum.theory.Game;
import org.zerosum.theory.Play;

/**
 * Gradient steps of two players in the bilinear game and the Dirac GAN.
 *
 * @param penalty γ where there is one
 * @param ratios of α_G to α_D, at the same product as the two rates
 * @param steps of each trajectory
 */
record DynamicsStudy(double generatorRate, double discriminatorRate, double penalty, List<Double> ratios, double startX, double startY,
    int steps) implements TheoryStudy {
  private static final double NEAR = 1e-6;
  private static final int LONG_RUN = 20_000;

  /** One way of playing a game. */
  record Played(String name, Game game, Play play, Play.Trajectory trajectory) {}

  @Override
  public Findings on(Backend backend, Consumer<String> progress) {
    List<Played> all = new ArrayList<>();
    for (String name : List.of("bilinear", "dirac")) {
      for (double gamma : new double[] {0, penalty}) {
        for (boolean alternating : new boolean[] {false, true}) {
          Game game = game(name, gamma);
          Play play = new Play(alternating, generatorRate, discriminatorRate);
          all.add(new Played(name, game, play, play.run(game, startX, startY, steps)));
        }
      }
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("learning_rate_g", generatorRate);
    document.put("learning_rate_d", discriminatorRate);
    document.put("steps", steps);
    List<String> lines = new ArrayList<>();
    lines.add("game      steps         penalty  growth per step near the equilibrium   distance from it");
    lines.add("                                 theory      measured                   start   end");
    List<Object> games = new ArrayList<>();
    for (Played played : all) {
      games.add(entry(played));
      lines.add(line(played));
    }
    document.put("games", games);
    document.put("ratios", ratioTable(lines));
    DiracByAutograd networks = new DiracByAutograd(backend);
    double deviation = networks.largestDeviation(all.getLast().play(), penalty, startX, startY, Math.min(steps, 200));
    document.put("dirac_by_autograd_largest_deviation", deviation);
    lines.add(String.format(Locale.ROOT, "the Dirac GAN with R1 by losses and autograd on %s stays within %.0e of the formulas",
        backend.device(), deviation));
    return new Findings(document, lines, new DynamicsPicture(all).draw());
  }

  private static Game game(String name, double gamma) {
    return name.equals("bilinear") ? new Game.Bilinear(gamma) : new Game.Dirac(gamma);
  }

  private static String order(Play play) {
    return play.alternating() ? "alternating" : "simultaneous";
  }

  private static double measured(Play play, Game game) {
    return play.measuredGrowth(game, NEAR, LONG_RUN);
  }

  private Map<String, Object> entry(Played played) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("game", played.name);
    entry.put("updates", order(played.play));
    entry.put("penalty", played.game.penalty());
    entry.put("growth", played.play.growth(played.game));
    entry.put("measured_growth", measured(played.play, played.game));
    entry.put("distance_at_start", played.trajectory.distance(0));
    entry.put("distance_at_end", played.trajectory.distance(steps));
    if (played.game instanceof Game.Bilinear && played.game.penalty() == 0) {
      double[] x = played.trajectory.x();
      double[] y = played.trajectory.y();
      entry.put("energy_at_start", played.play.energy(x[0], y[0]));
      entry.put("energy_at_end", played.play.energy(x[steps], y[steps]));
    }
    return entry;
  }

  private String line(Played played) {
    return String.format(Locale.ROOT, "%-9s %-13s %-8s %.6f    %.6f                   %.3f   %.3g", played.name, order(played.play),
        String.format(Locale.ROOT, "%.2g", played.game.penalty()), played.play.growth(played.game), measured(played.play, played.game),
        played.trajectory.distance(0), played.trajectory.distance(steps));
  }

  /** Rates of one product and different ratios, in the Dirac GAN. */
  private List<Object> ratioTable(List<String> lines) {
    lines.add("Dirac GAN, alpha_G * alpha_D = " + String.format(Locale.ROOT, "%.3g", generatorRate * discriminatorRate));
    lines.add("alpha_G/alpha_D   no penalty: simultaneous  alternating   penalty: simultaneous  alternating");
    List<Object> rows = new ArrayList<>();
    double product = Math.sqrt(generatorRate * discriminatorRate);
    for (double ratio : ratios) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("ratio", ratio);
      StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-17.3g", ratio));
      for (double gamma : new double[] {0, penalty}) {
        for (boolean alternating : new boolean[] {false, true}) {
          Play play = new Play(alternating, product * Math.sqrt(ratio), product / Math.sqrt(ratio));
          Game game = new Game.Dirac(gamma);
          String key = (alternating ? "alternating" : "simultaneous") + (gamma == 0 ? "" : "_penalty");
          row.put("growth_" + key, play.growth(game));
          row.put("measured_growth_" + key, measured(play, game));
          line.append(String.format(Locale.ROOT, gamma == 0 && !alternating ? " %23.6f" : " %14.6f", play.growth(game)));
        }
      }
      rows.add(row);
      lines.add(line.toString());
    }
    return rows;
  }
}
