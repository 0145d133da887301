package org.zerosum.io;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/** A chart's layout: draws title, legend, grid, ticks and labels, and knows where in the picture a number lies. */
final class ChartFrame {
  private static final Color GRID = new Color(0xe4e4e4);
  private static final Color TEXT = new Color(0x222222);
  private static final int SCALE_WIDTH = 62;

  private final Chart chart;
  private final Graphics2D canvas;
  private final FontMetrics metrics;
  private final Rectangle area;

  ChartFrame(Chart chart, Graphics2D canvas) {
    this.chart = chart;
    this.canvas = canvas;
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    crisp(true);
    canvas.setColor(Color.WHITE);
    canvas.fillRect(0, 0, chart.width(), chart.height());
    this.metrics = fonts();
    canvas.setColor(TEXT);
    canvas.setFont(canvas.getFont().deriveFont(Font.BOLD));
    canvas.drawString(chart.title(), 12, 20);
    canvas.setFont(canvas.getFont().deriveFont(Font.PLAIN));
    int top = legend() + 10;
    List<Double> rows = ticks(chart.y());
    int widest = rows.stream().mapToInt(tick -> metrics.stringWidth(word(tick, chart.y()))).max().orElse(0);
    int left = 34 + widest;
    int right = chart.width() - 22 - (scale() == null ? 0 : SCALE_WIDTH);
    this.area = new Rectangle(left, top, right - left, chart.height() - 46 - top);
    drawAxes(rows);
    crisp(false);
  }

