package org.zerosum.cli;

import java.util.List;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.theory.Game;
import org.zerosum.theory.Play;

/**
 * The Dirac GAN as a GAN: real and generated logits by the tape, losses by the fused operations, R1 by differentiating the gradient
 * with respect to the data once more.
 */
record DiracByAutograd(Backend backend) {
  private static final Shape ONE = Shape.of(1, 1);

  /** The largest distance, over the steps, from the trajectory by formula. */
  double largestDeviation(Play play, double penalty, double x, double y, int steps) {
    Play.Trajectory expected = play.run(new Game.Dirac(penalty), x, y, steps);
    float theta = (float) x;
    float psi = (float) y;
    double largest = 0;
    for (int step = 1; step <= steps; step++) {
      float moved = psi - (float) play.discriminatorRate() * discriminator(theta, psi, (float) penalty);
      theta -= (float) play.generatorRate() * generator(theta, play.alternating() ? moved : psi);
      psi = moved;
      largest = Math.max(largest, Math.hypot(theta - expected.x()[step], psi - expected.y()[step]));
    }
    return largest;
  }

  /** ∂(L_D + γ/2 · ‖∂a/∂s‖²)/∂ψ with the logit a(s) = −ψs, real s = 0, generated s = θ. */
  private float discriminator(float theta, float psi, float penalty) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable weight = tape.leaf(backend.tensor(ONE, psi));
      Variable real = tape.leaf(backend.tensor(ONE, 0));
      Variable onReal = Pointwise.negate(Pointwise.multiply(weight, real));
      Variable onGenerated = Pointwise.negate(Pointwise.multiply(weight, tape.constant(backend.tensor(ONE, theta))));
      DiscriminatorLoss loss = backend.discriminatorLoss(GanLoss.SATURATING, onReal.value(), onGenerated.value(), 1);
      float gradient = gradient(tape, onReal, loss.realGradient(), weight) + gradient(tape, onGenerated, loss.fakeGradient(), weight);
      Variable slope = tape.gradients(onReal, tape.constant(backend.full(ONE, 1)), List.of(real), true).getFirst();
      Variable r1 = Pointwise.scale(Pointwise.multiply(slope, slope), penalty / 2);
      return gradient + gradient(tape, r1, backend.full(ONE, 1), weight);
    }
  }

  /** ∂ ln(1 − D(θ))/∂θ. */
  private float generator(float theta, float psi) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable place = tape.leaf(backend.tensor(ONE, theta));
      Variable logit = Pointwise.negate(Pointwise.multiply(place, tape.constant(backend.tensor(ONE, psi))));
      return gradient(tape, logit, backend.generatorLoss(GanLoss.SATURATING, logit.value(), null).gradient(), place);
    }
  }

  private static float gradient(Tape tape, Variable output, Tensor seed, Variable of) {
    return tape.gradients(output, tape.constant(seed), List.of(of), false).getFirst().value().toArray()[0];
  }
}
