package org.zerosum.data;

/**
 * Draws strokes with a round pen, anti-aliased: a pixel's coverage is (r − d) / softness + ½ clamped to [0, 1], d the
 * distance of its centre from the segment and r the pen's radius at the nearest point; where segments meet the larger
 * value holds. Only {@code + − × ÷ sqrt min max} and comparisons in float, so the bytes are the same everywhere.
 */
final class StrokeCanvas {
  private static final float SOFTNESS = 1.25f;

  private final int size;
  private final float[] coverage;

  StrokeCanvas(int size) {
    this.size = size;
    coverage = new float[size * size];
  }

  /** The picture, [H, W], 0 background to 255 ink, rounded half up. */
  byte[] pixels() {
    byte[] bytes = new byte[coverage.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) (coverage[i] * 255f + 0.5f);
    }
    return bytes;
  }

  /**
   * A segment from a to b in pixels (pixel centres at half-integers), the pen's radius running from {@code ra} to
   * {@code rb}.
   */
  void segment(float ax, float ay, float ra, float bx, float by, float rb) {
    float reach = Math.max(ra, rb) + 0.5f * SOFTNESS;
    int left = pixel(Math.min(ax, bx) - reach);
    int right = pixel(Math.max(ax, bx) + reach);
    int top = pixel(Math.min(ay, by) - reach);
    int bottom = pixel(Math.max(ay, by) + reach);
    float dx = bx - ax;
    float dy = by - ay;
    float squared = dx * dx + dy * dy;
    float inverse = squared > 0 ? 1f / squared : 0f;
    for (int y = top; y <= bottom; y++) {
      float py = y + 0.5f - ay;
      for (int x = left; x <= right; x++) {
        float px = x + 0.5f - ax;
        float t = Math.min(1f, Math.max(0f, (px * dx + py * dy) * inverse));
        float ex = px - t * dx;
        float ey = py - t * dy;
        float radius = ra + t * (rb - ra);
        float distance = (float) Math.sqrt(ex * ex + ey * ey);
        float value = Math.min(1f, (radius - distance) * (1f / SOFTNESS) + 0.5f);
        int i = y * size + x;
        coverage[i] = Math.max(coverage[i], value);
      }
    }
  }

  private int pixel(float at) {
    return (int) Math.min(size - 1f, Math.max(0f, at));
  }
}
