package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads the real files where they are; elsewhere visibly skipped. */
final class RealDataTest {
  private static Path find(String name) {
    Path path = Path.of(System.getProperty("zerosum.data", "../shared/data")).resolve(name);
    assumeTrue(Files.exists(path), () -> path + " is not here; set -Dzerosum.data=FOLDER to run this test");
    return path;
  }

  @Test
  void mnist() {
    Dataset data = Datasets.open(find("mnist").toString(), ImageOptions.defaults());
    assertEquals(10_000, data.size());
    assertEquals(new SampleShape(1, 32, 32), data.sampleShape());
    assertEquals(10, data.classNames().size());
    int[] first = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
    double sum = 0;
    float[] x = new float[1024];
    for (int i = 0; i < data.size(); i++) {
      assertTrue(i >= first.length || data.label(i) == first[i]);
      data.read(i, x, 0);
      for (float value : x) {
        sum += (value + 1) / 2;
      }
    }
    // The test set's published mean pixel is 0.1325 over 28×28.
    assertEquals(0.1325, sum / (784.0 * data.size()), 0.0002);
  }

  @Test
  void cifar() {
    long begin = System.nanoTime();
    Dataset data = Datasets.open(find("cifar10/train-10k.zip").toString(), ImageOptions.defaults());
    assertEquals(10_000, data.size());
    assertEquals(new SampleShape(3, 32, 32), data.sampleShape());
    assertEquals(List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
        data.classNames());
    int[] counts = new int[10];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    for (int count : counts) {
      assertEquals(1_000, count);
    }
    assertTrue(System.nanoTime() - begin < 60e9, "reading took more than a minute");
  }
}
