package org.zerosum.gan;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.gan.Regularizer.InstanceNoise;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.ProgramMemory;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/**
 * The alternating algorithm (Goodfellow et al., arXiv:1406.2661, algorithm 1): per step k updates of D, each with fresh real
 * samples and fresh z, then k′ updates of G, each with fresh z.
 *
 * <p>Its memory belongs to the scope that was innermost when it was made; a step leaves nothing behind. One thread at a time.
 */
public final class GanTrainer {
  private final Backend backend;
  private final Gan gan;
  private final TrainingOptions options;
  private final OptimizerState discriminatorState;
  private final OptimizerState generatorState;
  private final Monitors monitors;
  private final GeneratorAverage average;
  private final Gan sampler;
  private final Draws discriminatorDraws;
  private final Draws generatorDraws;
  private final InstanceNoise instanceNoise;
  private final LiveFloat instanceDeviation = new LiveFloat(0);
  private final DiscriminatorUpdate discriminatorUpdate;
  private final GeneratorUpdate generatorUpdate;
  private final RealInput input;
  private final RecordedUpdates recorded;
  private long steps;
  private double rateFactor = 1;

  /**
   * Prepares training; the first step starts from the networks as they are.
   *
   * @throws IllegalArgumentException if D's packs or groups do not divide a batch
   */
  public GanTrainer(Gan gan, TrainingOptions options) {
    this.backend = gan.backend();
    this.gan = gan;
    this.options = options;
    this.discriminatorState = new OptimizerState(options.discriminatorOptimizer(), gan.discriminator().network());
    this.generatorState = new OptimizerState(options.generatorOptimizer(), gan.generator().network());
    this.monitors = new Monitors(backend);
    double decay = options.practice().averageDecay();
    this.average = decay > 0 ? new GeneratorAverage(gan, decay) : null;
    this.sampler = average == null ? gan : gan.with(average.generator());
    gan.architecture().options().requireBatch("the batch of real samples", options.realBatch());
    gan.architecture().options().requireBatch("the batch of generated samples", options.fakeBatch());
    Augmentation augmentation = options.practice().augmentation();
    this.instanceNoise = options.practice().find(InstanceNoise.class);
    this.discriminatorDraws = new Draws(gan.seed());
    this.generatorDraws = new Draws(gan.seed());
    this.discriminatorUpdate = new DiscriminatorUpdate(gan, options, discriminatorState,
        new SampleView(augmentation, discriminatorDraws, instanceDeviation), monitors);
    this.generatorUpdate = new GeneratorUpdate(gan, options, generatorState,
        new SampleView(augmentation, generatorDraws, instanceDeviation), monitors, average);
    this.input = new RealInput(gan, options.realBatch());
    this.recorded = new RecordedUpdates(discriminatorUpdate, generatorUpdate, input);
  }

  /** The networks. */
  public Gan gan() {
    return gan;
  }

  /** The settings. */
  public TrainingOptions options() {
    return options;
  }

  /** What both learning rates are multiplied with beside the schedule; part of the state. */
  public double rateFactor() {
    return rateFactor;
  }

