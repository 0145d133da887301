package org.zerosum.nn.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.nn.Network;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.Tensor;

/** The rule by which gradients change parameters: its settings. Its running state is an {@link OptimizerState}. */
public sealed interface Optimizer {
  /** The learning rate. */
  double rate();

  /** The flat state tensors that the rule keeps beside the parameters, by name. */
  Map<String, Tensor> allocateMoments(Network network);

  /**
   * The updates of one network.
   *
   * @param moments what {@link #allocateMoments} made
   */
  Update update(Network network, Map<String, Tensor> moments);

  /** Updates of one network's parameters by its gradients, in place. */
  interface Update {
    /**
     * Prepares the numbers of an update, which a recorded {@link #apply} reads each time it runs.
     *
     * @param step 1 for the first update
     * @param factor of the learning rate, at least 0
     */
    void moveTo(long step, double factor);

    /** Makes the update that was prepared last. */
    void apply();
  }

  /**
   * Stochastic gradient descent with momentum.
   *
   * @param rate above 0
   * @param momentum in [0, 1)
   */
  record Sgd(double rate, double momentum) implements Optimizer {
    public Sgd {
      checkRate(rate);
      checkDecay("momentum", momentum);
    }

    @Override
    public Map<String, Tensor> allocateMoments(Network network) {
      Map<String, Tensor> moments = new LinkedHashMap<>();
      if (momentum != 0) {
        moments.put("momentum_buffer", network.backend().zeros(network.parameters().shape()));
      }
      return moments;
    }

    @Override
    public Update update(Network network, Map<String, Tensor> moments) {
      LiveFloat scaled = new LiveFloat((float) rate);
      return new Update() {
        @Override
        public void moveTo(long step, double factor) {
          scaled.set((float) (rate * factor));
        }

        @Override
        public void apply() {
          network.backend().sgd(network.parameters(), network.gradients(), moments.get("momentum_buffer"), scaled, (float) momentum);
        }
      };
    }
  }

  /**
   * Adam (Kingma and Ba, arXiv:1412.6980). For GANs beta1 = 0.5 (Radford, Metz and Chintala, arXiv:1511.06434).
   *
   * @param rate above 0
   * @param beta1 in [0, 1)
   * @param beta2 in [0, 1)
   * @param epsilon above 0
   */
  record Adam(double rate, double beta1, double beta2, double epsilon) implements Optimizer {
    public Adam {
      checkRate(rate);
      checkDecay("beta1", beta1);
      checkDecay("beta2", beta2);
      if (!((float) epsilon > 0 && (float) epsilon < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("Adam: epsilon is " + epsilon + " but must be a positive float32 number");
      }
    }

    /** beta1 0.5, beta2 0.999, epsilon 1e-8. */
    public static Adam forGan(double rate) {
      return new Adam(rate, 0.5, 0.999, 1e-8);
    }

    @Override
    public Map<String, Tensor> allocateMoments(Network network) {
      Backend backend = network.backend();
      Map<String, Tensor> moments = new LinkedHashMap<>();
      moments.put("exp_avg", backend.zeros(network.parameters().shape()));
      moments.put("exp_avg_sq", backend.zeros(network.parameters().shape()));
      return moments;
    }

    @Override
    public Update update(Network network, Map<String, Tensor> moments) {
      AdamStep scalars = AdamStep.of(rate, beta1, beta2, epsilon, 1);
      return new Update() {
        @Override
        public void moveTo(long step, double factor) {
          scalars.moveTo(rate * factor, step);
        }

        @Override
        public void apply() {
          network.backend().adam(network.parameters(), network.gradients(), moments.get("exp_avg"), moments.get("exp_avg_sq"), scalars);
        }
      };
    }
  }

  private static void checkRate(double rate) {
    if (!(rate > 0 && (float) rate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the learning rate is " + rate + " but must be a positive float32 number");
    }
  }

  private static void checkDecay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " is " + value + " but must lie in [0, 1)");
    }
  }
}
