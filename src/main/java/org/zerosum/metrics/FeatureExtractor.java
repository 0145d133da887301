package org.zerosum.metrics;

/** What looks at samples for the metrics. Its name is part of theirs, so that numbers of different extractors are not confused. */
public interface FeatureExtractor {
  /** A name that changes whenever features would. */
  String name();

  /** Features of a sample. */
  int dimension();

  /** Classes it tells apart, or 0 if it gives no logits. */
  int classes();

  /**
   * Looks at a batch; what it says to a sample must depend on that sample alone.
   *
   * @param samples [count, sample], may be longer
   * @param features filled with [count, dimension]
   * @param logits filled with [count, classes]; empty if there are none
   */
  void extract(float[] samples, int count, float[] features, float[] logits);

  /** Points as they are: the features of a vector are its components. */
  static FeatureExtractor coordinates(int dimension) {
    return new Coordinates(dimension);
  }

  /**
   * The extractor of {@link #coordinates}.
   *
   * @param dimension components of a vector
   */
  record Coordinates(int dimension) implements FeatureExtractor {
    @Override
    public String name() {
      return "coordinates";
    }

    @Override
    public int classes() {
      return 0;
    }

    @Override
    public void extract(float[] samples, int count, float[] features, float[] logits) {
      System.arraycopy(samples, 0, features, 0, count * dimension);
    }
  }
}
