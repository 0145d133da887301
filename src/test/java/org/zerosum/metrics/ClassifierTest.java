package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.Devices;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.data.Batches;
import org.zerosum.data.Digits;
import org.zerosum.data.ImageOptions;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

final class ClassifierTest {
  private static final Classifier.Form FORM = new Classifier.Form(1, 16, 10);
  private static final Digits DIGITS = new Digits(2_000, 0, new ImageOptions(16, 1));

  private static void read(int from, int count, float[] out) {
    for (int i = 0; i < count; i++) {
      DIGITS.read(from + i, out, i * 256);
    }
  }

  private static Classifier train(Backend backend, int steps, int batch) {
    Classifier classifier = new Classifier(backend, FORM, 1);
    new ClassifierTraining(classifier, steps).run(new Batches(DIGITS, batch, 1)::next, batch, (_, _) -> {});
    return classifier;
  }

  private static String hashOn(String device) {
    try (Backend backend = Devices.open(device, 2)) {
      return train(backend, 3, 9).hash();
    }
  }

  @Test
  void trainingGivesTheSameBitsOnEveryDevice() {
    String expected = hashOn("scalar");
    assertTrue(expected.matches("[0-9a-f]{8}"), expected);
    assertEquals(expected, hashOn("vector"));
    try (Backend backend = Devices.open("vector", 1)) {
      assertNotEquals(expected, train(backend, 2, 9).hash(), "the hash is of the numbers");
    }
  }

  @Test
  void openClTrainsToTheSameHash() {
    OpenClTestDevice.get();
    assertEquals(hashOn("scalar"), hashOn("opencl"));
  }

  @Test
  void digitsAreLearnt() {
    try (Backend backend = Devices.open("vector", 2)) {
      float[] losses = new float[81];
      Classifier classifier = new Classifier(backend, FORM, 1);
      long tensors = backend.memory().tensors();
      new ClassifierTraining(classifier, 80).run(new Batches(DIGITS, 32, 1)::next, 32, (step, loss) -> losses[step] = loss);
      assertEquals(tensors, backend.memory().tensors(), "training leaves no tensor behind");
      assertTrue(losses[1] > 2 && losses[80] < 0.5, Arrays.toString(losses));
      FeatureExtractor extractor = new ClassifierExtractor(classifier, "digits16");
      Digits others = new Digits(300, 7, new ImageOptions(16, 1));
      int[] labels = new int[300];
      Arrays.setAll(labels, others::label);
      Observations seen = Observations.of(extractor, (from, count, out) -> {
        for (int i = 0; i < count; i++) {
          others.read(from + i, out, i * 256);
        }
      }, 300, 256, 50, _ -> {});
      assertTrue(seen.correct(labels) > 240, seen.correct(labels) + " of 300");
    }
  }

  @Test
  void theBatchSizeChangesNoBit() {
    try (Backend backend = Devices.open("vector", 1); Scope _ = backend.openScope()) {
      Classifier classifier = train(backend, 2, 8);
      FeatureExtractor extractor = new ClassifierExtractor(classifier, "digits16");
      assertEquals("zerosum-digits16-cnn-" + classifier.hash(), extractor.name());
      assertEquals(128, extractor.dimension());
      assertEquals(10, extractor.classes());
      Observations all = Observations.of(extractor, ClassifierTest::read, 23, 256, 64, _ -> {});
      int[] calls = new int[1];
      Observations few = Observations.of(extractor, ClassifierTest::read, 23, 256, 5, seen -> calls[0] = seen);
      assertEquals(23, calls[0]);
      FloatAssert.assertSameBits("features", all.features().values(), few.features().values());
      FloatAssert.assertSameBits("logits", all.logits().orElseThrow().values(), few.logits().orElseThrow().values());
      FloatAssert.assertSameBits("part", few.part(7, 9).features().values(), all.features().part(7, 9).values());
    }
  }

  @Test
  void featuresHaveAboutUnitVariance() {
    try (Backend backend = Devices.open("vector", 2)) {
      FeatureExtractor extractor = new ClassifierExtractor(train(backend, 60, 32), "digits16");
      FeatureStatistics statistics = FeatureStatistics.of(Observations.of(extractor, ClassifierTest::read, 500, 256, 100, _ -> {}).features());
      double trace = 0;
      for (int k = 0; k < 128; k++) {
        trace += statistics.covariance()[k * 129];
      }
      assertEquals(1, trace / 128, 0.3);
    }
  }

  @Test
  void impossibleFormsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Classifier.Form(1, 24, 10));
    assertThrows(IllegalArgumentException.class, () -> new Classifier.Form(1, 32, 1));
    assertThrows(IllegalArgumentException.class, () -> new Classifier.Form(0, 32, 10));
  }
}
