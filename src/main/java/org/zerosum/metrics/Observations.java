package org.zerosum.metrics;

import java.util.Optional;

/**
 * What an extractor saw in a set of samples.
 *
 * @param features of all samples
 * @param logits of all samples, if the extractor is a classifier
 */
public record Observations(Features features, Optional<Features> logits) {
  /** Where samples come from. */
  public interface Samples {
    /** Fills {@code out} with the samples {@code from … from + count − 1}, [count, sample]. */
    void read(int from, int count, float[] out);
  }

  /** Is told how far it is. */
  public interface Listener {
    /** So many samples were seen. */
    void seen(int samples);
  }

  /**
   * Looks at samples, batch by batch; the batch size changes no bit.
   *
   * @param elements numbers of one sample
   * @throws org.zerosum.tensor.DataException if a feature is NaN or infinite
   */
  public static Observations of(FeatureExtractor extractor, Samples samples, int count, int elements, int batchSize, Listener listener) {
    int d = extractor.dimension();
    int classes = extractor.classes();
    float[] features = new float[Math.multiplyExact(count, d)];
    float[] logits = new float[Math.multiplyExact(count, classes)];
    int most = Math.min(count, batchSize);
    float[] batch = new float[Math.multiplyExact(most, elements)];
    float[] seen = new float[most * d];
    float[] said = new float[most * classes];
    for (int from = 0; from < count; from += most) {
      int size = Math.min(most, count - from);
      samples.read(from, size, batch);
      extractor.extract(batch, size, seen, said);
      System.arraycopy(seen, 0, features, from * d, size * d);
      System.arraycopy(said, 0, logits, from * classes, size * classes);
      listener.seen(from + size);
    }
    return new Observations(new Features(features, count, d),
        classes == 0 ? Optional.empty() : Optional.of(new Features(logits, count, classes)));
  }

  /** The samples {@code from ≤ i < to}, copied. */
  public Observations part(int from, int to) {
    return new Observations(features.part(from, to), logits.map(all -> all.part(from, to)));
  }

  /**
   * How many samples there are whose largest logit is the right class's, the first of equal ones counting.
   *
   * @param labels one per sample
   * @throws IllegalStateException if there are no logits
   */
  public int correct(int[] labels) {
    Features all = logits.orElseThrow(() -> new IllegalStateException("accuracy: the extractor gives no logits"));
    int correct = 0;
    for (int i = 0; i < all.count(); i++) {
      int best = 0;
      for (int y = 1; y < all.dimension(); y++) {
        best = all.values()[i * all.dimension() + y] > all.values()[i * all.dimension() + best] ? y : best;
      }
      correct += best == labels[i] ? 1 : 0;
    }
    return correct;
  }
}
