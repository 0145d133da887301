package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageGridTest {
  @TempDir Path folder;

  @Test
  void roundsSoThatEveryByteComesBack() {
    for (int b = 0; b < 256; b++) {
      assertEquals((byte) b, ImageGrid.toByte((b - 127.5f) / 127.5f));
    }
    assertEquals((byte) 255, ImageGrid.toByte(1.5f));
    assertEquals((byte) 255, ImageGrid.toByte(Float.POSITIVE_INFINITY));
    assertEquals((byte) 0, ImageGrid.toByte(-7f));
    assertEquals((byte) 0, ImageGrid.toByte(Float.NaN));
    assertEquals((byte) 128, ImageGrid.toByte(0f));
  }

  @Test
  void placesSamplesRowByRow() {
    float[] samples = new float[5 * 2 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (i * 8 - 127.5f) / 127.5f;
    }
    Picture grid = ImageGrid.draw(samples, 5, 1, 2, 3, 0, 1);
    assertEquals(3 * 5 + 2, grid.width());
    assertEquals(2 * 4 + 2, grid.height());
    for (int n = 0; n < 5; n++) {
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 3; x++) {
          int at = (2 + n / 3 * 4 + y) * grid.width() + 2 + n % 3 * 5 + x;
          assertEquals((byte) (((n * 2 + y) * 3 + x) * 8), grid.pixels()[at]);
        }
      }
    }
    assertEquals(64, grid.pixels()[0]);
    assertEquals(64, grid.pixels()[grid.pixels().length - 1]);
    assertEquals(64, grid.pixels()[2 * grid.width() + 5]);
    assertEquals(0, grid.pixels()[6 * grid.width() + 12]);
  }

  @Test
  void scalesAndInterleavesColours() {
    float[] samples = {-1, 1, -1, 1, 1, -1};
    Picture grid = ImageGrid.draw(samples, 1, 3, 1, 2, 1, 3);
    assertEquals(2 * 3 + 4, grid.width());
    assertEquals(3 + 4, grid.height());
    int row = (4 * grid.width() + 2) * 3;
    assertArrayEquals(new byte[] {0, 0, -1}, Arrays.copyOfRange(grid.pixels(), row + 6, row + 9));
    assertArrayEquals(new byte[] {-1, -1, 0}, Arrays.copyOfRange(grid.pixels(), row + 9, row + 12));
  }

  @Test
  void pngKeepsEveryPixel() throws IOException {
    for (int channels : new int[] {1, 3}) {
      byte[] pixels = new byte[16 * 16 * channels];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (i * 31 + i / 256);
      }
      Path file = folder.resolve(channels + ".png");
      Png.write(file, new Picture(16, 16, channels, pixels));
      BufferedImage image = ImageIO.read(file.toFile());
      for (int i = 0; i < pixels.length; i++) {
        int pixel = i / channels;
        assertEquals(pixels[i] & 255, image.getRaster().getSample(pixel % 16, pixel / 16, i % channels));
      }
    }
  }

  @Test
  void enlargesSmallPicturesOnly() {
    assertEquals(2 * 32 + 4, ImageGrid.draw(new float[1024], 1, 1, 32, 32).width());
    assertEquals(64 + 4, ImageGrid.draw(new float[4096], 1, 1, 64, 64).width());
  }

  @Test
  void drawsPointsAsAScatterPlot() {
    Picture plot = ImageGrid.draw(new float[] {0.75f, 0.75f, 9f, 0f, Float.NaN, 0f, -1.5f, 1.5f}, 4, 2, 1, 1);
    assertEquals(512, plot.width());
    assertEquals(512, plot.height());
    assertEquals(0, (384 - 256) % 128);
    int dot = 3 * (128 * 512 + 384);
    assertEquals(255 + (31 - 255) * 0.75, plot.pixels()[dot] & 255, 1);
    assertEquals(190, plot.pixels()[3 * (256 * 512 + 100)] & 255);
    assertEquals(255, plot.pixels()[3 * (300 * 512 + 300)] & 255);
    Picture both = ScatterPlot.draw(new float[] {-0.75f, 0.75f}, 1, new float[2], 0);
    assertEquals(255 + (200 - 255) * 0.75, both.pixels()[3 * (128 * 512 + 128)] & 255, 1);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> ImageGrid.draw(new float[3], 1, 1, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> ImageGrid.draw(new float[8], 1, 2, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> ImageGrid.draw(new float[4], 1, 1, 2, 2, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> ImageGrid.draw(new float[4], 0, 1, 2, 2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> ScatterPlot.draw(new float[3], 2));
    assertThrows(IllegalArgumentException.class, () -> new Picture(2, 2, 1, new byte[3]));
  }
}
