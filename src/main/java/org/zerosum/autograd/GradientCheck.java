package org.zerosum.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
 * <p>Inputs should be of order 1. Derivatives next to corners (0 for relu), where differences say nothing, are recognised and
 * left out; if more than half of them lie there, the check fails.
 */
public final class GradientCheck {
  /** The larger of the two distances, h. */
  public static final double STEP = 0.02;
  /** What suits smooth functions in float32. */
  public static final double TOLERANCE = 2e-3;

  private final Backend backend;
  private final Graph graph;
  private final Differences differences;

  /**
   * One argument of the function under test.
   *
   * @param name for reports; empty for its number
   * @param values row-major, of the shape's count
   */
  public record Input(String name, Shape shape, float[] values) {
    /** An argument that is called by its number. */
    public Input(Shape shape, float[] values) {
      this("", shape, values);
    }

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

    /** The same argument under a name. */
    public Input named(String other) {
      return new Input(other, shape, values);
    }
  }

  /**
   * One derivative of φ.
   *
   * @param input the argument's name, or {@code input 0}
   * @param shape the argument's
   * @param element of the argument, row-major
   * @param tape what the gradient rules give
   * @param differences what the differences give
   */
  public record Derivative(String input, Shape shape, int element, double tape, double differences) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %s, element %d: tape %.6g, differences %.6g", input, shape, element, tape, differences);
    }
  }

  /**
   * The outcome.
   *
   * @param passed whether every compared derivative lies within the tolerance, and at least half of them could be compared
   * @param worst the largest |tape − differences|, relative to the largest derivative of that input (at least 0.01)
   * @param detail where, with both values, or why nothing could be compared
   * @param at where; null if nothing could be compared
   * @param compared how many derivatives were held against differences
   * @param bent how many were left out, since the function bends next to them
   */
  public record Report(boolean passed, double worst, String detail, Derivative at, int compared, int bent) {}

  /** A function on a tape. */
  @FunctionalInterface
  public interface Graph {
    /**
     * Computes the function once.
     *
     * @param tape a fresh one
     * @param point the arguments' values, in the order of the inputs, each row-major
     */
    Evaluation evaluate(Tape tape, List<float[]> point);
  }

  /**
   * A function's arguments and result on one tape.
   *
   * @param arguments leaves, in the order of the inputs
   */
  public record Evaluation(List<Variable> arguments, Variable result) {}

  /**
   * A check of a function of its arguments alone.
   *
   * @param function from variables on a fresh tape to one variable; called many times
   * @param tolerance for {@link Report#worst}; {@link #TOLERANCE} suits smooth functions
   */
  public GradientCheck(Backend backend, Function<List<Variable>, Variable> function, List<Input> inputs, double tolerance) {
    this(backend, (tape, point) -> {
      List<Variable> arguments = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        arguments.add(tape.leaf(backend.tensor(inputs.get(i).shape(), point.get(i))));
      }
      return new Evaluation(arguments, function.apply(arguments));
    }, inputs, tolerance);
  }

  /**
   * A check of a function that keeps its arguments in places of its own, as a network keeps its parameters.
   *
   * @param graph called many times; every call must give the same at the same point
   * @param tolerance as above
   */
  public GradientCheck(Backend backend, Graph graph, List<Input> inputs, double tolerance) {
    this.backend = backend;
    this.graph = graph;
    this.differences = new Differences(List.copyOf(inputs), tolerance);
  }

  /** Checks ∂f/∂inputs. */
  public Report firstOrder() {
    return differences.compare(values -> outputs(values, false), values -> tapeGradients(values, false));
  }

  /** Checks the derivatives of the gradients: the products of f's second derivatives with random vectors. */
  public Report secondOrder() {
    return differences.compare(values -> outputs(values, true), values -> tapeGradients(values, true));
  }

  /**
   * Checks gradients that were written by hand beside their function, as those of the fused losses, in place of the tape's.
   *
   * @param function from the arguments to a tensor of one element
   * @param gradients from the arguments to the function's gradient with respect to each of them, of their shapes
   */
  public static Report fused(Backend backend, Function<List<Tensor>, Tensor> function, Function<List<Tensor>, List<Tensor>> gradients,
      List<Input> inputs, double tolerance) {
    Differences differences = new Differences(List.copyOf(inputs), tolerance);
    return differences.compare(values -> {
      try (Scope _ = backend.openScope()) {
        Tensor result = function.apply(tensors(backend, inputs, values));
        if (result.count() != 1) {
          throw new IllegalArgumentException("gradient check: the function must give one number but gives " + result.shape());
        }
        return doubles(result).toArray();
      }
    }, values -> {
      try (Scope _ = backend.openScope()) {
        return gradients.apply(tensors(backend, inputs, values)).stream()
            .map(gradient -> doubles(gradient).map(g -> g * Differences.weight(0)).toArray()).toArray(double[][]::new);
      }
    });
  }

  private static List<Tensor> tensors(Backend backend, List<Input> inputs, float[][] values) {
    return IntStream.range(0, values.length).mapToObj(i -> backend.tensor(inputs.get(i).shape(), values[i])).toList();
  }

  private double[] outputs(float[][] values, boolean ofGradients) {
    try (Scope _ = backend.openScope()) {
      Evaluation evaluation = graph.evaluate(new Tape(backend), List.of(values));
      List<Variable> results = ofGradients ? gradients(evaluation, false) : List.of(evaluation.result());
      return results.stream().flatMapToDouble(v -> doubles(v.value())).toArray();
    }
  }

  private double[][] tapeGradients(float[][] values, boolean secondOrder) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Evaluation evaluation = graph.evaluate(tape, List.of(values));
      List<Variable> outputs = secondOrder ? gradients(evaluation, true) : List.of(evaluation.result());
      double[][] total = new double[values.length][];
      for (int i = 0; i < total.length; i++) {
        total[i] = new double[values[i].length];
      }
      int from = 0;
      for (Variable one : outputs) {
        Variable seed = tape.constant(backend.tensor(one.shape(), Differences.weights(from, one.value().count())));
        from += one.value().count();
        List<Variable> gradients = tape.gradients(one, seed, evaluation.arguments(), false);
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

  private List<Variable> gradients(Evaluation evaluation, boolean differentiable) {
    Variable output = evaluation.result();
    Variable seed = output.tape().constant(backend.tensor(output.shape(), Differences.weights(0, output.value().count())));
    return output.tape().gradients(output, seed, evaluation.arguments(), differentiable);
  }

  private static DoubleStream doubles(Tensor tensor) {
    float[] values = tensor.toArray();
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }
}
