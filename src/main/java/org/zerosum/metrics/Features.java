package org.zerosum.metrics;

import java.util.Arrays;
import org.zerosum.tensor.DataException;

/**
 * What an extractor saw in a number of samples: [count, dimension] row-major float32. The array is not copied and must not
 * change.
 *
 * @param values count · dimension finite numbers
 * @param count samples
 * @param dimension features of a sample
 */
public record Features(float[] values, int count, int dimension) {
  /**
   * Checks the extents and every number.
   *
   * @throws IllegalArgumentException if the array's length is not count · dimension
   * @throws DataException if a number is NaN or infinite
   */
  public Features {
    if (count < 1 || dimension < 1 || (long) count * dimension != values.length) {
      throw new IllegalArgumentException("features: " + values.length + " numbers are not " + count + " samples of " + dimension + " features");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DataException("feature " + i % dimension + " of sample " + i / dimension + " is " + values[i]
            + ", so no metric can be computed; use another extractor or checkpoint");
      }
    }
  }

  /** The samples {@code from ≤ i < to}, copied. */
  public Features part(int from, int to) {
    return new Features(Arrays.copyOfRange(values, from * dimension, to * dimension), to - from, dimension);
  }

  /** [dimension, count]: the same numbers with samples side by side, so that loops over samples run along memory. */
  float[] transposed() {
    float[] out = new float[values.length];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < dimension; k++) {
        out[k * count + i] = values[i * dimension + k];
      }
    }
    return out;
  }

  /** Refuses two sets that do not come from one extractor. */
  static void requireSameDimension(String metric, Features a, Features b) {
    if (a.dimension != b.dimension) {
      throw new IllegalArgumentException(metric + ": one set has " + a.dimension + " features and the other " + b.dimension
          + "; use one extractor for both");
    }
  }

  /** Refuses sets that a metric is not defined for. */
  static void requireSamples(String metric, Features samples, int least) {
    if (samples.count < least) {
      throw new IllegalArgumentException(metric + ": needs at least " + least + " samples but gets " + samples.count);
    }
  }
}
