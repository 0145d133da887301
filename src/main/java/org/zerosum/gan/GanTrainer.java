package org.zerosum.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private long steps;
  private double rateFactor = 1;

  /** Prepares training; the first step starts from the networks as they are. */
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
        updateDiscriminator(next(samples), draw(NoiseStreams.DISCRIMINATOR, discriminatorState.steps()));
      }
    }
    for (int i = 0; i < options.generatorSteps(); i++) {
      try (Scope _ = backend.openScope()) {
        Tensor real = options.generatorNeedsReal() ? next(samples) : null;
        updateGenerator(real, draw(NoiseStreams.GENERATOR, generatorState.steps()));
      }
    }
    return report;
  }

  private Tensor next(RealSamples samples) {
    samples.next(realValues);
    return backend.tensor(gan.architecture().batchShape(options.realBatch()), realValues);
  }

  private Tensor draw(int stream, long update) {
    return gan.generator().draw(options.fakeBatch(), new Noise(gan.seed(), stream, (int) update));
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
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Tensor fake = gan.generator().network().frozen(tape).apply(tape.constant(noise)).value();
      long update = discriminatorState.steps();
      Tensor detached = seen(tape.constant(fake), NoiseStreams.FAKE_AUGMENTATION, NoiseStreams.FAKE_INSTANCE, update).value();
      Tensor seen = seenReal(tape, real, update).value();
      Network network = gan.discriminator().network();
      Pass pass = network.training(tape);
      // D has no batch statistics, so D(x) and D(G(z)) of one batch after the other are those of two batches.
      Variable logits = pass.apply(tape.constant(backend.concatenate(List.of(seen, detached), 0)));
      int b1 = real.shape().extent(0);
      int all = b1 + fake.shape().extent(0);
      DiscriminatorLoss loss = backend.discriminatorLoss(options.objective(), backend.slice(logits.value(), 0, 0, b1),
          backend.slice(logits.value(), 0, b1, all), options.realLabel());
      List<Variable> outputs = new ArrayList<>(List.of(logits));
      List<Variable> seeds = new ArrayList<>(List.of(tape.constant(backend.concatenate(List.of(loss.realGradient(), loss.fakeGradient()), 0))));
      Variable penalty = penalty(pass, seen, detached);
      if (penalty != null) {
        outputs.add(penalty);
        seeds.add(tape.scalar(1));
        monitors.put(StepReport.PENALTY, penalty.value());
      }
      network.backward(pass, outputs, seeds);
      monitors.put(StepReport.DISCRIMINATOR, loss.values());
      monitors.put(StepReport.DISCRIMINATOR_SQUARES, clipped(network));
      update(discriminatorState);
      WeightClipping clipping = options.practice().find(WeightClipping.class);
      if (clipping != null) {
        backend.copyInto(network.parameters(), backend.clamp(network.parameters(), (float) clipping.limit()));
      }
    }
  }

  /** The sum of the penalties on D's gradient, of shape [], or null. */
  private Variable penalty(Pass pass, Tensor real, Tensor fake) {
    Tape tape = pass.tape();
    Variable sum = null;
    for (Regularizer regularizer : options.practice().regularizers()) {
      Variable one = switch (regularizer) {
        case R1(double gamma) -> GradientPenalties.zeroCentered(pass, tape.leaf(real), gamma);
        case R2(double gamma) -> GradientPenalties.zeroCentered(pass, tape.leaf(fake), gamma);
        case GradientPenalty(double lambda, boolean oneSided) ->
            GradientPenalties.oneCentered(pass, tape.leaf(between(real, fake)), lambda, oneSided);
        case WeightClipping _, InstanceNoise _, Diversity _ -> null;
      };
      sum = one == null ? sum : sum == null ? one : Pointwise.add(sum, one);
    }
    return sum;
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

  private Variable seenReal(Tape tape, Tensor real, long update) {
    return seen(tape.constant(real), NoiseStreams.REAL_AUGMENTATION, NoiseStreams.REAL_INSTANCE, update);
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

  /** {@link #updateGenerator(Tensor, Tensor)} for objectives and practices that need no real samples. */
  public void updateGenerator(Tensor noise) {
    updateGenerator(null, noise);
  }

  /**
   * One update of G with D held fixed: descends the objective's L_G, for example 1/B2 Σ −log D(G(z)) (non-saturating), and the
   * diversity term. The gradient flows through D into G; D's own is never computed, unless D is unrolled.
   *
   * @param real x, [B1, sample], where {@link TrainingOptions#generatorNeedsReal}; else null
   * @param noise z, [B2, latent]
   */
  public void updateGenerator(Tensor real, Tensor noise) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Network network = gan.generator().network();
      Pass pass = network.training(tape);
      Variable fake = pass.apply(tape.constant(noise));
      long updates = generatorState.steps();
      Variable seen = seen(fake, NoiseStreams.GENERATOR_AUGMENTATION, NoiseStreams.GENERATOR_INSTANCE, updates);
      Tensor seenReal = real == null ? null : seenReal(tape, real, updates).value();
      Network opponent = gan.discriminator().network();
      Pass judge = options.practice().unrolledSteps() == 0 ? opponent.frozen(tape)
          : UnrolledDiscriminator.after(opponent, seen, seenReal, options);
      Variable logits = judge.apply(seen);
      Tensor onReal = options.objective().needsReal() ? judge.apply(tape.constant(seenReal)).value() : null;
      GeneratorLoss loss = backend.generatorLoss(options.objective(), logits.value(), onReal);
      List<Variable> outputs = new ArrayList<>(List.of(logits));
      List<Variable> seeds = new ArrayList<>(List.of(tape.constant(loss.gradient())));
      Diversity diversity = options.practice().find(Diversity.class);
      if (diversity != null) {
        outputs.add(diversity(fake, diversity.lambda()));
        seeds.add(tape.scalar(1));
        monitors.put(StepReport.DIVERSITY_TERM, outputs.getLast().value());
      }
      network.backward(pass, outputs, seeds);
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
