package org.zerosum.gan;

/**
 * How class labels enter a pair of networks.
 *
 * @param classes how many there are, at least 2
 * @param input where G gets the class
 * @param head what D does with the class
 */
public record Conditioning(int classes, Input input, Head head) {
  /** Components of a class's learned vector behind z. */
  public static final int WIDTH = 32;

  private static final int MOST_CLASSES = 65_536;

  public Conditioning {
    if (classes < 2 || classes > MOST_CLASSES) {
      throw new IllegalArgumentException("conditioning: the number of classes is " + classes + " but must lie in 2 to " + MOST_CLASSES);
    }
  }

  /** Where G gets the class. */
  public enum Input {
    /** A learned vector per class behind z ({@link org.zerosum.nn.ClassEmbedding}). */
    EMBEDDING,
    /** Scale and shift per class in every batch norm ({@link org.zerosum.nn.ConditionalBatchNorm2d}). */
    BATCH_NORM
  }

  /** What D does with the class. */
  public sealed interface Head {
    /** D is told the class: a logit per class over shared features ({@link org.zerosum.nn.ProjectionHead}). */
    record Projection() implements Head {}

    /**
     * D guesses the class ({@link org.zerosum.nn.AuxiliaryHead}), and both networks descend weight times the cross entropy of its guess
     * beside their own loss (Odena et al., arXiv:1610.09585, eq. 2 and 3).
     *
     * @param weight above 0; 1 in the source
     */
    record Auxiliary(float weight) implements Head {
      public Auxiliary {
        if (!(weight > 0 && weight < Float.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException("conditioning: the weight of the auxiliary loss is " + weight + " but must be above 0");
        }
      }
    }
  }

  /** A projection discriminator, the class behind z. */
  public static Conditioning projection(int classes) {
    return new Conditioning(classes, Input.EMBEDDING, new Head.Projection());
  }

  /** An auxiliary classifier of weight 1, the class behind z. */
  public static Conditioning auxiliary(int classes) {
    return new Conditioning(classes, Input.EMBEDDING, new Head.Auxiliary(1));
  }

  /** The same with another place for G's class. */
  public Conditioning withInput(Input other) {
    return new Conditioning(classes, other, head);
  }
}
