package org.zerosum.gan;

import org.zerosum.nn.optim.Optimizer;

/**
 * The settings of the alternating algorithm.
 *
 * @param realBatch B1, real samples per update of D, at least 1
 * @param fakeBatch B2, generated samples per update of either network, at least 2 (batch norm needs two)
 * @param discriminatorSteps k, updates of D per step
 * @param generatorSteps k′, updates of G per step
 * @param discriminatorOptimizer with the learning rate α_D
 * @param generatorOptimizer with the learning rate α_G
 * @param objective what G descends
 * @param realLabel D's target for real samples: 1, or slightly less for one-sided label smoothing
 */
public record TrainingOptions(int realBatch, int fakeBatch, int discriminatorSteps, int generatorSteps, Optimizer discriminatorOptimizer,
    Optimizer generatorOptimizer, Objective objective, float realLabel) {
  public TrainingOptions {
    requireAtLeast("the batch of real samples", realBatch, 1);
    requireAtLeast("the batch of generated samples", fakeBatch, 2);
    requireAtLeast("the number of discriminator updates per step", discriminatorSteps, 1);
    requireAtLeast("the number of generator updates per step", generatorSteps, 1);
    if (!(realLabel > 0 && realLabel <= 1)) {
      throw new IllegalArgumentException("the label of real samples is " + realLabel + " but must lie above 0 and at most at 1");
    }
  }

  /** Batches of 64, one update each, Adam with rate 2e-4 and beta1 0.5, non-saturating, no smoothing. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(64, 64, 1, 1, Optimizer.Adam.forGan(2e-4), Optimizer.Adam.forGan(2e-4), Objective.NON_SATURATING, 1);
  }

  /** These options with other batch sizes. */
  public TrainingOptions withBatches(int real, int fake) {
    return new TrainingOptions(real, fake, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer, objective,
        realLabel);
  }

  /** These options with other numbers of updates per step. */
  public TrainingOptions withSteps(int discriminator, int generator) {
    return new TrainingOptions(realBatch, fakeBatch, discriminator, generator, discriminatorOptimizer, generatorOptimizer, objective,
        realLabel);
  }

  /** These options with other optimisers. */
  public TrainingOptions withOptimizers(Optimizer discriminator, Optimizer generator) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminator, generator, objective, realLabel);
  }

  /** These options with another objective of G. */
  public TrainingOptions withObjective(Objective other) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer, other,
        realLabel);
  }

  /** These options with another label of real samples. */
  public TrainingOptions withRealLabel(float label) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer,
        objective, label);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + " but must be at least " + least);
    }
  }
}
