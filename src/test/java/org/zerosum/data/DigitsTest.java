package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DigitsTest {
  private final Digits digits = new Digits(Digits.DEFAULT_SIZE, 0, ImageOptions.defaults());

  @Test
  void theFirstHundredPicturesAreTheseBytes() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < 100; i++) {
      sha.update((byte) digits.label(i));
      sha.update(digits.draw(i));
    }
    assertEquals("dbff0e73fd49186de475b2d2a416582248921004af671e17fe1ae78f60309ca1", HexFormat.of()
        .formatHex(sha.digest()));
  }

  @Test
  void otherSizesAreTheseBytes() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (int side : new int[] {16, 64, 128}) {
      sha.update(new Digits(10, 5, new ImageOptions(side, 0)).draw(9));
    }
    assertEquals("c8fe8be3349857af50f2706bffe5bdb9216a068e6777fa0abbd69bf14528f5cc", HexFormat.of()
        .formatHex(sha.digest()));
  }

  @Test
  void isTheDefaultDataset() {
    Dataset data = Datasets.open("digits", ImageOptions.defaults());
    assertEquals("digits", data.name());
    assertEquals(60_000, data.size());
    assertEquals(new SampleShape(1, 32, 32), data.sampleShape());
    assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classNames());
    float[] out = new float[1024];
    data.read(3, out, 0);
    byte[] pixels = digits.draw(3);
    for (int i = 0; i < 1024; i++) {
      assertEquals(((pixels[i] & 255) - 127.5f) / 127.5f, out[i]);
    }
  }

  @Test
  void aSampleDependsOnSeedAndIndexOnly() {
    byte[] first = digits.draw(17);
    digits.draw(3);
    assertArrayEquals(first, new Digits(18, 0, ImageOptions.defaults()).draw(17));
    assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(new Digits(18, 1, ImageOptions.defaults()).draw(17)));
    assertNotEquals(Arrays.hashCode(first), Arrays.hashCode(digits.draw(18)));
  }

  @Test
  void everyDigitIsAboutAsFrequent() {
    int[] counts = new int[10];
    for (int i = 0; i < 10_000; i++) {
      counts[digits.label(i)]++;
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 1000) < 150, () -> Arrays.toString(counts));
    }
  }

  @Test
  void inkStaysInsideAndIsNeitherMissingNorEverywhere() {
    for (int i = 0; i < 2_000; i++) {
      byte[] pixels = digits.draw(i);
      int ink = 0;
      for (int p = 0; p < pixels.length; p++) {
        int value = pixels[p] & 255;
        ink += value;
        boolean border = p < 32 || p >= 992 || p % 32 == 0 || p % 32 == 31;
        assertTrue(!border || value == 0, "ink on the border of sample " + i);
      }
      double share = ink / (255.0 * 1024);
      assertTrue(share > 0.03 && share < 0.35, "ink of sample " + i + ": " + share);
    }
  }

  @Test
  void repeatsGreyForRgb() {
    Digits rgb = new Digits(2, 0, new ImageOptions(16, 3));
    float[] out = new float[3 * 256 + 1];
    rgb.read(1, out, 1);
    assertArrayEquals(Arrays.copyOfRange(out, 1, 257), Arrays.copyOfRange(out, 513, 769));
    assertThrows(IndexOutOfBoundsException.class, () -> rgb.read(2, out, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> rgb.read(0, out, 2));
  }
}
