package org.zerosum.gan;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.autograd.GanLosses;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;

/**
 * D as it will be after K steps of gradient descent on L_D: φ₀ = φ, φₖ₊₁ = φₖ − α_D ∇L_D(φₖ), as a function of the generated
 * samples, so that G's gradient flows through the steps (Metz et al., arXiv:1611.02163, section 2.2). All steps see the same samples;
 * they are plain gradient descent, whatever D's own optimiser is.
 */
final class UnrolledDiscriminator {
  private UnrolledDiscriminator() {}

  /**
   * A pass of the unrolled D on the generated samples' tape.
   *
   * @param fake [B2, sample], on a tape
   * @param labels their classes, or null
   * @param real [B1, sample], with labels if D is conditional
   */
  static Pass after(Discriminator d, Variable fake, Variable labels, Batch real, TrainingOptions options) {
    Tape tape = fake.tape();
    Network network = d.network();
    float rate = (float) options.discriminatorOptimizer().rate();
    List<Variable> parameters = network.leaves(network.training(tape));
    for (int k = 0; k < options.practice().unrolledSteps(); k++) {
      Pass pass = network.with(tape, parameters);
      Judgement onReal = d.judge(pass, tape.constant(real.values()), real.labelsOn(tape));
      Judgement onFake = d.judge(pass, fake, labels);
      Variable loss = GanLosses.discriminatorLoss(options.objective(), onReal.logits(), onFake.logits(), options.realLabel());
      if (onReal.classLoss() != null) {
        loss = Pointwise.add(loss, Pointwise.scale(Pointwise.add(onReal.classLoss(), onFake.classLoss()), 0.5f));
      }
      List<Variable> gradients = tape.gradients(loss, tape.scalar(1), parameters, true);
      List<Variable> next = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        next.add(Pointwise.subtract(parameters.get(i), Pointwise.scale(gradients.get(i), rate)));
      }
      parameters = next;
    }
    return network.with(tape, parameters);
  }
}
