package org.zerosum.gan;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.autograd.GanLosses;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.tensor.Tensor;

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
   * @param real [B1, sample]
   */
  static Pass after(Network network, Variable fake, Tensor real, TrainingOptions options) {
    Tape tape = fake.tape();
    Variable x = tape.constant(real);
    float rate = (float) options.discriminatorOptimizer().rate();
    List<Variable> parameters = network.leaves(network.training(tape));
    for (int k = 0; k < options.practice().unrolledSteps(); k++) {
      Pass pass = network.with(tape, parameters);
      Variable loss = GanLosses.discriminatorLoss(options.objective(), pass.apply(x), pass.apply(fake), options.realLabel());
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
