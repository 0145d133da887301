package org.zerosum.gan;

import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.GanLoss;

/**
 * The settings of the alternating algorithm.
 *
 * @param realBatch B1, real samples per update of D, at least 1
 * @param fakeBatch B2, generated samples per update of either network, at least 2 (batch norm needs two)
 * @param discriminatorSteps k, updates of D per step
 * @param generatorSteps k′, updates of G per step
 * @param discriminatorOptimizer with the learning rate α_D
 * @param generatorOptimizer with the learning rate α_G
 * @param objective what both networks descend
 * @param realLabel D's target for real samples: 1, or slightly less for one-sided label smoothing
 * @param practice everything beside the plain algorithm
 */
public record TrainingOptions(int realBatch, int fakeBatch, int discriminatorSteps, int generatorSteps, Optimizer discriminatorOptimizer,
    Optimizer generatorOptimizer, GanLoss objective, float realLabel, Practice practice) {
  public TrainingOptions {
    requireAtLeast("the batch of real samples", realBatch, 1);
    requireAtLeast("the batch of generated samples", fakeBatch, 2);
    requireAtLeast("the number of discriminator updates per step", discriminatorSteps, 1);
    requireAtLeast("the number of generator updates per step", generatorSteps, 1);
    if (!(realLabel > 0 && realLabel <= 1)) {
      throw new IllegalArgumentException("the label of real samples is " + realLabel + " but must lie above 0 and at most at 1");
    }
    if (realLabel != 1 && !objective.takesLabel()) {
      throw new IllegalArgumentException("label smoothing needs an objective with labels but " + objective
          + " has none; leave it out or choose another objective");
    }
    if (practice.find(Regularizer.GradientPenalty.class) != null && realBatch != fakeBatch) {
      throw new IllegalArgumentException("the gradient penalty mixes real with generated samples, so both batches must be of one size but are "
          + realBatch + " and " + fakeBatch);
    }
    if (practice.find(Regularizer.Diversity.class) != null && fakeBatch % 2 != 0) {
      throw new IllegalArgumentException("the diversity term pairs generated samples, so their batch must be even but is " + fakeBatch);
    }
  }

  /** Batches of 64, one update each, Adam with rate 2e-4 and beta1 0.5, non-saturating, no smoothing. */
  public static TrainingOptions defaults() {
    return new TrainingOptions(64, 64, 1, 1, Optimizer.Adam.forGan(2e-4), Optimizer.Adam.forGan(2e-4), GanLoss.NON_SATURATING, 1,
        Practice.PLAIN);
  }

  /** Whether G's updates need real samples too: for a relativistic objective, or to unroll D. */
  public boolean generatorNeedsReal() {
    return objective.needsReal() || practice.unrolledSteps() > 0;
  }

  /** These options with other batch sizes. */
  public TrainingOptions withBatches(int real, int fake) {
    return new TrainingOptions(real, fake, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer, objective,
        realLabel, practice);
  }

  /** These options with other numbers of updates per step. */
  public TrainingOptions withSteps(int discriminator, int generator) {
    return new TrainingOptions(realBatch, fakeBatch, discriminator, generator, discriminatorOptimizer, generatorOptimizer, objective,
        realLabel, practice);
  }

  /** These options with other optimisers. */
  public TrainingOptions withOptimizers(Optimizer discriminator, Optimizer generator) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminator, generator, objective,
        realLabel, practice);
  }

  /** These options with another objective. */
  public TrainingOptions withObjective(GanLoss other) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer, other,
        realLabel, practice);
  }

  /** These options with another label of real samples. */
  public TrainingOptions withRealLabel(float label) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer,
        objective, label, practice);
  }

  /** These options with other additions to the plain algorithm. */
  public TrainingOptions withPractice(Practice other) {
    return new TrainingOptions(realBatch, fakeBatch, discriminatorSteps, generatorSteps, discriminatorOptimizer, generatorOptimizer,
        objective, realLabel, other);
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + " but must be at least " + least);
    }
  }
}
