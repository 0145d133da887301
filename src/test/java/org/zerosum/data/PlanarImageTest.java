package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PlanarImageTest {
  private static PlanarImage random(int channels, int height, int width) {
    byte[] pixels = new byte[channels * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) CounterRandom.mix(i);
    }
    return new PlanarImage(channels, height, width, pixels);
  }

  @Test
  void averagesWholeBlocks() {
    PlanarImage image = random(2, 32, 32);
    PlanarImage half = image.fitted(16);
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 16; x++) {
          int at = (c * 32 + 2 * y) * 32 + 2 * x;
          byte[] p = image.pixels();
          int sum = (p[at] & 255) + (p[at + 1] & 255) + (p[at + 32] & 255) + (p[at + 33] & 255);
          assertEquals((sum + 2) / 4, half.pixels()[(c * 16 + y) * 16 + x] & 255);
        }
      }
    }
  }

  @Test
  void agreesWithDoubleArithmeticAtOddRatios() {
    for (int side : new int[] {17, 31, 45, 15, 9, 1}) {
      PlanarImage image = random(1, side, side);
      PlanarImage fitted = image.fitted(16);
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 16; x++) {
          double expected = side > 16 ? area(image, y, x) : bilinear(image, y, x);
          assertEquals(expected, fitted.pixels()[y * 16 + x] & 255, 0.5001);
        }
      }
    }
  }

  private static double area(PlanarImage image, int p, int q) {
    int s = image.width();
    double sum = 0;
    for (int y = 0; y < s; y++) {
      for (int x = 0; x < s; x++) {
        sum += cover(p, y, s) * cover(q, x, s) * (image.pixels()[y * s + x] & 255);
      }
    }
    return sum * 256 / ((double) s * s);
  }

  private static double cover(int target, int source, int s) {
    double scale = s / 16.0;
    return Math.max(0, Math.min((target + 1) * scale, source + 1) - Math.max(target * scale, source));
  }

  private static double bilinear(PlanarImage image, int p, int q) {
    int s = image.width();
    double y = Math.clamp((p + 0.5) * s / 16 - 0.5, 0, s - 1);
    double x = Math.clamp((q + 0.5) * s / 16 - 0.5, 0, s - 1);
    double sum = 0;
    for (int i = 0; i < s; i++) {
      for (int j = 0; j < s; j++) {
        sum += Math.max(0, 1 - Math.abs(y - i)) * Math.max(0, 1 - Math.abs(x - j)) * (image.pixels()[i * s + j] & 255);
      }
    }
    return sum;
  }

  @Test
  void cropsTheCentre() {
    PlanarImage wide = random(1, 16, 21);
    byte[] expected = new byte[256];
    for (int i = 0; i < 256; i++) {
      expected[i] = wide.pixels()[i / 16 * 21 + 2 + i % 16];
    }
    assertArrayEquals(expected, wide.fitted(16).pixels());
    PlanarImage tall = random(1, 18, 16);
    assertEquals(tall.pixels()[16], tall.fitted(16).pixels()[0]);
  }

  @Test
  void keepsConstantsWhateverTheRatio() {
    for (int side : new int[] {1, 5, 16, 28, 33, 127, 500}) {
      byte[] pixels = new byte[side * side];
      java.util.Arrays.fill(pixels, (byte) 201);
      byte[] fitted = new PlanarImage(1, side, side, pixels).fitted(64).pixels();
      assertEquals(201, fitted[32 * 64 + 32] & 255);
    }
  }
}
