package org.zerosum.gan;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.zerosum.autograd.Pointwise;
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
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * What one update of D computes, {@link GanTrainer#updateDiscriminator}: always the same operations, so that they can be recorded;
 * the update's own numbers are in its draws and its optimiser.
 */
record DiscriminatorUpdate(Gan gan, TrainingOptions options, OptimizerState state, SampleView view, Monitors monitors) {
  /**
   * Computes the update that was begun last.
   *
   * @param real x, [B1, sample]
   * @param noise z, [B2, latent]
   */
  void run(Batch real, Batch noise) {
    descend(real, generate(noise));
  }

  /** Fake samples with their labels. The values alone go on: this is the detach, no gradient reaches G. */
  Batch generate(Batch noise) {
    Tape tape = new Tape(gan.backend());
    Tensor values = gan.generator().network().frozen(tape).apply(tape.constant(noise.values()), noise.labelsOn(tape)).value();
    return new Batch(values, noise.labels());
  }

  /**
   * Computes the rest of the update.
   *
   * @param fake G(z)
   */
  void descend(Batch real, Batch fake) {
    Backend backend = gan.backend();
    Tape tape = new Tape(backend);
    Discriminator d = gan.discriminator();
    Network network = d.network();
    Pass pass = network.training(tape);
    Batch seenReal = view.ofReal(tape, real);
    Batch seenFake = new Batch(view.of(tape.constant(fake.values()), NoiseStreams.FAKE_AUGMENTATION, NoiseStreams.FAKE_INSTANCE).value(),
        fake.labels());
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
    monitors.put(StepReport.DISCRIMINATOR_SQUARES, options.practice().clipGradients(network));
    state.apply();
    WeightClipping clipping = options.practice().find(WeightClipping.class);
    if (clipping != null) {
      backend.clipWeights(network.parameters(), (float) clipping.limit());
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
    Backend backend = gan.backend();
    int[] perSample = new int[real.shape().rank()];
    Arrays.fill(perSample, 1);
    perSample[0] = real.shape().extent(0);
    Tensor epsilon = backend.uniform(Shape.of(perSample), view.draws().of(NoiseStreams.INTERPOLATION), 0, 1);
    return backend.add(fake, backend.multiply(backend.subtract(real, fake), epsilon));
  }
}
