package org.zerosum.metrics;

/**
 * exp of the mean over samples of KL(p(y|x) ‖ p(y)), where p(y|x) is a classifier's answer and p(y) its mean over the samples.
 *
 * <p>Samples are cut, in their order, into equal splits (a remainder is left out); each has its own p(y) and its own score, and the
 * value is their mean, beside their standard deviation divided by the number of splits, not one less, as in the authors' program.
 * It lies in [1, classes]: 1 if all answers are alike, the number of classes if answers are certain and evenly spread. It is biased
 * by the size of a split. Source: Salimans et al., arXiv:1606.03498, section 4; of its limits: Barratt and Sharma,
 * arXiv:1801.01973.
 *
 * @param value the mean over splits
 * @param standardDeviation over splits
 * @param splits how many there were
 */
public record InceptionScore(double value, double standardDeviation, int splits) {
  /** The paper's number. */
  public static final int SPLITS = 10;

  /**
   * The score of a classifier's logits.
   *
   * @param logits [N, classes]; p(y|x) is their softmax
   * @param splits from 1 to N
   * @throws IllegalArgumentException if there are fewer samples than splits
   */
  public static InceptionScore ofLogits(Features logits, int splits) {
    Features.requireSamples("Inception Score", logits, splits);
    int size = logits.count() / splits;
    double[] scores = new double[splits];
    double mean = 0;
    for (int s = 0; s < splits; s++) {
      scores[s] = score(logits, s * size, size);
      mean += scores[s] / splits;
    }
    double squares = 0;
    for (double score : scores) {
      squares += (score - mean) * (score - mean);
    }
    return new InceptionScore(mean, Math.sqrt(squares / splits), splits);
  }

  private static double score(Features logits, int from, int size) {
    int classes = logits.dimension();
    double[] marginal = new double[classes];
    double[] logOfOne = new double[classes];
    double negativeEntropy = 0;
    for (int i = from; i < from + size; i++) {
      logSoftmax(logits.values(), i * classes, logOfOne);
      for (int y = 0; y < classes; y++) {
        double p = StrictMath.exp(logOfOne[y]);
        marginal[y] += p / size;
        negativeEntropy += p == 0 ? 0 : p * logOfOne[y] / size;
      }
    }
    // Mean KL = mean Σ p(y|x) ln p(y|x) − Σ p(y) ln p(y).
    double divergence = negativeEntropy;
    for (double p : marginal) {
      divergence -= p == 0 ? 0 : p * StrictMath.log(p);
    }
    return StrictMath.exp(Math.max(0, divergence));
  }

  /** ln softmax: x_y − max − ln Σ exp(x − max). */
  private static void logSoftmax(float[] logits, int offset, double[] out) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int y = 0; y < out.length; y++) {
      largest = Math.max(largest, logits[offset + y]);
    }
    double sum = 0;
    for (int y = 0; y < out.length; y++) {
      out[y] = logits[offset + y] - largest;
      sum += StrictMath.exp(out[y]);
    }
    double logSum = StrictMath.log(sum);
    for (int y = 0; y < out.length; y++) {
      out[y] -= logSum;
    }
  }
}
