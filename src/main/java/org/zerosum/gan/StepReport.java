package org.zerosum.gan;

/**
 * What a training step measured. The numbers stay on the device until one of them is asked for, which waits for the step; a
 * loop that asks only now and then is not held up.
 */
public final class StepReport {
  static final int VALUES = 13;
  /** Its values can be infinite though all is well. */
  private static final int INVERSE_PROBABILITY = 12;

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

  /** L_D of the last discriminator update. */
  public float discriminatorLoss() {
    return value(0);
  }

  /** V(D, G) = E log D(x) + E log(1 − D(G(z))), estimated by the last discriminator update's batches. */
  public float value() {
    return value(1);
  }

  /** Mean of D(x) over the last discriminator update's real samples. */
  public float realProbability() {
    return value(2);
  }

  /** Mean of D(G(z)) over the last discriminator update's generated samples. */
  public float fakeProbability() {
    return value(3);
  }

  /** ‖∂L_D/∂φ‖ of the last discriminator update. */
  public float discriminatorGradientNorm() {
    return (float) Math.sqrt(value(4));
  }

  /** L_G of the last generator update. */
  public float generatorLoss() {
    return value(5);
  }

  /** Mean of D(G(z)) in the last generator update, after D's. */
  public float fakeProbabilityAfter() {
    return value(6);
  }

  /** ‖∂L_G/∂θ‖ of the last generator update. */
  public float generatorGradientNorm() {
    return (float) Math.sqrt(value(7));
  }

  /** Mean logit of the last discriminator update's real samples, E a: a critic's score. */
  public float realScore() {
    return value(8);
  }

  /** Mean logit of the last discriminator update's generated samples, E b. */
  public float fakeScore() {
    return value(9);
  }

  /** Mean logit in the last generator update, after D's. */
  public float fakeScoreAfter() {
    return value(10);
  }

  /**
   * Share of the last generator update's samples that hardly moved G, in [0, 1]: those whose logit has |B2 · ∂L_G/∂b| &lt; 0.01.
   */
  public float saturatedShare() {
    return value(11);
  }

  /**
   * Mean of 1 / D(G(z)) in the last generator update, 1 or more: the factor in the gradient of −log D(G(z)), which is −(1 / D) ∂D.
   * Infinite where D is sure beyond float32, below logits of about −88.
   */
  public float inverseProbability() {
    return value(INVERSE_PROBABILITY);
  }

  /** Whether all numbers are finite, but for {@link #inverseProbability}; if not, the run has diverged. */
  public boolean isFinite() {
    for (int i = 0; i < INVERSE_PROBABILITY; i++) {
      if (!Float.isFinite(value(i))) {
        return false;
      }
    }
    return true;
  }
}
