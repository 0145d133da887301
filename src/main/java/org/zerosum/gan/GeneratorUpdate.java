package org.zerosum.gan;

import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Reduction;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.gan.Regularizer.Diversity;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Tensor;

/**
 * What one update of G computes, {@link GanTrainer#updateGenerator}: always the same operations, so that they can be recorded; the
 * update's own numbers are in its draws and its optimiser.
 *
 * @param average of G's parameters, or null
 */
record GeneratorUpdate(Gan gan, TrainingOptions options, OptimizerState state, SampleView view, Monitors monitors,
    GeneratorAverage average) {
  /**
   * Computes the update that was begun last.
   *
   * @param real x, [B1, sample], where {@link TrainingOptions#generatorNeedsReal}; else null
   * @param noise z, [B2, latent]
   */
  void run(Batch real, Batch noise) {
    descend(real, generate(noise));
  }

  /** G(z), and how it came about. */
  record Generated(Pass pass, Variable values, Variable labels) {}

  /** Computes fake samples, which D has no part in. */
  Generated generate(Batch noise) {
    Tape tape = new Tape(gan.backend());
    Pass pass = gan.generator().network().training(tape);
    Variable labels = noise.labelsOn(tape);
    return new Generated(pass, pass.apply(tape.constant(noise.values()), labels), labels);
  }

  /** Computes the rest of the update. */
  void descend(Batch real, Generated generated) {
    Pass pass = generated.pass;
    Tape tape = pass.tape();
    Network network = gan.generator().network();
    Variable fake = generated.values;
    Variable labels = generated.labels;
    Variable seen = view.of(fake, NoiseStreams.GENERATOR_AUGMENTATION, NoiseStreams.GENERATOR_INSTANCE);
    Batch seenReal = real == null ? null : view.ofReal(tape, real);
    Discriminator d = gan.discriminator();
    Pass opponent = options.practice().unrolledSteps() == 0 ? d.network().frozen(tape)
        : UnrolledDiscriminator.after(d, seen, labels, seenReal, options);
    Judgement judgement = d.judge(opponent, seen, labels);
    GeneratorLoss loss = gan.backend().generatorLoss(options.objective(), judgement.logits().value(),
        options.objective().needsReal() ? logits(opponent, seenReal) : null);
    Outputs outputs = new Outputs(judgement, loss.gradient());
    Diversity diversity = options.practice().find(Diversity.class);
    if (diversity != null) {
      Variable term = diversity(fake, diversity.lambda());
      outputs.add(term);
      monitors.put(StepReport.DIVERSITY_TERM, term.value());
    }
    outputs.backward(network, pass);
    monitors.put(StepReport.GENERATOR, loss.values());
    monitors.put(StepReport.GENERATOR_SQUARES, options.practice().clipGradients(network));
    state.apply();
    if (average != null) {
      average.follow();
    }
  }

  private Tensor logits(Pass opponent, Batch real) {
    Tape tape = opponent.tape();
    return gan.discriminator().judge(opponent, tape.constant(real.values()), real.labelsOn(tape)).logits().value();
  }

  /** −λ · mean of (G(z₁) − G(z₂))² over the components of all pairs; a sample's partner is half a batch away. */
  private static Variable diversity(Variable fake, double lambda) {
    int half = fake.shape().extent(0) / 2;
    Variable apart = Pointwise.subtract(Shaping.slice(fake, 0, 0, half), Shaping.slice(fake, 0, half, 2 * half));
    return Pointwise.scale(Reduction.mean(Pointwise.multiply(apart, apart)), (float) -lambda);
  }
}
