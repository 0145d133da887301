package org.zerosum.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Compares a layer's gradients with finite differences: of its input in first and second order, of its parameters in first. */
final class LayerGradients {
  private static final double TOLERANCE = 3e-3;
  private static final float STEP = 0.02f;

  private LayerGradients() {}

  /**
   * @param labels one-hot rows, or null
   */
  static void check(Backend backend, Layer layer, Tensor labels, int... extents) {
    try (Scope _ = backend.openScope()) {
      Network network = new Network(backend, layer, 5, 0);
      Input x = Input.random(3, extents);
      GradientCheck check = new GradientCheck(backend, inputs -> {
        Tape tape = inputs.getFirst().tape();
        return network.frozen(tape).apply(inputs.getFirst(), labels == null ? null : tape.constant(labels));
      }, List.of(x), TOLERANCE);
      report("input, first order", check.firstOrder());
      report("input, second order", check.secondOrder());
      parameters(backend, network, backend.tensor(x.shape(), x.values()), labels);
    }
  }

  private static void report(String what, Report report) {
    assertTrue(report.passed(), what + ": " + report);
  }

  private static void parameters(Backend backend, Network network, Tensor x, Tensor labels) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Variable out = pass.apply(tape.constant(x), labels == null ? null : tape.constant(labels));
      Tensor weights = backend.normal(out.shape(), new Noise(8, 0, 0), 0, 1);
      network.backward(pass, out, tape.constant(weights));
      for (Map.Entry<String, Tensor> gradient : network.viewsOf(network.gradients()).entrySet()) {
        float[] found = gradient.getValue().toArray();
        for (int i = 0; i < found.length; i += Math.max(1, found.length / 20)) {
          double expected = (4 * slope(backend, network, x, labels, weights, gradient.getKey(), i, STEP / 2)
              - slope(backend, network, x, labels, weights, gradient.getKey(), i, STEP)) / 3;
          assertTrue(Math.abs(expected - found[i]) <= TOLERANCE * Math.max(1, Math.abs(expected)),
              gradient.getKey() + " " + i + ": tape " + found[i] + ", differences " + expected);
        }
      }
    }
  }

  private static double slope(Backend backend, Network network, Tensor x, Tensor labels, Tensor weights, String name, int element,
      float step) {
    Tensor parameter = network.state().get(name);
    float[] values = parameter.toArray();
    float centre = values[element];
    double[] sums = new double[2];
    for (int side = 0; side < 2; side++) {
      values[element] = side == 0 ? centre + step : centre - step;
      backend.write(parameter, values);
      try (Scope _ = backend.openScope()) {
        Tape tape = new Tape(backend);
        float[] out = network.frozen(tape).apply(tape.constant(x), labels == null ? null : tape.constant(labels)).value().toArray();
        float[] factors = weights.toArray();
        for (int i = 0; i < out.length; i++) {
          sums[side] += (double) out[i] * factors[i];
        }
      }
    }
    values[element] = centre;
    backend.write(parameter, values);
    return (sums[0] - sums[1]) / ((double) (centre + step) - (centre - step));
  }

  /** One-hot rows on a backend. */
  static Tensor oneHot(Backend backend, int classes, int... labels) {
    float[] rows = new float[labels.length * classes];
    for (int n = 0; n < labels.length; n++) {
      rows[n * classes + labels[n]] = 1;
    }
    return backend.tensor(Shape.of(labels.length, classes), rows);
  }
}
