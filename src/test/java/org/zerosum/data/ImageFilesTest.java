package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.zerosum.data.DataErrors.assertRefused;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFilesTest {
  @TempDir Path folder;

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static BufferedImage rgb(int width, int height, int colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour);
      }
    }
    return image;
  }

  private static BufferedImage grey(int side, int value) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < side * side; i++) {
      image.getRaster().setSample(i % side, i / side, 0, value);
    }
    return image;
  }

  private void put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Dataset read() {
    return Datasets.open(folder.toString(), ImageOptions.defaults());
  }

  private static float[] sample(Dataset data, int index) {
    float[] out = new float[data.sampleShape().elements()];
    data.read(index, out, 0);
    return out;
  }

  /** A PNG of any declared size around the given raw scan lines. */
  private static byte[] png(int width, int height, int depth, int colourType, byte[] lines) throws IOException {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(lines);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) depth).put((byte) colourType).array();
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", deflated.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(OutputStream out, String type, byte[] data) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length).put(type.getBytes()).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    out.write(chunk.putInt((int) crc.getValue()).array());
  }

  @Test
  void readsClassesInNameOrder() throws IOException {
    put("cat/2.png", encoded(rgb(16, 16, 0x0000ff), "png"));
    put("cat/10.PNG", encoded(rgb(16, 16, 0x00ff00), "png"));
    put("ant/deep/er/1.png", encoded(rgb(16, 16, 0xff0000), "png"));
    put("ant/notes.txt", new byte[] {1});
    put("ant/.hidden.png", new byte[] {1});
    Dataset data = read();
    assertEquals(new SampleShape(3, 16, 16), data.sampleShape());
    assertEquals(List.of("ant", "cat"), data.classNames());
    assertArrayEquals(new int[] {0, 1, 1}, new int[] {data.label(0), data.label(1), data.label(2)});
    assertEquals(List.of(1f, -1f, -1f), channelsOf(sample(data, 0)));
    assertEquals(List.of(-1f, 1f, -1f), channelsOf(sample(data, 1)));
    assertEquals(List.of(-1f, -1f, 1f), channelsOf(sample(data, 2)));
  }

  private static List<Float> channelsOf(float[] x) {
    return List.of(x[0], x[x.length / 3], x[2 * x.length / 3]);
  }

  @Test
  void findsClassesFromPaths() {
    assertEquals(List.of(), ClassLabels.of(List.of("a.png", "b.png")).names());
    assertEquals(List.of(), ClassLabels.of(List.of("all/a.png", "all/b.png")).names());
    ClassLabels nested = ClassLabels.of(List.of("set/train/dog/a.png", "set/train/eel/x/b.png", "set/train/dog/c.png"));
    assertEquals(List.of("dog", "eel"), nested.names());
    assertArrayEquals(new int[] {0, 1, 0}, nested.labels());
    ClassLabels mixed = ClassLabels.of(List.of("a.png", "dog/b.png"));
    assertArrayEquals(new int[] {-1, 0}, mixed.labels());
  }

  @Test
  void keepsGreySamplesExactly() throws IOException {
    put("a.png", encoded(grey(16, 77), "png"));
    put("b.png", encoded(grey(16, 200), "png"));
    Dataset data = read();
    assertEquals(new SampleShape(1, 16, 16), data.sampleShape());
    assertEquals((77 - 127.5f) / 127.5f, sample(data, 0)[5]);
    assertEquals((200 - 127.5f) / 127.5f, sample(data, 1)[5]);
  }

  @Test
  void mixesGreyAndColourAsRgb() throws IOException {
    put("a.png", encoded(grey(16, 77), "png"));
    put("b.png", encoded(rgb(16, 16, 0x102030), "png"));
    Dataset data = read();
    assertEquals(3, data.sampleShape().channels());
    float grey = (77 - 127.5f) / 127.5f;
    assertEquals(List.of(grey, grey, grey), channelsOf(sample(data, 0)));
    Dataset asGrey = Datasets.open(folder.toString(), new ImageOptions(0, 1));
    int luma = (299 * 0x10 + 587 * 0x20 + 114 * 0x30 + 500) / 1000;
    assertEquals((luma - 127.5f) / 127.5f, sample(asGrey, 1)[0]);
  }

  @Test
  void readsLowDepthAndDeepPngs() throws IOException {
    byte[] lines = new byte[16 * 3];
    Arrays.fill(lines, (byte) 0xf0);
    for (int y = 0; y < 16; y++) {
      lines[3 * y] = 0;
    }
    put("a.png", png(16, 16, 1, 0, lines));
    byte[] deep = new byte[16 * 33];
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        deep[33 * y + 1 + 2 * x] = 0x4d;
        deep[33 * y + 2 + 2 * x] = 0x4d;
      }
    }
    put("b.png", png(16, 16, 16, 0, deep));
    Dataset data = read();
    assertEquals(1, data.sampleShape().channels());
    assertEquals(1f, sample(data, 0)[0]);
    assertEquals(-1f, sample(data, 0)[4]);
    assertEquals((77 - 127.5f) / 127.5f, sample(data, 1)[9]);
  }

  @Test
  void compositesAlphaOverBlack() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80ff6400);
    put("a.png", encoded(image, "png"));
    float[] x = sample(read(), 0);
    assertEquals(((255 * 128 + 127) / 255 - 127.5f) / 127.5f, x[0]);
    assertEquals(((100 * 128 + 127) / 255 - 127.5f) / 127.5f, x[256]);
    assertEquals(-1f, x[1]);
  }

  @Test
  void choosesTheSizeFromTheSmallestSide() throws IOException {
    put("a.png", encoded(rgb(100, 70, 0x808080), "png"));
    put("b.jpg", encoded(rgb(300, 200, 0x808080), "jpg"));
    assertEquals(new SampleShape(3, 64, 64), read().sampleShape());
    assertEquals(16, Datasets.open(folder.toString(), new ImageOptions(16, 0)).sampleShape().width());
    put("c.png", encoded(rgb(15, 70, 0x808080), "png"));
    assertRefused(this::read, "c.png", "15x70");
    assertEquals(32, Datasets.open(folder.toString(), new ImageOptions(32, 0)).sampleShape().width());
  }

  @Test
  void padsTwentyEightToThirtyTwo() throws IOException {
    put("a.png", encoded(grey(28, 255), "png"));
    Dataset data = read();
    assertEquals(new SampleShape(1, 32, 32), data.sampleShape());
    float[] x = sample(data, 0);
    assertEquals(-1f, x[33]);
    assertEquals(1f, x[66]);
  }

  @Test
  void zipGivesTheSameAsTheFolder() throws IOException {
    put("x/1.jpg", encoded(rgb(40, 33, 0x3366cc), "jpg"));
    put("y/2.png", encoded(rgb(33, 40, 0x993311), "png"));
    Path zip = Files.createTempFile("images", ".bin");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("y/2.png", "__MACOSX/y/2.png", "x/1.jpg", "../../up.txt")) {
        out.putNextEntry(new ZipEntry(name));
        if (!name.startsWith("_") && !name.startsWith(".")) {
          out.write(Files.readAllBytes(folder.resolve(name)));
        }
        out.closeEntry();
      }
    }
    try {
      Dataset fromZip = Datasets.open(zip.toString(), ImageOptions.defaults());
      Dataset fromFolder = read();
      assertEquals(List.of("x", "y"), fromZip.classNames());
      assertEquals(2, fromZip.size());
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(sample(fromFolder, i), sample(fromZip, i));
        assertEquals(i, fromZip.label(i));
      }
    } finally {
      Files.delete(zip);
    }
  }

  @Test
  void refusesBadImagesByName() throws IOException {
    assertRefused(this::read, folder.toString(), "no .png");
    byte[] good = encoded(rgb(64, 64, 0x123456), "png");
    put("a/good.png", good);
    put("a/x.png", "not a picture at all, but long enough for a header".getBytes());
    assertRefused(this::read, "a/x.png", "neither a PNG nor a JPEG");
    put("a/x.png", new byte[0]);
    assertRefused(this::read, "a/x.png", "0 bytes");
    put("a/x.png", Arrays.copyOf(good, 60));
    assertRefused(this::read, "a/x.png");
    put("a/x.png", Arrays.copyOf(good, good.length - 30));
    assertRefused(this::read, "a/x.png", "cannot be decoded");
    Files.delete(folder.resolve("a/x.png"));
    byte[] jpeg = encoded(noise(64), "jpg");
    put("a/y.jpg", Arrays.copyOf(jpeg, jpeg.length / 2));
    assertRefused(this::read, "a/y.jpg", "truncated");
    put("a/y.jpg", Arrays.copyOf(jpeg, 30));
    assertRefused(this::read, "a/y.jpg");
  }

  private static BufferedImage noise(int side) {
    BufferedImage image = rgb(side, side, 0);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, (int) CounterRandom.mix(i) & 0xffffff);
    }
    return image;
  }

  @Test
  void refusesPngBombsBeforeDecoding() throws IOException {
    put("a.png", png(60_000, 60_000, 8, 2, new byte[100]));
    assertRefused(this::read, "a.png", "60000x60000", "16384");
    put("a.png", png(16_000, 16_000, 8, 2, new byte[100]));
    assertRefused(this::read, "a.png", "67108864");
    put("a.png", png(8_000, 8_000, 8, 2, new byte[100]));
    assertRefused(this::read, "a.png", "8000x8000", "cannot hold them");
    put("a.png", png(-1, 5, 8, 2, new byte[100]));
    assertRefused(this::read, "a.png", "4294967295");
    put("a.png", png(0, 5, 8, 2, new byte[100]));
    assertRefused(this::read, "a.png", "0x5");
  }

  @Test
  void refusesBadZips() throws IOException {
    Path zip = folder.resolve("z.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
      out.closeEntry();
    }
    assertRefused(() -> Datasets.open(zip.toString(), ImageOptions.defaults()), "z.zip", "no .png");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("bomb.png"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 80; i++) {
        out.write(zeros);
      }
      out.closeEntry();
    }
    assertRefused(() -> Datasets.open(zip.toString(), ImageOptions.defaults()), "z.zip!bomb.png", "64 MiB");
    byte[] bytes = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(() -> Datasets.open(zip.toString(), ImageOptions.defaults()), "z.zip", "truncated or damaged");
  }

  @Test
  void refusesAZipEntryThatLiesAboutItself() throws IOException {
    Path zip = folder.resolve("z.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a.png"));
      out.write(encoded(noise(16), "png"));
      out.closeEntry();
    }
    byte[] bytes = Files.readAllBytes(zip);
    int directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 6);
    for (int size : new int[] {10, 2_000_000_000}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, size);
      Files.write(zip, bytes);
      assertRefused(() -> Datasets.open(zip.toString(), ImageOptions.defaults()), "z.zip!a.png", "damaged");
    }
  }
}