  /**
   * Multiplies both learning rates from now on.
   *
   * @param factor above 0
   */
  public void scaleRates(double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the learning rates cannot be multiplied by " + factor + "; the factor must be positive");
    }
    rateFactor *= factor;
  }

  /** The pair to draw samples from: with G's moving average, if there is one, in place of G. */
  public Gan sampler() {
    return sampler;
  }

  /** Steps so far. */
  public long steps() {
    return steps;
  }

  /**
   * One step: k times {@link #updateDiscriminator}, k′ times {@link #updateGenerator}.
   *
   * @param samples as of {@link #advance}
   * @return its measurements, fetched from the device when they are asked for
   */
  public StepReport step(RealSamples samples) {
    advance(samples);
    return monitors.report(steps);
  }

  /**
   * One step without a report. The first one records the updates as {@link org.zerosum.tensor.Program}s; from then on a step
   * allocates nothing, on the host or on the device, and does not wait for the device.
   *
   * @param samples asked for B1 real samples k times, and k′ times more if G's update needs some
   */
  public void advance(RealSamples samples) {
    if (recorded.areJoint()) {
      input.next(samples);
      beginDiscriminatorUpdate();
      beginGeneratorUpdate();
      recorded.updateBoth();
    } else {
      oneByOne(samples);
    }
    steps++;
    monitors.end(steps);
  }

  private void oneByOne(RealSamples samples) {
    for (int i = 0; i < options.discriminatorSteps(); i++) {
      input.next(samples);
      beginDiscriminatorUpdate();
      recorded.updateDiscriminator();
    }
    for (int i = 0; i < options.generatorSteps(); i++) {
      if (options.generatorNeedsReal()) {
        input.next(samples);
      }
      beginGeneratorUpdate();
      recorded.updateGenerator();
    }
  }

  /** What the recorded updates would occupy beside the networks and this trainer; nothing is taken or computed. */
  public ProgramMemory plan() {
    return recorded.plan();
  }

  /** What a device's kernels would need between their parts in a step, in bytes: {@link Backend#scratchBytes}. */
  public long scratchBytes(Kernels device) {
    return recorded.scratchBytes(device);
  }

  private void beginDiscriminatorUpdate() {
    discriminatorDraws.moveTo(discriminatorState.steps());
    moveInstanceNoise();
    discriminatorState.advance(options.practice().schedule().factor(discriminatorState.steps()) * rateFactor);
  }

  private void beginGeneratorUpdate() {
    generatorDraws.moveTo(generatorState.steps());
    moveInstanceNoise();
    if (average != null) {
      average.moveTo(generatorState.steps());
    }
    generatorState.advance(options.practice().schedule().factor(generatorState.steps()) * rateFactor);
  }

  private void moveInstanceNoise() {
    instanceDeviation.set(instanceNoise == null ? 0 : (float) instanceNoise.at(discriminatorState.steps()));
  }

  /**
   * One update of D: descends the objective's L_D, and the penalties on D, with G held fixed. For the objectives of the original
   * game that is an ascent of V(D, G) = 1/B1 Σ log D(x) + 1/B2 Σ log(1 − D(G(z))), by <em>descending</em> L_D = −V (the lecture
   * notes' θ_D ← θ_D + η∇L_D has the sign of the one and the name of the other).
   *
   * @param real x, [B1, sample]
   * @param noise z, [B2, latent]
   */
  public void updateDiscriminator(Tensor real, Tensor noise) {
    updateDiscriminator(new Batch(real, null), new Batch(noise, null));
  }

  /**
   * As {@link #updateDiscriminator(Tensor, Tensor)}, with classes; an auxiliary classifier's cross entropy over both batches is
   * descended as well.
   *
   * @param real x, [B1, sample], with labels if the networks are conditional
   * @param noise z, [B2, latent], with labels if the networks are conditional
   */
  public void updateDiscriminator(Batch real, Batch noise) {
    try (Scope _ = backend.openScope()) {
      beginDiscriminatorUpdate();
      discriminatorUpdate.run(real, noise);
    }
  }

  /** {@link #updateGenerator(Batch, Batch)} without classes, for objectives and practices that need no real samples. */
  public void updateGenerator(Tensor noise) {
    updateGenerator(null, new Batch(noise, null));
  }

  /**
   * One update of G with D held fixed: descends the objective's L_G, for example 1/B2 Σ −log D(G(z)) (non-saturating), the diversity
   * term and an auxiliary classifier's cross entropy. The gradient flows through D into G; D's own is never computed, unless D is
   * unrolled.
   *
   * @param real x, [B1, sample], where {@link TrainingOptions#generatorNeedsReal}, with labels if the networks are conditional; else null
   * @param noise z, [B2, latent], with labels if the networks are conditional
   */
  public void updateGenerator(Batch real, Batch noise) {
    try (Scope _ = backend.openScope()) {
      beginGeneratorUpdate();
      generatorUpdate.run(real, noise);
    }
  }

  /**
   * Everything that the next step depends on, but for the real samples' position: parameters, running statistics and
   * moments by name, and the counters. The tensors are the live ones.
   */
  public TrainingState state() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    put(tensors, "generator.", gan.generator().network().state());
    put(tensors, "discriminator.", gan.discriminator().network().state());
    put(tensors, "optimizer.generator.", generatorState.state());
    put(tensors, "optimizer.discriminator.", discriminatorState.state());
    if (average != null) {
      put(tensors, "generator_average.", average.generator().network().state());
    }
    return new TrainingState(tensors, steps, discriminatorState.steps(), generatorState.steps(), rateFactor);
  }

  private static void put(Map<String, Tensor> all, String prefix, Map<String, Tensor> some) {
    some.forEach((name, tensor) -> all.put(prefix + name, tensor));
  }

  /**
   * Continues counting from a checkpoint, whose tensors have been written into those of {@link #state}.
   *
   * @param discriminatorUpdates updates of D so far
   * @param generatorUpdates updates of G so far
   * @param factor as {@link #rateFactor} gave it
   */
  public void resumeAt(long steps, long discriminatorUpdates, long generatorUpdates, double factor) {
    this.steps = steps;
    this.rateFactor = factor;
    discriminatorState.resumeAt(discriminatorUpdates);
    generatorState.resumeAt(generatorUpdates);
  }
}
