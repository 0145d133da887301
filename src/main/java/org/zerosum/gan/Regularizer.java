package org.zerosum.gan;

/**
 * What keeps the game stable beside the objective. D(x) stands for the discriminator's logit throughout, B for the batch, d for the
 * number of a sample's components.
 */
public sealed interface Regularizer {
  /**
   * γ/2 · 1/B Σ ‖∇ₓD(x)‖² over real samples, added to L_D (Mescheder, Geiger and Nowozin, arXiv:1801.04406, eq. 9).
   *
   * @param gamma above 0; 10 is the usual start
   */
  record R1(double gamma) implements Regularizer {
    public R1 {
      requirePositive("R1", "gamma", gamma);
    }
  }

  /**
   * γ/2 · 1/B Σ ‖∇ₓD(x)‖² over generated samples, added to L_D (the same, eq. 10).
   *
   * @param gamma above 0
   */
  record R2(double gamma) implements Regularizer {
    public R2 {
      requirePositive("R2", "gamma", gamma);
    }
  }

  /**
   * λ · 1/B Σ (‖∇D(x̂)‖ − 1)² at x̂ = εx + (1 − ε)G(z) with one ε per pair, uniform in [0, 1), added to L_D (Gulrajani et al.,
   * arXiv:1704.00028, eq. 3; each sample has its own norm). One-sided: max(0, ‖∇D(x̂)‖ − 1)² (Petzka, Fischer and Lukovnikov,
   * arXiv:1709.08894).
   *
   * @param lambda above 0; 10 is the usual start
   * @param oneSided whether only norms above 1 cost
   */
  record GradientPenalty(double lambda, boolean oneSided) implements Regularizer {
    public GradientPenalty {
      requirePositive("the gradient penalty", "lambda", lambda);
    }
  }

  /**
   * Each parameter of D limited to [−c, c] after each of its updates (Arjovsky, Chintala and Bottou, arXiv:1701.07875, algorithm 1).
   *
   * @param limit c, above 0; 0.01 there
   */
  record WeightClipping(double limit) implements Regularizer {
    public WeightClipping {
      requirePositive("weight clipping", "limit", limit);
    }
  }

  /**
   * Normal noise on everything that D sees, real and generated, with a deviation that falls linearly to 0: σ · max(0, 1 − t/T) at D's
   * update t (Sønderby et al., arXiv:1610.04490; Arjovsky and Bottou, arXiv:1701.04862).
   *
   * @param deviation σ, above 0
   * @param updates T, at least 1
   */
  record InstanceNoise(double deviation, long updates) implements Regularizer {
    public InstanceNoise {
      requirePositive("instance noise", "deviation", deviation);
      if (updates < 1) {
        throw new IllegalArgumentException("instance noise: it ends after " + updates + " updates but must last at least one");
      }
    }

    /** The deviation at an update, counted from 0. */
    double at(long update) {
      return deviation * Math.max(0, 1 - (double) update / updates);
    }
  }

  /**
   * −λ · mean of ‖G(z₁) − G(z₂)‖² / d over pairs of the batch, added to L_G: samples that lie apart are rewarded. (The lecture notes
   * on the formulation add it with a plus sign, which minimised would reward collapse. Divided by d, so that λ means the same for
   * every image size.)
   *
   * @param lambda above 0
   */
  record Diversity(double lambda) implements Regularizer {
    public Diversity {
      requirePositive("the diversity term", "lambda", lambda);
    }
  }

  private static void requirePositive(String what, String name, double value) {
    if (!(value > 0 && (float) value > 0 && (float) value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + ": " + name + " is " + value + " but must be a positive float32 number");
    }
  }
}
