package org.zerosum.io;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The charts of a run's page: what is known by name in the way it is best seen, each further column by itself. */
final class ReportCharts {
  private static final Set<String> KNOWN =
      Set.of("loss_d", "loss_g", "value", "d_real", "d_fake", "d_fake_after", "gradient_norm_d", "gradient_norm_g",
          "spread_fake", "spread_real");
  private static final Pattern LAYER = Pattern.compile("gradient_norm_(d|g|discriminator|generator)\\.(.+)");
  private static final int MOST_LAYERS = 48;
  private static final int MOST_FURTHER = 24;
  private static final int RAMP = 8;

  private final Optional<Equilibrium> equilibrium;
  private final MetricsTable metrics;
  private final RunHistory history;
  private final List<RecordedAlarm> alarms;
  private int charts;

  ReportCharts(Map<String, Object> options, MetricsTable metrics, RunHistory history, List<RecordedAlarm> alarms) {
    this.equilibrium = Equilibrium.of(options);
    this.metrics = metrics;
    this.history = history;
    this.alarms = alarms;
  }

  void write(Writer out) throws IOException {
    if (metrics.rows() == 0) {
      out.write("<p>No step has been recorded yet.</p>\n");
    } else {
      boolean thinned = metrics.lastStep() - metrics.firstStep() >= Curve.MOST_COLUMNS;
      out.write(thinned ? "<p>Lines are means over neighbouring steps, the bands behind them reach from the least to the"
          + " greatest value.</p>\n" : "");
    }
    out.write("<div class=\"charts\">\n");
    losses(out);
    probabilities(out);
    value(out);
    norms(out);
    layers(out, "d", "discriminator", "Gradient norms of D’s layers");
    layers(out, "g", "generator", "Gradient norms of G’s layers");
    spread(out);
    throughput(out);
    further(out);
    out.write("</div>\n");
  }

  private void losses(Writer out) throws IOException {
    SvgChart chart = chart("Losses");
    List<SvgChart.Series> all = new ArrayList<>();
    add(chart, all, "loss_d", "L_D", "--d", false);
    add(chart, all, "loss_g", "L_G", "--g", false);
    equilibrium.ifPresent(at -> chart.add(new SvgChart.Reference(at.lossD(), "L_D = " + Ticks.format(at.lossD()), "--d"))
        .add(new SvgChart.Reference(at.lossG(), "L_G = " + Ticks.format(at.lossG()), "--g")));
    figure(out, chart, "Losses", all, equilibrium.map(_ -> "Dotted: the values at equilibrium, where p<sub>g</sub> ="
        + " p<sub>data</sub> and D is at its best. Losses near them mean balance, not yet good samples.")
        .orElse("What D and G descend."));
  }

  private void probabilities(Writer out) throws IOException {
    SvgChart chart = chart("D(x) against D(G(z))");
    List<SvgChart.Series> all = new ArrayList<>();
    add(chart, all, "d_real", "D(x)", "--d", false);
    add(chart, all, "d_fake", "D(G(z))", "--g", false);
    add(chart, all, "d_fake_after", "after", "--after", true);
    boolean probable = all.stream().flatMap(one -> one.curve().columns().stream())
        .allMatch(column -> column.low() >= 0 && column.high() <= 1);
    if (probable) {
      chart.range(0, 1);
    }
    String after = metrics.columns().containsKey("d_fake_after") ? " “After” is D(G(z)) in G’s update, after D’s." : "";
    if (equilibrium.isEmpty()) {
      figure(out, chart, "D(x) against D(G(z))", all, "Means over the batch." + after);
      return;
    }
    Equilibrium at = equilibrium.get();
    chart.add(new SvgChart.Reference(0.5, "1/2", "--muted"));
    String line;
    if (at.smoothing() > 0) {
      chart.add(new SvgChart.Reference(at.probability(), "", "--d"));
      line = "At equilibrium D cannot tell: 1/2 for plain labels; with real labels smoothed to "
          + Ticks.format(1 - at.smoothing()) + " both means come to " + Ticks.format(at.probability())
          + ", the lower dotted line.";
    } else {
      line = "At equilibrium D cannot tell the two apart: both means are 1/2.";
    }
    figure(out, chart, "D(x) against D(G(z))", all, line + after);
  }

  private void value(Writer out) throws IOException {
    SvgChart chart = chart("Value of the game");
    List<SvgChart.Series> all = new ArrayList<>();
    add(chart, all, "value", "V", "--value", false);
    if (all.isEmpty()) {
      return;
    }
    equilibrium.ifPresent(at -> chart.add(new SvgChart.Reference(at.value(), Ticks.format(at.value()), "--muted")));
    figure(out, chart, "Value of the game", all, "V(D, G) = E log D(x) + E log(1 − D(G(z)))" + equilibrium.map(at ->
        "; dotted: at equilibrium" + (at.smoothing() == 0 ? ", −log 4." : ".")).orElse("."));
  }

