package org.zerosum.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Compares the gradients of a function with finite differences, of first and of second order, on any backend.
 *
 * <p>With r a random weight per output, the scalar φ(x) = Σ r · f(x) is differentiated by the tape and by central
 * differences, extrapolated: (4·D(h/2) − D(h)) / 3 with D(h) = (φ(x + h) − φ(x − h)) / 2h, summed in double precision (Ridders,
 * Adv. Eng. Software 4, 1982). The second order does the same with the map from x to the gradients of φ.
 *
 * <p>Inputs should be of order 1 and at least {@value #STEP} away from kinks (0 for relu).
 */
public final class GradientCheck {
  /** The larger of the two distances, h. */
  public static final double STEP = 0.02;
  /** Elements of each input that are checked at most, spread evenly. */
  private static final int ELEMENTS = 48;

  private final Backend backend;
  private final Function<List<Variable>, Variable> function;
  private final List<Input> inputs;
  private final double tolerance;

  /**
   * One argument of the function under test.
   *
   * @param values row-major, of the shape's count
   */
  public record Input(Shape shape, float[] values) {
    /** Random values whose sign varies and whose magnitude lies in [0.2, 1.2): away from zero on both sides. */
    public static Input random(long seed, int... extents) {
      Shape shape = Shape.of(extents);
      SplittableRandom random = new SplittableRandom(seed);
      float[] values = new float[shape.count()];
      for (int i = 0; i < values.length; i++) {
        float magnitude = 0.2f + (float) random.nextDouble();
        values[i] = random.nextBoolean() ? magnitude : -magnitude;
      }
      return new Input(shape, values);
    }
  }

  /**
   * The outcome.
   *
   * @param passed whether every compared derivative lies within the tolerance
   * @param worst the largest |tape − differences|, relative to the largest derivative of that input (at least 0.01)
   * @param detail where, with both values
   */
  public record Report(boolean passed, double worst, String detail) {}

  /**
   * @param function from variables on a fresh tape to one variable; called many times
   * @param tolerance for {@link Report#worst}; 2e-3 suits smooth functions in float32
   */
  public GradientCheck(Backend backend, Function<List<Variable>, Variable> function, List<Input> inputs, double tolerance) {
    this.backend = backend;
    this.function = function;
    this.inputs = List.copyOf(inputs);
    this.tolerance = tolerance;
  }

  /** Checks ∂f/∂inputs. */
  public Report firstOrder() {
    return compare(values -> outputs(values, false), values -> tapeGradients(values, false));
  }

  /** Checks the derivatives of the gradients: the products of f's second derivatives with random vectors. */
  public Report secondOrder() {
    return compare(values -> outputs(values, true), values -> tapeGradients(values, true));
  }

  private Report compare(Function<float[][], double[]> outputs, Function<float[][], double[][]> gradients) {
    float[][] point = inputs.stream().map(input -> input.values().clone()).toArray(float[][]::new);
    double[][] tape = gradients.apply(point);
    double worst = 0;
    String detail = "no derivative";
    for (int i = 0; i < point.length; i++) {
      int stride = Math.max(1, point[i].length / ELEMENTS);
      int compared = (point[i].length + stride - 1) / stride;
      double[] numeric = new double[compared];
      double scale = 0.01;
      for (int k = 0; k < compared; k++) {
        numeric[k] = derivative(outputs, point, i, k * stride);
        scale = Math.max(scale, Math.max(Math.abs(numeric[k]), Math.abs(tape[i][k * stride])));
      }
      for (int k = 0; k < compared; k++) {
        double difference = Math.abs(numeric[k] - tape[i][k * stride]) / scale;
        // A NaN, once found, must stay the worst.
        double error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        if (error > worst) {
          worst = error;
          detail = String.format(Locale.ROOT, "input %d %s, element %d: tape %.6g, differences %.6g", i, inputs.get(i).shape(), k * stride,
              tape[i][k * stride], numeric[k]);
        }
      }
    }
    return new Report(worst <= tolerance, worst, detail);
  }

  private static double derivative(Function<float[][], double[]> outputs, float[][] point, int input, int element) {
    double coarse = difference(outputs, point, input, element, (float) STEP);
    double fine = difference(outputs, point, input, element, (float) (STEP / 2));
    return (4 * fine - coarse) / 3;
  }

  private static double difference(Function<float[][], double[]> outputs, float[][] point, int input, int element, float step) {
    float centre = point[input][element];
    float above = centre + step;
    float below = centre - step;
    point[input][element] = above;
    double[] high = outputs.apply(point);
    point[input][element] = below;
    double[] low = outputs.apply(point);
    point[input][element] = centre;
    double sum = 0;
    for (int j = 0; j < high.length; j++) {
      sum += weight(j) * (high[j] - low[j]);
    }
    return sum / ((double) above - below);
  }

  /** The random weight of output j, of either sign, a function of j alone. */
  private static float weight(int j) {
    double u = new SplittableRandom(j).nextDouble();
    return (float) (u < 0.5 ? u - 1 : u);
  }

  private static float[] weights(int from, int count) {
    float[] weights = new float[count];
    for (int j = 0; j < count; j++) {
      weights[j] = weight(from + j);
    }
    return weights;
  }

  private double[] outputs(float[][] values, boolean ofGradients) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      List<Variable> leaves = leaves(tape, values);
      Variable output = function.apply(leaves);
      List<Variable> results = ofGradients ? gradients(tape, output, leaves, false) : List.of(output);
      return results.stream().flatMapToDouble(v -> doubles(v.value())).toArray();
    }
  }

  private double[][] tapeGradients(float[][] values, boolean secondOrder) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      List<Variable> leaves = leaves(tape, values);
      Variable output = function.apply(leaves);
      List<Variable> outputs = secondOrder ? gradients(tape, output, leaves, true) : List.of(output);
      double[][] total = new double[values.length][];
      for (int i = 0; i < total.length; i++) {
        total[i] = new double[values[i].length];
      }
      int from = 0;
      for (Variable one : outputs) {
        Variable seed = tape.constant(backend.tensor(one.shape(), weights(from, one.value().count())));
        from += one.value().count();
        List<Variable> gradients = tape.gradients(one, seed, leaves, false);
        for (int i = 0; i < total.length; i++) {
          float[] share = gradients.get(i).value().toArray();
          for (int e = 0; e < share.length; e++) {
            total[i][e] += share[e];
          }
        }
      }
      return total;
    }
  }

  private List<Variable> gradients(Tape tape, Variable output, List<Variable> leaves, boolean differentiable) {
    Variable seed = tape.constant(backend.tensor(output.shape(), weights(0, output.value().count())));
    return tape.gradients(output, seed, leaves, differentiable);
  }

  private List<Variable> leaves(Tape tape, float[][] values) {
    List<Variable> leaves = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      leaves.add(tape.leaf(backend.tensor(inputs.get(i).shape(), values[i])));
    }
    return leaves;
  }

  private static java.util.stream.DoubleStream doubles(Tensor tensor) {
    float[] values = tensor.toArray();
    return java.util.stream.IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }
}
