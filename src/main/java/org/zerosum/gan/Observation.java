package org.zerosum.gan;

import java.util.Map;

/**
 * What {@link Watch} saw after a step.
 *
 * @param step counted from 1
 * @param generatorNorms ‖∂L_G/∂w‖ of each parameter of G, by name
 * @param discriminatorNorms ‖∂L_D/∂w‖ of each parameter of D, by name
 * @param spreadOfFake 1/N Σ ‖G(z) − mean‖², the least that E‖G(z) − x*‖² can be for any one x*: near 0 G has collapsed in the lecture
 *     notes' sense (their definition asks for an x* that makes it small; the mean is the best one)
 * @param spreadOfReal the same of real samples
 * @param diversityRatio the root mean square deviation of a component of G(z) over that of a component of z
 * @param heldOutGap mean D(x) of training samples less that of held-out ones; NaN without any
 * @param report the step's own measurements
 */
public record Observation(long step, Map<String, Double> generatorNorms, Map<String, Double> discriminatorNorms, double spreadOfFake,
    double spreadOfReal, double diversityRatio, double heldOutGap, StepReport report) {
  /** How far generated samples lie apart, over how far real ones do; both as root mean squares. */
  public double relativeSpread() {
    return Math.sqrt(spreadOfFake / spreadOfReal);
  }
}
