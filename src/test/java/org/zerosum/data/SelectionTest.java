package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelectionTest {
  @TempDir
  private Path folder;

  private static float first(Dataset data, int index) {
    float[] out = new float[data.sampleShape().elements()];
    data.read(index, out, 0);
    return out[0];
  }

  @Test
  void aShuffledSubsetIsDistinctAndDependsOnTheSeed() {
    Dataset ring = GaussianMixture.ring(500, 3);
    Selection some = Selection.shuffled(ring, 200, 1);
    Selection all = Selection.shuffled(ring, 500, 1);
    Set<Float> seen = new HashSet<>();
    int same = 0;
    for (int i = 0; i < 200; i++) {
      seen.add(first(some, i));
      assertEquals(first(some, i), first(all, i), "a smaller choice is the first of a larger");
      same += first(some, i) == first(Selection.shuffled(ring, 200, 2), i) ? 1 : 0;
    }
    assertEquals(200, seen.size());
    assertTrue(same < 10, "another seed chooses others, " + same);
    assertEquals(200, some.size());
    assertEquals(ring.classNames(), some.classNames());
    assertThrows(IllegalArgumentException.class, () -> Selection.shuffled(ring, 501, 1));
  }

  @Test
  void aConditionKeepsOrderAndLabels() {
    Dataset ring = GaussianMixture.ring(100, 3);
    Selection mode = Selection.where(ring, index -> ring.label(index) == 2);
    for (int i = 0; i < mode.size(); i++) {
      assertEquals(2, mode.label(i));
    }
    Selection tenths = Selection.where(ring, index -> index % 10 == 9);
    assertEquals(10, tenths.size());
    assertEquals(first(ring, 19), first(tenths, 1));
    assertThrows(IllegalArgumentException.class, () -> Selection.where(ring, _ -> false));
  }

  @Test
  void builtInDataHoldBackSamplesOfAnotherSeed() {
    for (String spec : new String[] {"digits", "ring", "grid"}) {
      Dataset training = Datasets.open(spec, ImageOptions.defaults());
      Dataset test = TestSplit.open(spec, ImageOptions.defaults()).orElseThrow();
      assertEquals(training.sampleShape(), test.sampleShape());
      assertEquals(10_000, test.size());
      float[] a = new float[training.sampleShape().elements()];
      float[] b = a.clone();
      training.read(0, a, 0);
      test.read(0, b, 0);
      assertTrue(!java.util.Arrays.equals(a, b), spec);
    }
  }

  @Test
  void anIdxTrainingFileHasTheTestFileBesideIt() throws IOException {
    assertTrue(TestSplit.open(folder.toString(), ImageOptions.defaults()).isEmpty());
    write("train-images-idx3-ubyte", 3);
    assertTrue(TestSplit.open(folder.toString(), ImageOptions.defaults()).isEmpty());
    write("t10k-images-idx3-ubyte", 2);
    assertEquals(2, TestSplit.open(folder.toString(), ImageOptions.defaults()).orElseThrow().size());
    assertEquals(2, TestSplit.open(folder.resolve("train-images-idx3-ubyte").toString(), ImageOptions.defaults()).orElseThrow().size());
    assertTrue(TestSplit.open(folder.resolve("t10k-images-idx3-ubyte").toString(), ImageOptions.defaults()).isEmpty());
  }

  private void write(String name, int samples) throws IOException {
    byte[] bytes = ByteBuffer.allocate(16 + samples * 256).putInt(0x803).putInt(samples).putInt(16).putInt(16).array();
    Files.write(folder.resolve(name), bytes);
  }
}
