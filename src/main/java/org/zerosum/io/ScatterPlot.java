package org.zerosum.io;

import java.util.Arrays;

/**
 * Points in the plane as a 512×512 RGB picture of [−1.5, 1.5]², y upwards: grey lines at 0, lighter ones at ±1, an
 * anti-aliased dot per point. Points outside or not finite are left out.
 */
public final class ScatterPlot {
  private static final int SIDE = 512;
  private static final float RANGE = 1.5f;
  private static final float RADIUS = 2f;
  private static final int[] REFERENCE = {200, 205, 212};
  private static final int[] SAMPLE = {31, 96, 196};

  private ScatterPlot() {}

  /** Draws {@code count} points, [N, 2]. */
  public static Picture draw(float[] points, int count) {
    return draw(new float[0], 0, points, count);
  }

  /** Draws reference points (real data) in light grey and the samples over them; both [N, 2]. */
  public static Picture draw(float[] reference, int references, float[] points, int count) {
    if (references < 0 || count < 0 || 2L * references > reference.length || 2L * count > points.length) {
      throw new IllegalArgumentException("scatter plot: " + references + " and " + count
          + " points do not fit arrays of " + reference.length
          + " and " + points.length + " floats");
    }
    byte[] pixels = new byte[3 * SIDE * SIDE];
    Arrays.fill(pixels, (byte) 255);
    for (int tick = -1; tick <= 1; tick++) {
      int at = Math.round(place(tick));
      int grey = tick == 0 ? 190 : 232;
      for (int i = 0; i < SIDE; i++) {
        paint(pixels, i, at, new int[] {grey, grey, grey}, 1f);
        paint(pixels, at, i, new int[] {grey, grey, grey}, 1f);
      }
    }
    dots(pixels, reference, references, REFERENCE);
    dots(pixels, points, count, SAMPLE);
    return new Picture(SIDE, SIDE, 3, pixels);
  }

  private static float place(float coordinate) {
    return (coordinate + RANGE) * (SIDE / (2 * RANGE));
  }

  private static void dots(byte[] pixels, float[] points, int count, int[] colour) {
    for (int n = 0; n < count; n++) {
      float x = place(points[2 * n]);
      float y = SIDE - place(points[2 * n + 1]);
      if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) {
        dot(pixels, x, y, colour);
      }
    }
  }

  private static void dot(byte[] pixels, float centreX, float centreY, int[] colour) {
    int reach = (int) RADIUS + 1;
    for (int y = (int) centreY - reach; y <= (int) centreY + reach; y++) {
      for (int x = (int) centreX - reach; x <= (int) centreX + reach; x++) {
        float dx = x + 0.5f - centreX;
        float dy = y + 0.5f - centreY;
        float ink = Math.clamp(RADIUS + 0.5f - (float) Math.sqrt(dx * dx + dy * dy), 0f, 1f);
        if (ink > 0 && x >= 0 && x < SIDE && y >= 0 && y < SIDE) {
          paint(pixels, x, y, colour, 0.75f * ink);
        }
      }
    }
  }

  private static void paint(byte[] pixels, int x, int y, int[] colour, float ink) {
    for (int c = 0; c < 3; c++) {
      int i = 3 * (y * SIDE + x) + c;
      float under = pixels[i] & 0xff;
      pixels[i] = (byte) (int) (under + (colour[c] - under) * ink + 0.5f);
    }
  }
}
