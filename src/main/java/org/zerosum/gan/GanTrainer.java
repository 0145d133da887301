package org.zerosum.gan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Noise;
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
  private final float[] realValues;
  private long steps;

  /** Prepares training; the first step starts from the networks as they are. */
  public GanTrainer(Gan gan, TrainingOptions options) {
    this.backend = gan.backend();
    this.gan = gan;
    this.options = options;
    this.discriminatorState = new OptimizerState(options.discriminatorOptimizer(), gan.discriminator().network());
    this.generatorState = new OptimizerState(options.generatorOptimizer(), gan.generator().network());
    this.monitors = new Monitors(backend);
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

  /** Steps so far. */
  public long steps() {
    return steps;
  }

  /**
   * One step: k times {@link #updateDiscriminator}, k′ times {@link #updateGenerator}.
   *
   * @param samples asked k times for B1 real samples
   * @return its measurements, fetched from the device when they are asked for
   */
  public StepReport step(RealSamples samples) {
    steps++;
    StepReport report = monitors.begin(steps);
    for (int i = 0; i < options.discriminatorSteps(); i++) {
      samples.next(realValues);
      try (Scope _ = backend.openScope()) {
        Tensor real = backend.tensor(gan.architecture().batchShape(options.realBatch()), realValues);
        updateDiscriminator(real, draw(NoiseStreams.DISCRIMINATOR, discriminatorState.steps()));
      }
    }
    for (int i = 0; i < options.generatorSteps(); i++) {
      try (Scope _ = backend.openScope()) {
        updateGenerator(draw(NoiseStreams.GENERATOR, generatorState.steps()));
      }
    }
    return report;
  }

  private Tensor draw(int stream, long update) {
    return gan.generator().draw(options.fakeBatch(), new Noise(gan.seed(), stream, (int) update));
  }

  private GanLoss ganLoss() {
    return switch (options.objective()) {
      case NON_SATURATING -> GanLoss.NON_SATURATING;
      case SATURATING -> GanLoss.MINIMAX;
    };
  }

  /**
   * One update of D: ascends V(D, G) = 1/B1 Σ log D(x) + 1/B2 Σ log(1 − D(G(z))) with G held fixed, by <em>descending</em>
   * L_D = −V (the lecture notes' θ_D ← θ_D + η∇L_D has the sign of the one and the name of the other).
   *
   * @param real x, [B1, sample]
   * @param noise z, [B2, latent]
   */
  public void updateDiscriminator(Tensor real, Tensor noise) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Tensor fake = gan.generator().network().frozen(tape).apply(tape.constant(noise)).value();
      Variable detached = tape.constant(fake);
      Network network = gan.discriminator().network();
      Pass pass = network.training(tape);
      // D has no batch statistics, so D(x) and D(G(z)) of one batch after the other are those of two batches.
      Variable logits = pass.apply(tape.constant(backend.concatenate(List.of(real, detached.value()), 0)));
      int b1 = real.shape().extent(0);
      int all = b1 + fake.shape().extent(0);
      DiscriminatorLoss loss = backend.discriminatorLoss(ganLoss(), backend.slice(logits.value(), 0, 0, b1),
          backend.slice(logits.value(), 0, b1, all), options.realLabel());
      Tensor seed = backend.concatenate(List.of(loss.realGradient(), loss.fakeGradient()), 0);
      network.backward(pass, logits, tape.constant(seed));
      monitors.put(0, loss.values(), 0, 4);
      monitors.put(8, loss.values(), 4, 2);
      monitors.put(4, backend.sumOfSquares(network.gradients()), 0, 1);
      discriminatorState.update();
    }
  }

  /**
   * One update of G with D held fixed: descends 1/B2 Σ −log D(G(z)) (non-saturating) or 1/B2 Σ log(1 − D(G(z))) (minimax). The
   * gradient flows through D into G; D's own is never computed.
   *
   * @param noise z, [B2, latent]
   */
  public void updateGenerator(Tensor noise) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Network network = gan.generator().network();
      Pass pass = network.training(tape);
      Variable fake = pass.apply(tape.constant(noise));
      Variable logits = gan.discriminator().network().frozen(tape).apply(fake);
      GeneratorLoss loss = backend.generatorLoss(ganLoss(), logits.value(), null);
      network.backward(pass, logits, tape.constant(loss.gradient()));
      monitors.put(5, loss.values(), 0, 2);
      monitors.put(10, loss.values(), 2, 3);
      monitors.put(7, backend.sumOfSquares(network.gradients()), 0, 1);
      generatorState.update();
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
    return new TrainingState(tensors, steps, discriminatorState.steps(), generatorState.steps());
  }

  private static void put(Map<String, Tensor> all, String prefix, Map<String, Tensor> some) {
    some.forEach((name, tensor) -> all.put(prefix + name, tensor));
  }

  /**
   * Continues counting from a checkpoint, whose tensors have been written into those of {@link #state}.
   *
   * @param discriminatorUpdates updates of D so far
   * @param generatorUpdates updates of G so far
   */
  public void resumeAt(long steps, long discriminatorUpdates, long generatorUpdates) {
    this.steps = steps;
    discriminatorState.resumeAt(discriminatorUpdates);
    generatorState.resumeAt(generatorUpdates);
  }
}