  /** Whether lines are moved to whole pixels, as suits frames but not curves. */
  private void crisp(boolean whole) {
    canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL,
        whole ? RenderingHints.VALUE_STROKE_NORMALIZE : RenderingHints.VALUE_STROKE_PURE);
  }

  /** The first use of a font; a Java runtime without any fails here in several ways of its own. */
  private FontMetrics fonts() {
    try {
      canvas.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
      return canvas.getFontMetrics();
    } catch (RuntimeException | InternalError | UnsatisfiedLinkError e) {
      throw new OutputException("a chart cannot be drawn because Java finds no fonts on this machine; install some (on Debian:"
          + " apt install fontconfig fonts-dejavu-core)", e);
    }
  }

  Rectangle area() {
    return area;
  }

  boolean isDrawable(double x, double y) {
    return Double.isFinite(chart.x().place(x)) && Double.isFinite(chart.y().place(y));
  }

  /** Places far outside are held near, where the drawing library's coordinates still work. */
  double column(double x) {
    return area.x + Math.clamp(chart.x().place(x), -20.0, 20.0) * area.width;
  }

  double row(double y) {
    return area.y + area.height - Math.clamp(chart.y().place(y), -20.0, 20.0) * area.height;
  }

  private Chart.Cells scale() {
    return chart.marks().stream().filter(Chart.Cells.class::isInstance).map(Chart.Cells.class::cast).findFirst().orElse(null);
  }

  /** Draws the named lines' legend and gives the row below it. */
  private int legend() {
    int x = 12;
    int y = 42;
    boolean any = false;
    for (Chart.Mark mark : chart.marks()) {
      if (!(mark instanceof Chart.Line line) || line.name() == null) {
        continue;
      }
      int needed = 34 + metrics.stringWidth(line.name()) + 16;
      if (any && x + needed > chart.width()) {
        x = 12;
        y += 19;
      }
      any = true;
      canvas.setColor(line.ink().colour());
      canvas.setStroke(Chart.stroke(line.pattern()));
      if (line.pattern() == Chart.Pattern.DOTS || line.pattern() == Chart.Pattern.CIRCLES) {
        Chart.spot(canvas, line.pattern(), x + 14, y - 4.5);
      } else {
        canvas.draw(new Line2D.Double(x, y - 4.5, x + 26, y - 4.5));
      }
      canvas.setColor(TEXT);
      canvas.drawString(line.name(), x + 34, y);
      x += needed;
    }
    return any ? y : 22;
  }

  private void drawAxes(List<Double> rows) {
    canvas.setStroke(new BasicStroke(1f));
    int below = area.y + area.height;
    int end = -100;
    for (double tick : ticks(chart.x())) {
      double at = column(tick);
      canvas.setColor(GRID);
      canvas.draw(new Line2D.Double(at, area.y, at, below));
      String word = word(tick, chart.x());
      int from = (int) Math.round(at) - metrics.stringWidth(word) / 2;
      if (from > end + 8) {
        canvas.setColor(TEXT);
        canvas.drawString(word, from, below + 17);
        end = from + metrics.stringWidth(word);
      }
    }
    for (double tick : rows) {
      double at = row(tick);
      canvas.setColor(GRID);
      canvas.draw(new Line2D.Double(area.x, at, area.x + area.width, at));
      canvas.setColor(TEXT);
      String word = word(tick, chart.y());
      canvas.drawString(word, area.x - 6 - metrics.stringWidth(word), (int) Math.round(at) + 5);
    }
    String label = chart.x().label();
    canvas.drawString(label, area.x + (area.width - metrics.stringWidth(label)) / 2, below + 37);
    AffineTransform upright = canvas.getTransform();
    canvas.rotate(-Math.PI / 2);
    canvas.drawString(chart.y().label(), -(area.y + (area.height + metrics.stringWidth(chart.y().label())) / 2), 17);
    canvas.setTransform(upright);
  }

  /** Draws what lies over the marks: the frame's outline, and beside it the scale of colours if there is one. */
  void outline() {
    crisp(true);
    canvas.setColor(TEXT);
    canvas.setStroke(new BasicStroke(1f));
    canvas.draw(area);
    Chart.Cells cells = scale();
    if (cells == null) {
      return;
    }
    int left = area.x + area.width + 14;
    for (int i = 0; i < area.height; i++) {
      canvas.setColor(cells.colour(cells.high() - (cells.high() - cells.low()) * i / (area.height - 1)));
      canvas.fillRect(left, area.y + i, 12, 1);
    }
    canvas.setColor(TEXT);
    canvas.drawRect(left, area.y, 12, area.height);
    Chart.Axis axis = Chart.Axis.linear("", cells.low(), cells.high());
    for (double tick : ticks(axis)) {
      canvas.drawString(word(tick, axis), left + 17, (int) Math.round(area.y + area.height * (1 - axis.place(tick))) + 5);
    }
  }

  /** Round numbers on an axis: steps of 1, 2 or 5 times a power of ten, or powers of ten themselves. */
  static List<Double> ticks(Chart.Axis axis) {
    List<Double> ticks = new ArrayList<>();
    if (axis.logarithmic()) {
      int first = (int) Math.ceil(Math.log10(axis.low()) - 1e-9);
      int last = (int) Math.floor(Math.log10(axis.high()) + 1e-9);
      int step = Math.max(1, Math.ceilDiv(last - first, 8));
      for (int power = Math.ceilDiv(first, step) * step; power <= last; power += step) {
        ticks.add(Math.pow(10, power));
      }
      return ticks;
    }
    double step = step(axis);
    long first = (long) Math.ceil(axis.low() / step - 1e-9);
    long last = (long) Math.floor(axis.high() / step + 1e-9);
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static double step(Chart.Axis axis) {
    double raw = (axis.high() - axis.low()) / 6;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
  }

  /** A tick as a reader expects it: no more decimals than the steps have. */
  private static String word(double tick, Chart.Axis axis) {
    if (axis.logarithmic()) {
      int power = (int) Math.round(Math.log10(tick));
      return power >= -2 && power <= 3 ? new java.math.BigDecimal("1e" + power).toPlainString() : "1e" + power;
    }
    double step = step(axis);
    if (step >= 1e5 || step < 1e-4) {
      return String.format(java.util.Locale.ROOT, "%.0e", tick);
    }
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(java.util.Locale.ROOT, "%." + decimals + "f", tick == 0 ? 0.0 : tick).replace('-', '\u2212');
  }
}
