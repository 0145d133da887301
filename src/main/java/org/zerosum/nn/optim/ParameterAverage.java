package org.zerosum.nn.optim;

import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/**
 * The mean of a network's parameters over the moments at which {@link #add} was called: mean ← mean + (parameters − mean) / n.
 *
 * <p>Iterates that circle about a point, or jitter about it by the noise of batches, have a mean much nearer to it than they
 * are. Its one tensor belongs to the scope that was innermost when it was made. Source: Polyak and Juditsky, SIAM J. Control
 * Optim. 30, 1992.
 */
public final class ParameterAverage {
  private final Network network;
  private final Tensor mean;
  private long count;

  /** An average of nothing yet. */
  public ParameterAverage(Network network) {
    this.network = network;
    this.mean = network.backend().zeros(network.parameters().shape());
  }

  /** Takes in the parameters as they are now. */
  public void add() {
    count++;
    Backend backend = network.backend();
    try (Scope _ = backend.openScope()) {
      backend.addInto(mean, backend.scale(backend.subtract(network.parameters(), mean), (float) (1.0 / count)));
    }
  }

  /** How often {@link #add} was called. */
  public long count() {
    return count;
  }

  /**
   * Replaces the network's parameters by the mean; does nothing if there is none yet. Statistics of batch norm are not averaged.
   */
  public void apply() {
    if (count > 0) {
      network.backend().copyInto(network.parameters(), mean);
    }
  }
}
