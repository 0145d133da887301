package org.zerosum.metrics;

import java.util.Arrays;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/** A classifier as an extractor, named {@code zerosum-DATA-cnn-HASH} after what it was trained on and its own numbers. */
public final class ClassifierExtractor implements FeatureExtractor {
  private final Classifier classifier;
  private final String name;

  /**
   * Takes a trained classifier, whose numbers must not change any more.
   *
   * @param data what it was trained on, in short: {@code digits32}
   */
  public ClassifierExtractor(Classifier classifier, String data) {
    this.classifier = classifier;
    this.name = "zerosum-" + data + "-cnn-" + classifier.hash();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return Classifier.FEATURES;
  }

  @Override
  public int classes() {
    return classifier.form().classes();
  }

  @Override
  public void extract(float[] samples, int count, float[] features, float[] logits) {
    Backend backend = classifier.network().backend();
    int elements = classifier.form().batchShape(1).count();
    try (Scope _ = backend.openScope()) {
      float[] batch = samples.length == count * elements ? samples : Arrays.copyOf(samples, count * elements);
      Classifier.Answer answer = classifier.answer(backend.tensor(classifier.form().batchShape(count), batch));
      backend.read(answer.features(), features, 0);
      backend.read(answer.logits(), logits, 0);
    }
  }
}
