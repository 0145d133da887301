package org.zerosum.gan;

/**
 * What a training step measured. The numbers stay on the device until one of them is asked for, which waits for the step; a
 * loop that asks only now and then is not held up.
 */
public final class StepReport {
  /** Where the values of D's loss, six, begin. */
  static final int DISCRIMINATOR = 0;

  static final int DISCRIMINATOR_SQUARES = 6;
  /** Where the values of G's loss, five, begin. */
  static final int GENERATOR = 7;

  static final int GENERATOR_SQUARES = 12;
  static final int PENALTY = 13;
  static final int DIVERSITY_TERM = 14;
  static final int VALUES = 15;
  /** Its values can be infinite though all is well. */
  private static final int INVERSE_PROBABILITY = GENERATOR + 4;

  private final Monitors monitors;
  private final long step;
  private float[] values;

  StepReport(Monitors monitors, long step) {
    this.monitors = monitors;
    this.step = step;
  }

  void fill(float[] measured) {
    values = measured;
  }

  private float value(int index) {
    if (values == null) {
      monitors.fetch();
    }
    return values[index];
  }

  /** The step, counted from 1. */
  public long step() {
    return step;
  }

  /** L_D of the last discriminator update, without its penalties. */
  public float discriminatorLoss() {
    return value(DISCRIMINATOR);
  }

  /**
   * V(D, G) = E log D(x) + E log(1 − D(G(z))), estimated by the last discriminator update's batches, whatever the objective.
   */
  public float value() {
    return value(DISCRIMINATOR + 1);
  }

  /** Mean of D(x) over the last discriminator update's real samples. */
  public float realProbability() {
    return value(DISCRIMINATOR + 2);
  }

  /** Mean of D(G(z)) over the last discriminator update's generated samples. */
  public float fakeProbability() {
    return value(DISCRIMINATOR + 3);
  }

  /** Mean logit of the last discriminator update's real samples: a critic's score. */
  public float realScore() {
    return value(DISCRIMINATOR + 4);
  }

  /** Mean logit of the last discriminator update's generated samples. */
  public float fakeScore() {
    return value(DISCRIMINATOR + 5);
  }

  /** ‖∂(L_D + penalties)/∂φ‖ of the last discriminator update, before it was shortened. */
  public float discriminatorGradientNorm() {
    return (float) Math.sqrt(value(DISCRIMINATOR_SQUARES));
  }

  /** The penalties on D's gradient in the last discriminator update; 0 without any. */
  public float penalty() {
    return value(PENALTY);
  }

  /** L_G of the last generator update, without the diversity term. */
  public float generatorLoss() {
    return value(GENERATOR);
  }

  /** Mean of D(G(z)) in the last generator update, after D's. */
  public float fakeProbabilityAfter() {
    return value(GENERATOR + 1);
  }

  /** Mean logit in the last generator update, after D's. */
  public float fakeScoreAfter() {
    return value(GENERATOR + 2);
  }

  /**
   * Share of the last generator update's samples that hardly moved G, in [0, 1]: those whose logit b has |B2 · ∂L_G/∂b| &lt; 0.01.
   */
  public float saturatedShare() {
    return value(GENERATOR + 3);
  }

  /**
   * Mean of 1 / D(G(z)) in the last generator update, 1 or more: the factor in the gradient of −log D(G(z)), which is −(1 / D) ∂D.
   * Infinite where D is sure beyond float32, below logits of about −88.
   */
  public float inverseProbability() {
    return value(INVERSE_PROBABILITY);
  }

  /** ‖∂(L_G + diversity term)/∂θ‖ of the last generator update, before it was shortened. */
  public float generatorGradientNorm() {
    return (float) Math.sqrt(value(GENERATOR_SQUARES));
  }

  /** The diversity term in the last generator update, 0 or less; 0 without it. */
  public float diversityTerm() {
    return value(DIVERSITY_TERM);
  }

  /** Whether all numbers are finite, but for {@link #inverseProbability}; if not, the run has diverged. */
  public boolean isFinite() {
    for (int i = 0; i < VALUES; i++) {
      if (i != INVERSE_PROBABILITY && !Float.isFinite(value(i))) {
        return false;
      }
    }
    return true;
  }
}
