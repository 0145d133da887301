package org.zerosum.gan;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.gan.Regularizer.Diversity;
import org.zerosum.gan.Regularizer.GradientPenalty;
import org.zerosum.gan.Regularizer.InstanceNoise;
import org.zerosum.gan.Regularizer.R1;
import org.zerosum.gan.Regularizer.R2;
import org.zerosum.gan.Regularizer.WeightClipping;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
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
  private final float[] realValues;
  private final int[] realLabels;
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
    this.realLabels = new int[options.realBatch()];
    this.realValues = new float[gan.architecture().batchShape(options.realBatch()).count()];
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
   * @param samples asked for B1 real samples k times, and k′ times more if G's update needs some
   * @return its measurements, fetched from the device when they are asked for
   */
  public StepReport step(RealSamples samples) {
    steps++;
    StepReport report = monitors.begin(steps);
    for (int i = 0; i < options.discriminatorSteps(); i++) {
      try (Scope _ = backend.openScope()) {
        updateDiscriminator(next(samples), draw(NoiseStreams.DISCRIMINATOR, NoiseStreams.DISCRIMINATOR_LABELS, discriminatorState.steps()));
      }
    }
    for (int i = 0; i < options.generatorSteps(); i++) {
      try (Scope _ = backend.openScope()) {
        Batch real = options.generatorNeedsReal() ? next(samples) : null;
        updateGenerator(real, draw(NoiseStreams.GENERATOR, NoiseStreams.GENERATOR_LABELS, generatorState.steps()));
      }
    }
    return report;
  }

  private Batch next(RealSamples samples) {
    int classes = gan.generator().classes();
    if (classes == 0) {
      samples.next(realValues);
    } else {
      samples.next(realValues, realLabels);
    }
    Tensor real = backend.tensor(gan.architecture().batchShape(options.realBatch()), realValues);
    return new Batch(real, classes == 0 ? null : gan.generator().labels(realLabels));
  }

  private Batch draw(int stream, int labelStream, long update) {
    Generator generator = gan.generator();
    return new Batch(generator.draw(options.fakeBatch(), new Noise(gan.seed(), stream, (int) update)),
        generator.drawLabels(options.fakeBatch(), new Noise(gan.seed(), labelStream, (int) update)));
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
      Tape tape = new Tape(backend);
      // The values alone go on: this is the detach, no gradient reaches G.
      Tensor detached = gan.generator().network().frozen(tape).apply(tape.constant(noise.values()), noise.labelsOn(tape)).value();
      Discriminator d = gan.discriminator();
      Network network = d.network();
      Pass pass = network.training(tape);
      long update = discriminatorState.steps();
      Batch seenReal = seenReal(tape, real, update);
      Batch seenFake = new Batch(seen(tape.constant(detached), NoiseStreams.FAKE_AUGMENTATION, NoiseStreams.FAKE_INSTANCE, update).value(),
          noise.labels());
      Judgement judgement = d.judge(pass, seenReal, seenFake);
      Variable logits = judgement.logits();
      int b1 = d.logits(real.values().shape().extent(0));
      int all = logits.shape().extent(0);
      DiscriminatorLoss loss = backend.discriminatorLoss(options.objective(), backend.slice(logits.value(), 0, 0, b1),
          backend.slice(logits.value(), 0, b1, all), options.realLabel());
      Outputs outputs = new Outputs(judgement, backend.concatenate(List.of(loss.realGradient(), loss.fakeGradient()), 0));
      Variable penalty = penalty(pass, seenReal, seenFake);
      if (penalty != null) {
        outputs.add(penalty);
        monitors.put(StepReport.PENALTY, penalty.value());
      }
      outputs.backward(network, pass);
      monitors.put(StepReport.DISCRIMINATOR, loss.values());
      monitors.put(StepReport.DISCRIMINATOR_SQUARES, clipped(network));
      update(discriminatorState);
      WeightClipping clipping = options.practice().find(WeightClipping.class);
      if (clipping != null) {
        backend.clipWeights(network.parameters(), (float) clipping.limit());
      }
    }
  }

  /** The sum of the penalties on D's gradient, of shape [], or null. */
  private Variable penalty(Pass pass, Batch real, Batch fake) {
    Tape tape = pass.tape();
    Variable sum = null;
    for (Regularizer regularizer : options.practice().regularizers()) {
      Variable one = switch (regularizer) {
        case R1(double gamma) -> GradientPenalties.zeroCentered(critic(pass, real), tape.leaf(real.values()), gamma);
        case R2(double gamma) -> GradientPenalties.zeroCentered(critic(pass, fake), tape.leaf(fake.values()), gamma);
        case GradientPenalty(double lambda, boolean oneSided) -> GradientPenalties.oneCentered(critic(pass, real),
            tape.leaf(between(real.values(), fake.values())), lambda, oneSided);
        case WeightClipping _, InstanceNoise _, Diversity _ -> null;
      };
      sum = one == null ? sum : sum == null ? one : Pointwise.add(sum, one);
    }
    return sum;
  }

  /** The logits of samples that have a batch's classes. */
  private UnaryOperator<Variable> critic(Pass pass, Batch batch) {
    return x -> gan.discriminator().judge(pass, x, batch.labelsOn(pass.tape())).logits();
  }

  /** x̂ = G(z) + ε(x − G(z)), one ε per pair. */
  private Tensor between(Tensor real, Tensor fake) {
    int[] perSample = new int[real.shape().rank()];
    Arrays.fill(perSample, 1);
    perSample[0] = real.shape().extent(0);
    Noise noise = new Noise(gan.seed(), NoiseStreams.INTERPOLATION, (int) discriminatorState.steps());
    Tensor epsilon = backend.uniform(Shape.of(perSample), noise, 0, 1);
    return backend.add(fake, backend.multiply(backend.subtract(real, fake), epsilon));
  }

  /** What D sees of samples: augmented, and with instance noise if there is any at this time. */
  private Variable seen(Variable samples, int augmentationStream, int instanceStream, long update) {
    Noise changes = new Noise(gan.seed(), augmentationStream, (int) update);
    Variable augmented = options.practice().augmentation().apply(samples.tape(), samples, changes);
    InstanceNoise noise = options.practice().find(InstanceNoise.class);
    double deviation = noise == null ? 0 : noise.at(discriminatorState.steps());
    if (deviation == 0) {
      return augmented;
    }
    Tensor drawn = backend.normal(samples.shape(), new Noise(gan.seed(), instanceStream, (int) update), 0, (float) deviation);
    return Pointwise.add(augmented, samples.tape().constant(drawn));
  }

  private Batch seenReal(Tape tape, Batch real, long update) {
    Variable seen = seen(tape.constant(real.values()), NoiseStreams.REAL_AUGMENTATION, NoiseStreams.REAL_INSTANCE, update);
    return new Batch(seen.value(), real.labels());
  }

  private void update(OptimizerState state) {
    state.update(options.practice().schedule().factor(state.steps()) * rateFactor);
  }

  /** Shortens a network's gradient where it is too long; its squared norm before. */
  private Tensor clipped(Network network) {
    Tensor squares = backend.sumOfSquares(network.gradients());
    if (options.practice().clipNorm() > 0) {
      backend.clipByNorm(network.gradients(), squares, (float) options.practice().clipNorm());
    }
    return squares;
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
      Tape tape = new Tape(backend);
      Network network = gan.generator().network();
      Pass pass = network.training(tape);
      Variable labels = noise.labelsOn(tape);
      Variable fake = pass.apply(tape.constant(noise.values()), labels);
      long updates = generatorState.steps();
      Variable seen = seen(fake, NoiseStreams.GENERATOR_AUGMENTATION, NoiseStreams.GENERATOR_INSTANCE, updates);
      Batch seenReal = real == null ? null : seenReal(tape, real, updates);
      Discriminator d = gan.discriminator();
      Pass opponent = options.practice().unrolledSteps() == 0 ? d.network().frozen(tape)
          : UnrolledDiscriminator.after(d, seen, labels, seenReal, options);
      Judgement judgement = d.judge(opponent, seen, labels);
      Tensor onReal = options.objective().needsReal() ? critic(opponent, seenReal).apply(tape.constant(seenReal.values())).value() : null;
      GeneratorLoss loss = backend.generatorLoss(options.objective(), judgement.logits().value(), onReal);
      Outputs outputs = new Outputs(judgement, loss.gradient());
      Diversity diversity = options.practice().find(Diversity.class);
      if (diversity != null) {
        Variable term = diversity(fake, diversity.lambda());
        outputs.add(term);
        monitors.put(StepReport.DIVERSITY_TERM, term.value());
      }
      outputs.backward(network, pass);
      monitors.put(StepReport.GENERATOR, loss.values());
      monitors.put(StepReport.GENERATOR_SQUARES, clipped(network));
      update(generatorState);
      if (average != null) {
        average.follow(updates);
      }
    }
  }

  /** −λ · mean of (G(z₁) − G(z₂))² over the components of all pairs; a sample's partner is half a batch away. */
  private static Variable diversity(Variable fake, double lambda) {
    int half = fake.shape().extent(0) / 2;
    Variable apart = Pointwise.subtract(Shaping.slice(fake, 0, 0, half), Shaping.slice(fake, 0, half, 2 * half));
    return Pointwise.scale(Reduction.mean(Pointwise.multiply(apart, apart)), (float) -lambda);
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
