package org.zerosum.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;

class OptimizerTest {
  private static final int STEPS = 50;
  private final Backend backend = new Backend(new ScalarKernels());
  private final Network network = new Network(backend, new Linear(3, 2), 1, 0);

  @AfterEach
  void close() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private float[] gradients(int step) {
    SplittableRandom random = new SplittableRandom(step);
    float[] values = new float[network.gradients().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private double[] start() {
    float[] values = network.parameters().toArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private float[] run(Optimizer optimizer) {
    OptimizerState state = new OptimizerState(optimizer, network);
    for (int step = 1; step <= STEPS; step++) {
      backend.write(network.gradients(), gradients(step));
      state.update();
    }
    return network.parameters().toArray();
  }

  @Test
  void sgdFollowsItsFormula() {
    for (double momentum : new double[] {0, 0.9}) {
      double[] p = start();
      double[] v = new double[p.length];
      for (int step = 1; step <= STEPS; step++) {
        float[] g = gradients(step);
        for (int i = 0; i < p.length; i++) {
          v[i] = momentum * v[i] + g[i];
          p[i] -= 0.05 * v[i];
        }
      }
      FloatAssert.assertClose("momentum " + momentum, p, run(new Optimizer.Sgd(0.05, momentum)), 1e-5);
    }
  }

  @Test
  void adamFollowsItsFormula() {
    for (double beta1 : new double[] {0, 0.5, 0.9}) {
      double[] p = start();
      double[] m = new double[p.length];
      double[] v = new double[p.length];
      for (int step = 1; step <= STEPS; step++) {
        float[] g = gradients(step);
        for (int i = 0; i < p.length; i++) {
          m[i] = beta1 * m[i] + (1 - beta1) * g[i];
          v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
          p[i] -= 0.002 * (m[i] / (1 - Math.pow(beta1, step))) / (Math.sqrt(v[i] / (1 - Math.pow(0.999, step))) + 1e-8);
        }
      }
      FloatAssert.assertClose("beta1 " + beta1, p, run(new Optimizer.Adam(0.002, beta1, 0.999, 1e-8)), 1e-5);
    }
  }

  @Test
  void adamDoesWhatIsComputedByHand() {
    // α 0.1, β₁ 0.5, β₂ 0.75, ε ≈ 0. g = 2: m = 1, v = 1; m̂ = 1/0.5 = 2, v̂ = 1/0.25 = 4; p = 1 − 0.1·2/2 = 0.9.
    // g = −4: m = 0.5 − 2 = −1.5, v = 0.75 + 4 = 4.75; m̂ = −1.5/0.75 = −2, v̂ = 4.75/0.4375 = 10.857143;
    // p = 0.9 + 0.1·2/3.2950178 = 0.9606977.
    OptimizerState state = new OptimizerState(new Optimizer.Adam(0.1, 0.5, 0.75, 1e-12), network);
    backend.fill(network.parameters(), 1);
    backend.fill(network.gradients(), 2);
    state.update();
    FloatAssert.assertClose("step 1", new double[] {0.9}, first(network.parameters().toArray()), 1e-7);
    FloatAssert.assertSameBits("m", new float[] {1}, first(state.state().get("weight.exp_avg").toArray()));
    FloatAssert.assertSameBits("v", new float[] {1}, first(state.state().get("weight.exp_avg_sq").toArray()));
    backend.fill(network.gradients(), -4);
    state.update();
    FloatAssert.assertClose("step 2", new double[] {0.9606977}, first(network.parameters().toArray()), 2e-7);
    FloatAssert.assertSameBits("m", new float[] {-1.5f}, first(state.state().get("weight.exp_avg").toArray()));
    FloatAssert.assertSameBits("v", new float[] {4.75f}, first(state.state().get("weight.exp_avg_sq").toArray()));
  }

  private static float[] first(float[] values) {
    return new float[] {values[0]};
  }

  @Test
  void adamsScalarsAreRoundedOnce() {
    AdamStep step = AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 3);
    assertEquals((float) (2e-4 / 0.875), step.rate());
    assertEquals((float) (1 / Math.sqrt(1 - 0.999 * 0.999 * 0.999)), step.inverseRootCorrection(), 1e-6);
    assertEquals((float) (1 - 0.999), step.oneMinusBeta2());
    AdamStep late = AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 10_000_000_000L);
    assertEquals(2e-4f, late.rate());
    assertEquals(1f, late.inverseRootCorrection());
  }

  @Test
  void stateIsNamedByParameterAndCanBeResumed() {
    OptimizerState adam = new OptimizerState(Optimizer.Adam.forGan(2e-4), network);
    assertEquals(List.of("weight.exp_avg", "bias.exp_avg", "weight.exp_avg_sq", "bias.exp_avg_sq"), List.copyOf(adam.state().keySet()));
    assertEquals(new Optimizer.Adam(2e-4, 0.5, 0.999, 1e-8), adam.optimizer());
    OptimizerState momentum = new OptimizerState(new Optimizer.Sgd(0.1, 0.9), network);
    assertEquals(List.of("weight.momentum_buffer", "bias.momentum_buffer"), List.copyOf(momentum.state().keySet()));
    assertTrue(new OptimizerState(new Optimizer.Sgd(0.1, 0), network).state().isEmpty());

    float[] before = network.parameters().toArray();
    float[] whole = run(Optimizer.Adam.forGan(0.01));
    backend.write(network.parameters(), before);
    OptimizerState part = new OptimizerState(Optimizer.Adam.forGan(0.01), network);
    for (int step = 1; step <= STEPS; step++) {
      backend.write(network.gradients(), gradients(step));
      part.update();
      OptimizerState next = new OptimizerState(part.optimizer(), network);
      part.state().forEach((name, value) -> backend.copyInto(next.state().get(name), value));
      next.resumeAt(part.steps());
      part = next;
    }
    // Gaps carry no state, so only the parameters themselves are compared.
    float[] resumed = network.parameters().toArray();
    FloatAssert.assertSameBits("weight", java.util.Arrays.copyOf(whole, 6), java.util.Arrays.copyOf(resumed, 6));
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertEquals("the learning rate is 0.0 but must be a positive float32 number",
        assertThrows(IllegalArgumentException.class, () -> new Optimizer.Sgd(0, 0)).getMessage());
    assertEquals("momentum is 1.0 but must lie in [0, 1)",
        assertThrows(IllegalArgumentException.class, () -> new Optimizer.Sgd(0.1, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Sgd(Double.POSITIVE_INFINITY, 0));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Sgd(1e300, 0));
    assertThrows(IllegalArgumentException.class, () -> Optimizer.Adam.forGan(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Adam(0.1, -0.1, 0.9, 1e-8));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Adam(0.1, 0.5, 1, 1e-8));
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Adam(0.1, 0.5, 0.9, 0));
  }

  @Test
  void refusesAnEpsilonThatIsZeroAsAFloat() {
    // √0 · correction + 0 would divide the gaps' zeros by zero.
    assertThrows(IllegalArgumentException.class, () -> new Optimizer.Adam(0.1, 0.5, 0.9, 1e-60));
  }
}
