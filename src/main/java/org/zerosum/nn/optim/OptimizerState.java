package org.zerosum.nn.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Tensor;

/** An optimiser at work on one network: its moments and its step count. The tensors belong to the innermost scope. */
public final class OptimizerState {
  private final Optimizer optimizer;
  private final Optimizer.Update update;
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private long steps;

  /** Starts an optimiser on a network. */
  public OptimizerState(Optimizer optimizer, Network network) {
    this.optimizer = optimizer;
    Map<String, Tensor> moments = optimizer.allocateMoments(network);
    this.update = optimizer.update(network, moments);
    moments.forEach((moment, flat) -> network.viewsOf(flat).forEach((name, view) -> state.put(name + "." + moment, view)));
  }

  /** The settings. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** One update of the network's parameters by its gradients. */
  public void update() {
    update(1);
  }

  /**
   * One update with another learning rate.
   *
   * @param factor of the optimiser's rate, at least 0
   */
  public void update(double factor) {
    advance(factor);
    apply();
  }

  /**
   * Begins an update: counts it and prepares its numbers, which {@link #apply} uses, also as part of a recorded program.
   *
   * @param factor of the optimiser's rate, at least 0
   */
  public void advance(double factor) {
    steps++;
    update.moveTo(steps, factor);
  }

  /** Changes the parameters by the gradients, with the numbers of the update begun last. */
  public void apply() {
    update.apply();
  }

  /** Updates so far. */
  public long steps() {
    return steps;
  }

  /** Continues counting from a checkpoint. */
  public void resumeAt(long steps) {
    this.steps = steps;
  }

  /** The moments by parameter and name, for example {@code 0.weight.exp_avg}: what a checkpoint stores. */
  public Map<String, Tensor> state() {
    return java.util.Collections.unmodifiableMap(state);
  }
}
