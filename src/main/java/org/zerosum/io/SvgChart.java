package org.zerosum.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chart of curves over the steps of a run, as an {@code <svg>} element for a page with the styles of
 * {@link ReportStyle}. Each curve is a line through the means of its columns, over a band from least to greatest
 * value where a column holds several steps.
 */
final class SvgChart {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 236;
  private static final double BOTTOM = 36;
  private static final double ROW = 17;
  /** About as wide as a character is. */
  private static final double TEXT = 6.3;
  private static final double BOLD = 7;
  private static final double MARK = 10;
  private static final int MOST_LABELLED = 6;

  /**
   * A curve.
   *
   * @param name in the legend and at the curve's end
   * @param colour a custom property of the page's styles, for example {@code --d}
   * @param banded whether least and greatest values are shown
   */
  record Series(String name, Curve curve, String colour, boolean dashed, boolean banded) {}

  /** A horizontal line at a value that means something. */
  record Reference(double y, String label, String colour) {}

  private final String id;
  private final String title;
  private final List<Series> series = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();
  private final List<Double> included = new ArrayList<>();
  private List<RecordedAlarm> alarms = List.of();
  private double fromX = 0;
  private double toX = 1;
  private boolean logarithmic;
  private double[] fixed;

  /**
   * An empty chart.
   *
   * @param id unique in the page
   * @param title for those who do not see it
   */
  SvgChart(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** The steps at both ends. */
  SvgChart steps(long from, long to) {
    fromX = from;
    toX = Math.max(to, from + 1);
    return this;
  }

  /** Values on a logarithmic scale; those that are not positive are left out. */
  SvgChart logarithmic() {
    logarithmic = true;
    return this;
  }

  /** Both ends of the value axis, in place of those that the curves need. */
  SvgChart range(double low, double high) {
    fixed = new double[] {low, high};
    return this;
  }

  SvgChart add(Series one) {
    series.add(one);
    return this;
  }

  /** A value that the axis reaches whatever the curves need. */
  SvgChart include(double value) {
    included.add(value);
    return this;
  }

  SvgChart add(Reference one) {
    references.add(one);
    included.add(one.y);
    return this;
  }

  /** Where alarms went off. */
  SvgChart alarms(List<RecordedAlarm> all) {
    alarms = all;
    return this;
  }

  /** The element. */
  String draw() {
    ChartRange range = range();
    double[] ticks = range.ticks();
    double left = Math.max(42, 14 + TEXT * Arrays.stream(ticks).mapToObj(Ticks::format).mapToInt(String::length).max().orElse(1));
    boolean labelled = series.size() <= MOST_LABELLED;
    double right = WIDTH - (labelled && longestName() > 0 ? Math.max(54, 12 + BOLD * longestName()) : 24);
    StringBuilder legend = new StringBuilder();
    double top = legend(legend, left) + 13;
    double bottom = top + HEIGHT - BOTTOM - ROW;
    Frame frame = new Frame(left, right, top, bottom, fromX, toX, range);
    StringBuilder out = new StringBuilder();
    out.append("<svg class=\"chart\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(round(bottom + BOTTOM))
        .append("\" role=\"img\" aria-labelledby=\"").append(id).append("-t ").append(id).append("-d\">\n<title id=\"")
        .append(id).append("-t\">").append(Markup.escape(title)).append("</title>\n<desc id=\"").append(id)
        .append("-d\">").append(Markup.escape(description())).append("</desc>\n").append(legend);
    axes(out, frame, ticks);
    marks(out, frame);
    series.forEach(one -> curve(out, frame, one));
    double place = left + 5;
    for (Reference one : references) {
      reference(out, frame, one, place);
      // One beside the other: the lines may lie close together.
      place += 14 + TEXT * one.label.length();
    }
    if (labelled) {
      labels(out, frame);
    }
    if (series.stream().allMatch(one -> one.curve.isEmpty())) {
      text(out, "tick", (left + right) / 2, (top + bottom) / 2, "middle", "", "no values");
    }
    return out.append("</svg>\n").toString();
  }

  private ChartRange range() {
    return fixed != null ? new ChartRange(fixed[0], fixed[1], logarithmic)
        : ChartRange.of(curves(), included.stream().mapToDouble(Double::doubleValue).toArray(), logarithmic);
  }

  /** Whether single values lie so far outside that the axis does not reach them. */
  boolean cuts() {
    return range().cuts(curves());
  }

  private List<Curve> curves() {
    return series.stream().map(Series::curve).toList();
  }

  private int longestName() {
    return series.stream().mapToInt(one -> one.name.length()).max().orElse(0);
  }

  /** The plot's rectangle and the way from values to places. */
  private record Frame(double left, double right, double top, double bottom, double fromX, double toX,
      ChartRange range) {
    double x(double step) {
      return left + (right - left) * Math.clamp((step - fromX) / (toX - fromX), 0, 1);
    }

    double y(double value) {
      return bottom - (bottom - top) * range.share(value);
    }
  }

  private double legend(StringBuilder out, double left) {
    double x = left;
    double y = ROW - 5;
    for (Series one : series) {
      if (one.name.isEmpty()) {
        continue;
      }
      double width = 30 + TEXT * one.name.length();
      if (x > left && x + width > WIDTH - 4) {
        x = left;
        y += ROW;
      }
      out.append("<path class=\"line").append(one.dashed ? " dashed" : "").append('"').append(colour(one.colour))
          .append(" d=\"M").append(round(x)).append(' ').append(round(y - 4)).append("h16\"/>\n");
      text(out, "name", x + 21, y, "start", "", one.name);
      x += width + 8;
    }
    if (!alarms.isEmpty()) {
      triangle(out, x + 5, y - 7.5);
      text(out, "name", x + 14, y, "start", "", "alarm");
    }
    return y;
  }

  private static void triangle(StringBuilder out, double x, double y) {
    out.append("<path class=\"warn\" d=\"M").append(round(x - 4.5)).append(' ').append(round(y)).append("h9l-4.5 8z\"/>\n");
  }

  private void axes(StringBuilder out, Frame frame, double[] ticks) {
    for (double tick : ticks) {
      double y = frame.y(tick);
      out.append("<path class=\"grid\" d=\"M").append(round(frame.left)).append(' ').append(round(y)).append('H')
          .append(round(frame.right)).append("\"/>\n");
      text(out, "tick", frame.left - 6, y + 4, "end", "", Ticks.format(tick));
    }
    out.append("<path class=\"axis\" d=\"M").append(round(frame.left)).append(' ').append(round(frame.bottom))
        .append('H').append(round(frame.right)).append("\"/>\n");
    for (double tick : Ticks.linear(fromX, toX, 4)) {
      if (tick == Math.rint(tick)) {
        double x = frame.x(tick);
        out.append("<path class=\"axis\" d=\"M").append(round(x)).append(' ').append(round(frame.bottom))
            .append("v4\"/>\n");
        text(out, "tick", x, frame.bottom + 16, "middle", "", Ticks.format((long) tick));
      }
    }
    text(out, "tick", (frame.left + frame.right) / 2, frame.bottom + 31, "middle", "", "step");
  }

  /** Alarms, one mark for those that would touch. */
  private void marks(StringBuilder out, Frame frame) {
    double previous = Double.NEGATIVE_INFINITY;
    for (RecordedAlarm alarm : alarms.stream().sorted((a, b) -> Long.compare(a.step(), b.step())).toList()) {
      double x = frame.x(alarm.step());
      if (x - previous < MARK) {
        continue;
      }
      previous = x;
      out.append("<g><title>").append(Markup.escape("step " + Ticks.format(alarm.step()) + ": " + alarm.alarm()))
          .append("</title><path class=\"alarm\" d=\"M").append(round(x)).append(' ').append(round(frame.top))
          .append('V').append(round(frame.bottom)).append("\"/>");
      triangle(out, x, frame.top - 6);
      out.append("</g>\n");
    }
  }

  private void curve(StringBuilder out, Frame frame, Series one) {
    StringBuilder line = new StringBuilder();
    StringBuilder band = new StringBuilder();
    StringBuilder dots = new StringBuilder();
    List<Curve.Column> part = new ArrayList<>();
    for (Curve.Column column : one.curve.columns()) {
      if (Double.isNaN(frame.range.share(column.mean()))) {
        part(line, band, dots, frame, part);
        continue;
      }
      part.add(column);
      if (column.gap()) {
        part(line, band, dots, frame, part);
      }
    }
    part(line, band, dots, frame, part);
    if (one.banded) {
      path(out, "band", one, band);
    }
    path(out, one.dashed ? "line dashed" : "line", one, line);
    path(out, "dot", one, dots);
  }

  private static void path(StringBuilder out, String kind, Series one, StringBuilder places) {
    if (!places.isEmpty()) {
      out.append("<path class=\"").append(kind).append('"').append(colour(one.colour)).append(" d=\"").append(places)
          .append("\"/>\n");
    }
  }

  /** Adds one uninterrupted part, and empties it. */
  private static void part(StringBuilder line, StringBuilder band, StringBuilder dots, Frame frame,
      List<Curve.Column> part) {
    if (part.size() == 1) {
      // A line of no length with round ends is a dot.
      point(dots, 'M', frame.x(part.getFirst().x()), frame.y(part.getFirst().mean()));
      dots.append("h0");
      part.clear();
      return;
    }
    for (int i = 0; i < part.size(); i++) {
      point(line, i == 0 ? 'M' : i == 1 ? 'L' : ' ', frame.x(part.get(i).x()), frame.y(part.get(i).mean()));
    }
    if (part.stream().anyMatch(column -> column.low() < column.high())) {
      for (int i = 0; i < part.size(); i++) {
        point(band, i == 0 ? 'M' : i == 1 ? 'L' : ' ', frame.x(part.get(i).x()), frame.y(part.get(i).high()));
      }
      for (int i = part.size() - 1; i >= 0; i--) {
        double low = frame.y(part.get(i).low());
        point(band, ' ', frame.x(part.get(i).x()), Double.isNaN(low) ? frame.bottom : low);
      }
      band.append('z');
    }
    part.clear();
  }

  private static void point(StringBuilder path, char command, double x, double y) {
    path.append(command).append(round(x)).append(' ').append(round(y));
  }

  private static void reference(StringBuilder out, Frame frame, Reference one, double x) {
    double y = frame.y(one.y);
    out.append("<path class=\"reference\"").append(colour(one.colour)).append(" d=\"M").append(round(frame.left))
        .append(' ').append(round(y)).append('H').append(round(frame.right)).append("\"/>\n");
    double above = y - 5 < frame.top + 8 ? y + 13 : y - 5;
    text(out, "note", x, above, "start", one.colour, one.label);
  }

  /** Names at the curves' ends, moved apart where they would overlap. */
  private void labels(StringBuilder out, Frame frame) {
    record Label(Series series, double y) {}
    List<Label> labels = new ArrayList<>();
    for (Series one : series) {
      List<Curve.Column> columns = one.curve.columns();
      if (!columns.isEmpty() && !Double.isNaN(frame.range.share(columns.getLast().mean()))) {
        labels.add(new Label(one, frame.y(columns.getLast().mean())));
      }
    }
    labels.sort((a, b) -> Double.compare(a.y, b.y));
    double[] places = new double[labels.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = Math.max(labels.get(i).y, i == 0 ? frame.top + 4 : places[i - 1] + 13);
    }
    for (int i = places.length - 1; i >= 0; i--) {
      places[i] = Math.min(places[i], i == places.length - 1 ? frame.bottom - 4 : places[i + 1] - 13);
      text(out, "end", frame.right + 6, places[i] + 4, "start", labels.get(i).series.colour,
          labels.get(i).series.name);
    }
  }

  private String description() {
    StringBuilder out = new StringBuilder();
    for (Series one : series) {
      List<Curve.Column> columns = one.curve.columns();
      out.append(one.name).append(one.name.isEmpty() ? "" : ": ");
      if (columns.isEmpty()) {
        out.append("no values. ");
        continue;
      }
      double low = columns.stream().mapToDouble(Curve.Column::low).min().orElse(0);
      double high = columns.stream().mapToDouble(Curve.Column::high).max().orElse(0);
      out.append(Ticks.format(columns.getFirst().mean())).append(" at first, ")
          .append(Ticks.format(columns.getLast().mean())).append(" at last, between ").append(Ticks.format(low))
          .append(" and ").append(Ticks.format(high)).append(". ");
    }
    return out.toString().strip();
  }

  private static String colour(String property) {
    return property.isEmpty() ? "" : " style=\"--s:var(" + property + ")\"";
  }

  private static void text(StringBuilder out, String kind, double x, double y, String anchor, String colour,
      String text) {
    out.append("<text class=\"").append(kind).append("\" x=\"").append(round(x)).append("\" y=\"").append(round(y))
        .append("\" text-anchor=\"").append(anchor).append('"').append(colour(colour)).append('>')
        .append(Markup.escape(text).replaceAll("\\b([A-Z])_([A-Z])\\b",
            "$1<tspan class=\"sub\" dy=\"3\">$2</tspan><tspan dy=\"-3\">&#8203;</tspan>"))
        .append("</text>\n");
  }

  /** One decimal place, and none where it is zero. */
  private static String round(double value) {
    long tenths = Math.round(value * 10);
    String sign = tenths < 0 ? "-" : "";
    long size = Math.abs(tenths);
    return sign + size / 10 + (size % 10 == 0 ? "" : "." + size % 10);
  }
}