  private void norms(Writer out) throws IOException {
    SvgChart chart = chart("Gradient norms").logarithmic();
    List<SvgChart.Series> all = new ArrayList<>();
    add(chart, all, "gradient_norm_d", "D", "--d", false);
    add(chart, all, "gradient_norm_g", "G", "--g", false);
    figure(out, chart, "Gradient norms", all, "‖∂L<sub>D</sub>/∂φ‖ and ‖∂L<sub>G</sub>/∂θ‖ over all parameters of a"
        + " network, on a logarithmic scale.");
  }

  private void layers(Writer out, String letter, String network, String heading) throws IOException {
    List<String> names = metrics.columns().keySet().stream().filter(name -> {
      Matcher layer = LAYER.matcher(name);
      return layer.matches() && (layer.group(1).equals(letter) || layer.group(1).equals(network));
    }).toList();
    if (names.isEmpty()) {
      return;
    }
    SvgChart chart = chart(heading).logarithmic();
    List<SvgChart.Series> all = new ArrayList<>();
    int shown = Math.min(names.size(), MOST_LAYERS);
    for (int i = 0; i < shown; i++) {
      Matcher layer = LAYER.matcher(names.get(i));
      boolean found = layer.matches();
      int colour = shown == 1 ? 0 : Math.round(i * (RAMP - 1f) / (shown - 1));
      SvgChart.Series series = new SvgChart.Series(found ? layer.group(2) : names.get(i),
          metrics.columns().get(names.get(i)).curve(), "--ramp" + colour, i % 2 == 1, false);
      chart.add(series);
      all.add(series);
    }
    String rest = names.size() > shown ? " " + (names.size() - shown) + " more are in the file." : "";
    figure(out, chart, heading, all, "From the first layer, dark, to the last, light; logarithmic scale." + rest);
  }

  private void spread(Writer out) throws IOException {
    SvgChart chart = chart("Spread").logarithmic();
    List<SvgChart.Series> all = new ArrayList<>();
    add(chart, all, "spread_real", "real", "--d", false);
    add(chart, all, "spread_fake", "generated", "--g", false);
    if (!all.isEmpty()) {
      figure(out, chart, "Spread of samples", all, "1/N Σ ‖x − mean‖², on a logarithmic scale: far below the real samples’, generated"
          + " ones have collapsed.");
    }
  }

  private void throughput(Writer out) throws IOException {
    if (history.throughput().columns().size() < 2) {
      out.write("<figure>\n<h3>Throughput</h3>\n<p>" + (Double.isFinite(history.newestRate())
          ? Ticks.format(history.newestRate()) + " real samples per second, measured once; a longer run has a curve here."
          : "Not measured yet.") + "</p>\n</figure>\n");
      return;
    }
    SvgChart chart = chart("Throughput").include(0);
    SvgChart.Series series = new SvgChart.Series("", history.throughput(), "--value", false, true);
    chart.add(series);
    figure(out, chart, "Throughput", List.of(series), "Real samples per second, as the log has them.");
  }

  private void further(Writer out) throws IOException {
    List<String> names = metrics.columns().keySet().stream()
        .filter(name -> !KNOWN.contains(name) && !LAYER.matcher(name).matches()
            && !metrics.columns().get(name).curve().isEmpty()).toList();
    for (String name : names.subList(0, Math.min(names.size(), MOST_FURTHER))) {
      String words = name.replace('_', ' ');
      SvgChart chart = chart(words);
      SvgChart.Series series = new SvgChart.Series("", metrics.columns().get(name).curve(), "--value", false, true);
      chart.add(series);
      figure(out, chart, words, List.of(series), "Column <code>" + Markup.escape(name) + "</code>.");
    }
    if (names.size() > MOST_FURTHER) {
      out.write("<p>" + (names.size() - MOST_FURTHER) + " more columns are in metrics.csv or watch.csv.</p>\n");
    }
  }

  private SvgChart chart(String title) {
    return new SvgChart("chart" + charts++, title).steps(metrics.firstStep(), metrics.lastStep()).alarms(alarms);
  }

  private void add(SvgChart chart, List<SvgChart.Series> all, String column, String name, String colour,
      boolean dashed) {
    MetricsTable.Values values = metrics.columns().get(column);
    if (values != null) {
      SvgChart.Series series = new SvgChart.Series(name, values.curve(), colour, dashed, !dashed);
      chart.add(series);
      all.add(series);
    }
  }

  private static void figure(Writer out, SvgChart chart, String heading, List<SvgChart.Series> all, String caption)
      throws IOException {
    out.write("<figure>\n<h3>" + Markup.escape(heading) + "</h3>\n" + chart.draw() + "<figcaption>" + caption
        + (chart.cuts() ? " Single values far outside are held at the edge." : "") + "</figcaption>\n</figure>\n");
  }
}
