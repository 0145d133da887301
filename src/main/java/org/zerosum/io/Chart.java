package org.zerosum.io;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A chart: lines, points or a map of colours in a frame with a title, labelled axes and a legend above the frame.
 *
 * @param marks drawn in their order; what lies outside the axes is cut off, numbers that are not finite interrupt a line
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 */
public record Chart(String title, Axis x, Axis y, List<Mark> marks, int width, int height) {
  private static final int USUAL_WIDTH = 560;
  private static final int USUAL_HEIGHT = 400;

  public Chart {
    marks = List.copyOf(marks);
    if (width < 200 || height < 200 || width > 4096 || height > 4096) {
      throw new IllegalArgumentException("chart: " + width + "x" + height + " pixels but both must lie in 200 to 4096");
    }
  }

  /** A chart of the usual size, 560 × 400 pixels. */
  public static Chart of(String title, Axis x, Axis y, Mark... marks) {
    return new Chart(title, x, y, List.of(marks), USUAL_WIDTH, USUAL_HEIGHT);
  }

  /** The same chart in another size. */
  public Chart sized(int newWidth, int newHeight) {
    return new Chart(title, x, y, marks, newWidth, newHeight);
  }

  /**
   * One direction of a chart.
   *
   * @param label name and unit
   * @param low where it begins
   * @param high where it ends, above low
   * @param logarithmic whether equal distances are equal ratios; low is above 0 then
   */
  public record Axis(String label, double low, double high, boolean logarithmic) {
    public Axis {
      if (!(low < high) || !Double.isFinite(high - low) || (logarithmic && !(low > 0))) {
        throw new IllegalArgumentException("chart: the axis '" + label + "' cannot reach from " + low + " to " + high
            + (logarithmic ? " in a logarithmic scale" : ""));
      }
    }

    /** A linear axis. */
    public static Axis linear(String label, double low, double high) {
      return new Axis(label, low, high, false);
    }

    /** A logarithmic axis. */
    public static Axis logarithmic(String label, double low, double high) {
      return new Axis(label, low, high, true);
    }

    /** Where a number lies: 0 at low, 1 at high. */
    double place(double value) {
      return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }
  }

  /** Colours that people with any kind of colour vision can tell apart (Okabe and Ito, "Color universal design", 2008). */
  public enum Ink {
    /** For what is known exactly. */
    BLACK(0x000000), BLUE(0x0072b2), ORANGE(0xe69f00), GREEN(0x009e73), RED(0xd55e00), PURPLE(0xcc79a7), SKY(0x56b4e9), GREY(0x999999);

    private final int rgb;

    Ink(int rgb) {
      this.rgb = rgb;
    }

    Color colour() {
      return new Color(rgb);
    }
  }

  /** How the points of a line are joined. */
  public enum Pattern {
    /** A line. */
    SOLID,
    /** Dashes, for instance over a line that should agree. */
    DASHED,
    /** Dots that are not joined. */
    DOTS,
    /** Open circles that are not joined, around which dots fit. */
    CIRCLES
  }

  /** Something drawn in the frame. */
  public sealed interface Mark {}

  /**
   * A curve through points.
   *
   * @param name in the legend, or null for none
   * @param x horizontal places
   * @param y as many vertical ones
   */
  public record Line(String name, Ink ink, Pattern pattern, double[] x, double[] y) implements Mark {
    public Line {
      if (x.length != y.length) {
        throw new IllegalArgumentException("chart: the line '" + name + "' has " + x.length + " x and " + y.length + " y");
      }
    }

    /** A solid line. */
    public static Line solid(String name, Ink ink, double[] x, double[] y) {
      return new Line(name, ink, Pattern.SOLID, x, y);
    }

    /** A dashed line. */
    public static Line dashed(String name, Ink ink, double[] x, double[] y) {
      return new Line(name, ink, Pattern.DASHED, x, y);
    }

    /** Dots. */
    public static Line dots(String name, Ink ink, double[] x, double[] y) {
      return new Line(name, ink, Pattern.DOTS, x, y);
    }

    /** Open circles. */
    public static Line circles(String name, Ink ink, double[] x, double[] y) {
      return new Line(name, ink, Pattern.CIRCLES, x, y);
    }
  }

  /**
   * Cells that fill the frame, coloured by their values from blue (low) over white to orange (high), with a scale beside the frame.
   *
   * @param columns cells per row
   * @param values [rows, columns], the lowest row first; not finite: grey
   * @param low blue's value
   * @param high orange's value
   */
  public record Cells(int columns, double[] values, double low, double high) implements Mark {
    public Cells {
      if (columns < 1 || values.length < columns || values.length % columns != 0 || !(low < high)) {
        throw new IllegalArgumentException("chart: " + values.length + " values do not fill rows of " + columns + " cells, or " + low
            + " is not below " + high);
      }
    }

