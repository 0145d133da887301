package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.Devices;
import org.zerosum.data.Batches;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.data.ImageOptions;
import org.zerosum.data.Selection;
import org.zerosum.tensor.Backend;

/** The scale of the metrics on real digits, where they are; elsewhere visibly skipped. */
final class RealDataMetricsTest {
  private static final int ELEMENTS = 1_024;

  private static Dataset mnist() {
    Path path = Path.of(System.getProperty("zerosum.data", "../shared/data")).resolve("mnist");
    assumeTrue(Files.exists(path), () -> path + " is not here; set -Dzerosum.data=FOLDER to run this test");
    return Datasets.open(path.toString(), ImageOptions.defaults());
  }

  private static Observations observe(FeatureExtractor extractor, Observations.Samples samples) {
    return Observations.of(extractor, samples, 1_000, ELEMENTS, 250, _ -> {});
  }

  private static Observations.Samples reader(Dataset data) {
    return (from, count, out) -> {
      for (int i = 0; i < count; i++) {
        data.read(from + i, out, i * ELEMENTS);
      }
    };
  }

  @Test
  void realAgainstRealIsGoodAndNoiseIsBad() {
    Dataset data = mnist();
    Dataset seen = Selection.where(data, index -> index < 6_000);
    Dataset first = Selection.where(data, index -> index >= 6_000 && index < 7_000);
    Dataset second = Selection.where(data, index -> index >= 7_000 && index < 8_000);
    try (Backend backend = Devices.open("vector", 2)) {
      Classifier classifier = new Classifier(backend, new Classifier.Form(1, 32, 10), 1);
      new ClassifierTraining(classifier, 60).run(new Batches(seen, 64, 1)::next, 64, (_, _) -> {});
      FeatureExtractor extractor = new ClassifierExtractor(classifier, "mnist32");
      Observations real = observe(extractor, reader(first));
      int[] labels = new int[1_000];
      Arrays.setAll(labels, first::label);
      assertTrue(real.correct(labels) > 900, "accuracy " + real.correct(labels) / 1000.0);
      Observations other = observe(extractor, reader(second));
      Random random = new Random(1);
      Observations noise = observe(extractor, (_, _, out) -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = 2 * random.nextFloat() - 1;
        }
      });
      double good = FrechetDistance.of(FeatureStatistics.of(real.features()), FeatureStatistics.of(other.features()));
      double bad = FrechetDistance.of(FeatureStatistics.of(real.features()), FeatureStatistics.of(noise.features()));
      assertTrue(good < 10 && bad > 10 * good, good + " and " + bad);
      Manifolds near = Manifolds.of(real.features(), other.features());
      Manifolds far = Manifolds.of(real.features(), noise.features());
      assertTrue(near.precision() > 0.7 && near.recall() > 0.7 && near.coverage() > 0.85, "" + near);
      assertTrue(far.recall() < 0.05 && far.coverage() < 0.05, "" + far);
      double sure = InceptionScore.ofLogits(other.logits().orElseThrow(), 1).value();
      double unsure = InceptionScore.ofLogits(noise.logits().orElseThrow(), 1).value();
      assertTrue(sure > 3 && sure > 2 * unsure, sure + " and " + unsure);
    }
  }
}
