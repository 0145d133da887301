package org.zerosum.gan;

/**
 * What a training step measured. The numbers stay on the device until one of them is asked for, which waits for the step; a
 * loop that asks only now and then is not held up.
 */
public final class StepReport {
  static final int VALUES = 8;

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

  /** Whether all numbers are finite; if not, the run has diverged. */
  public boolean isFinite() {
    for (int i = 0; i < VALUES; i++) {
      if (!Float.isFinite(value(i))) {
        return false;
      }
    }
    return true;
  }
}