    Color colour(double value) {
      if (!Double.isFinite(value)) {
        return Color.GRAY;
      }
      double t = Math.clamp((value - low) / (high - low), 0.0, 1.0);
      double share = Math.abs(2 * t - 1);
      int end = t < 0.5 ? 0x2166ac : 0xd6741a;
      int red = (int) Math.round(247 + (((end >> 16) & 255) - 247) * share);
      int green = (int) Math.round(247 + (((end >> 8) & 255) - 247) * share);
      int blue = (int) Math.round(247 + ((end & 255) - 247) * share);
      return new Color(red, green, blue);
    }
  }

  /** The chart as an RGB picture. */
  public Picture draw() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    try {
      ChartFrame frame = new ChartFrame(this, canvas);
      Shape all = canvas.getClip();
      canvas.clip(frame.area());
      for (Mark mark : marks) {
        switch (mark) {
          case Line line -> draw(canvas, frame, line);
          case Cells cells -> draw(canvas, frame, cells);
        }
      }
      canvas.setClip(all);
      frame.outline();
    } finally {
      canvas.dispose();
    }
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      int rgb = image.getRGB(i % width, i / width);
      pixels[3 * i] = (byte) (rgb >> 16);
      pixels[3 * i + 1] = (byte) (rgb >> 8);
      pixels[3 * i + 2] = (byte) rgb;
    }
    return new Picture(width, height, 3, pixels);
  }

  private static void draw(Graphics2D canvas, ChartFrame frame, Line line) {
    canvas.setColor(line.ink().colour());
    canvas.setStroke(stroke(line.pattern()));
    if (line.pattern() == Pattern.DOTS || line.pattern() == Pattern.CIRCLES) {
      for (int i = 0; i < line.x().length; i++) {
        if (frame.isDrawable(line.x()[i], line.y()[i])) {
          spot(canvas, line.pattern(), frame.column(line.x()[i]), frame.row(line.y()[i]));
        }
      }
      return;
    }
    Path2D path = new Path2D.Double();
    boolean down = false;
    for (int i = 0; i < line.x().length; i++) {
      boolean drawable = frame.isDrawable(line.x()[i], line.y()[i]);
      if (drawable && down) {
        path.lineTo(frame.column(line.x()[i]), frame.row(line.y()[i]));
      } else if (drawable) {
        path.moveTo(frame.column(line.x()[i]), frame.row(line.y()[i]));
      }
      down = drawable;
    }
    canvas.draw(path);
  }

  static void spot(Graphics2D canvas, Pattern pattern, double x, double y) {
    if (pattern == Pattern.CIRCLES) {
      canvas.draw(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
    } else {
      canvas.fill(new Ellipse2D.Double(x - 2.5, y - 2.5, 5, 5));
    }
  }

  static BasicStroke stroke(Pattern pattern) {
    return pattern == Pattern.DASHED
        ? new BasicStroke(2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1f, new float[] {7, 4}, 0)
        : new BasicStroke(1.8f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  private static void draw(Graphics2D canvas, ChartFrame frame, Cells cells) {
    int rows = cells.values().length / cells.columns();
    java.awt.Rectangle area = frame.area();
    for (int row = 0; row < rows; row++) {
      int bottom = area.y + area.height - row * area.height / rows;
      int top = area.y + area.height - (row + 1) * area.height / rows;
      for (int column = 0; column < cells.columns(); column++) {
        int left = area.x + column * area.width / cells.columns();
        int right = area.x + (column + 1) * area.width / cells.columns();
        canvas.setColor(cells.colour(cells.values()[row * cells.columns() + column]));
        canvas.fillRect(left, top, right - left, bottom - top);
      }
    }
  }

  /** Pictures of one height side by side. */
  public static Picture beside(Picture... pictures) {
    int width = 0;
    for (Picture picture : pictures) {
      if (picture.height() != pictures[0].height() || picture.channels() != pictures[0].channels()) {
        throw new IllegalArgumentException("chart: pictures side by side must have one height and kind");
      }
      width += picture.width();
    }
    int channels = pictures[0].channels();
    byte[] pixels = new byte[channels * width * pictures[0].height()];
    int left = 0;
    for (Picture picture : pictures) {
      int run = channels * picture.width();
      for (int row = 0; row < picture.height(); row++) {
        System.arraycopy(picture.pixels(), row * run, pixels, channels * (row * width + left), run);
      }
      left += picture.width();
    }
    return new Picture(width, pictures[0].height(), channels, pixels);
  }
}
