package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.zerosum.data.DataErrors.assertRefused;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxTest {
  private static final int IMAGES = 0x00000803;
  private static final int LABELS = 0x00000801;

  @TempDir Path folder;

  private static byte[] idx(int elements, int magic, int... extents) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + elements).putInt(magic);
    Arrays.stream(extents).forEach(bytes::putInt);
    for (int i = 0; i < elements; i++) {
      bytes.put((byte) (i * 7 + 3));
    }
    return bytes.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static Dataset read(Path path) {
    return Datasets.open(path.toString(), ImageOptions.defaults());
  }

  @Test
  void readsImagesAsTheyAre() throws IOException {
    Dataset data = read(file("x", idx(3 * 256, IMAGES, 3, 16, 16)));
    assertEquals(3, data.size());
    assertEquals(new SampleShape(1, 16, 16), data.sampleShape());
    float[] out = new float[258];
    data.read(2, out, 1);
    assertEquals(0f, out[0]);
    assertEquals(0f, out[257]);
    for (int i = 0; i < 256; i++) {
      assertEquals((((512 + i) * 7 + 3 & 0xff) - 127.5f) / 127.5f, out[1 + i]);
    }
    assertEquals(Dataset.UNLABELLED, data.label(0));
    assertEquals(List.of(), data.classNames());
  }

  @Test
  void padsTwentyEightToThirtyTwoWithBackground() throws IOException {
    Dataset data = read(file("x.gz", gzip(idx(784, IMAGES, 1, 28, 28))));
    assertEquals(new SampleShape(1, 32, 32), data.sampleShape());
    float[] out = new float[1024];
    data.read(0, out, 0);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        boolean inside = y >= 2 && y < 30 && x >= 2 && x < 30;
        float expected = inside ? ((((y - 2) * 28 + x - 2) * 7 + 3 & 0xff) - 127.5f) / 127.5f : -1f;
        assertEquals(expected, out[y * 32 + x]);
      }
    }
  }

  @Test
  void prefersTheTrainingSetAndTakesItsLabels() throws IOException {
    file("t10k-images-idx3-ubyte", idx(2 * 256, IMAGES, 2, 16, 16));
    file("t10k-labels-idx1-ubyte", idx(2, LABELS, 2));
    assertEquals(2, read(folder).size());
    file("train-images-idx3-ubyte.gz", gzip(idx(3 * 256, IMAGES, 3, 16, 16)));
    file("train-labels-idx1-ubyte", idx(3, LABELS, 3));
    Dataset data = read(folder);
    assertEquals(3, data.size());
    assertArrayEquals(new int[] {3, 10, 17}, new int[] {data.label(0), data.label(1), data.label(2)});
    assertEquals(18, data.classNames().size());
  }

  @Test
  void repeatsGreyForRgb() throws IOException {
    Path path = file("x", idx(256, IMAGES, 1, 16, 16));
    Dataset data = Datasets.open(path.toString(), new ImageOptions(0, 3));
    float[] out = new float[768];
    data.read(0, out, 0);
    assertArrayEquals(Arrays.copyOf(out, 256), Arrays.copyOfRange(out, 512, 768));
  }

  @Test
  void refusesMissingAndForeignFiles() throws IOException {
    assertRefused(() -> read(folder.resolve("none")), "none", "no such file");
    assertRefused(() -> Idx.read(folder, ImageOptions.defaults()), "no IDX image file");
    assertRefused(() -> read(file("a", new byte[0])), "truncated");
    assertRefused(() -> read(file("b", new byte[] {0, 0, 8})), "truncated");
    assertRefused(() -> read(file("c", "hello, world".getBytes())), "not an IDX file", "68656c6c");
    assertRefused(() -> read(file("d", idx(5, LABELS, 5))), "08 01", "images-idx3");
    assertRefused(() -> read(file("e", idx(4 * 256, 0x00000D03, 1, 16, 16))), "0d 03", "unsigned bytes");
  }

  @Test
  void refusesHeadersThatContradictThePlainFile() throws IOException {
    assertRefused(() -> read(file("short", idx(255, IMAGES, 1, 16, 16))), "declares 272", "has 271");
    assertRefused(() -> read(file("long", idx(257, IMAGES, 1, 16, 16))), "declares 272", "has 273");
    assertRefused(() -> read(file("lying", idx(256, IMAGES, 2_000_000_000, 1, 1))), "declares 2000000016");
    assertRefused(() -> read(file("huge", idx(256, IMAGES, Integer.MAX_VALUE, 4096, 4096))), "4 GiB");
    assertRefused(() -> read(file("negative", idx(256, IMAGES, -1, 16, 16))), "4294967295");
    assertRefused(() -> read(file("empty", idx(0, IMAGES, 0, 16, 16))), "extent 0 is 0");
    assertRefused(() -> read(file("wide", idx(0, IMAGES, 1, 16, 5000))), "extent 2 is 5000");
    assertRefused(() -> read(file("cut", Arrays.copyOf(idx(256, IMAGES, 1, 16, 16), 10))), "truncated");
    assertRefused(() -> read(file("small", idx(25, IMAGES, 1, 5, 5))), "5x5", "smaller than 16x16");
  }

  @Test
  void refusesGzipThatContradictsItsHeader() throws IOException {
    assertRefused(() -> read(file("short", gzip(idx(255, IMAGES, 1, 16, 16)))), "truncated");
    assertRefused(() -> read(file("long", gzip(idx(257, IMAGES, 1, 16, 16)))), "goes on after");
    assertRefused(() -> read(file("lying", gzip(idx(0, IMAGES, 5_000_000, 28, 28)))), "cannot hold them");
    byte[] whole = gzip(idx(256, IMAGES, 1, 16, 16));
    assertRefused(() -> read(file("cut", Arrays.copyOf(whole, whole.length / 2))), "truncated");
    byte[] damaged = whole.clone();
    damaged[whole.length - 6] ^= 1;
    assertRefused(() -> read(file("crc", damaged)), "corrupt");
    byte[] noise = whole.clone();
    Arrays.fill(noise, 10, 40, (byte) 0xff);
    assertRefused(() -> read(file("noise", noise)), "corrupt");
  }

  @Test
  void stopsAGzipBombAtTheDeclaredSize() throws IOException {
    Path bomb = folder.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      out.write(idx(256, IMAGES, 1, 16, 16));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        out.write(zeros);
      }
    }
    assertRefused(() -> read(bomb), "goes on after");
  }

  @Test
  void refusesWhatTheHeapCannotHold() {
    assertRefused(() -> StoredImages.requireMemory("many", 1L << 30, 1L << 20), "many", "-Xmx");
  }

  @Test
  void refusesLabelsThatDoNotFit() throws IOException {
    file("images-idx3-ubyte", idx(512, IMAGES, 2, 16, 16));
    file("labels-idx1-ubyte", idx(3, LABELS, 3));
    assertRefused(() -> read(folder), "3 labels", "2 images");
    file("labels-idx1-ubyte", idx(3, LABELS, 2));
    assertRefused(() -> read(folder), "labels", "declares 10");
  }
}
