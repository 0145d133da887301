package org.zerosum.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Evaluation;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/**
 * Compares a layer's gradients with finite differences ({@link GradientCheck}): with respect to its input and to every parameter,
 * of first and second order, on any backend. Also that it gives the shape that it promises, and the same at the same point.
 *
 * <p>Parameters are checked near where they start, each number moved by up to {@value #SHIFT}, so that none is exactly 0. Buffers,
 * such as running statistics, are as at the start in every evaluation, whatever a forward pass makes of them.
 *
 * <p>In a unit test: {@code new LayerCheck(backend, new Swish(), Shape.of(4, 7)).requireCorrect()}.
 *
 * @param backend to compute on
 * @param layer under test; it must not be part of a network that is in use
 * @param input the extents of the batch that it is applied to
 * @param seed of the parameters and of the batch
 * @param tolerance for {@link Report#worst}
 * @param classes of which the batch comes with one-hot labels, 0, 1, 2 … in turn; 0 for a batch without labels
 */
public record LayerCheck(Backend backend, Layer layer, Shape input, long seed, double tolerance, int classes) {
  private static final float SHIFT = 0.1f;

  /** How a layer is used. */
  public enum Mode {
    /** As in training: batch norm takes the batch's statistics. */
    TRAINING,
    /** As in use: batch norm takes the running statistics. */
    INFERENCE
  }

  /** A check with seed 1 and the usual tolerance, without labels. */
  public LayerCheck(Backend backend, Layer layer, Shape input) {
    this(backend, layer, input, 1, GradientCheck.TOLERANCE, 0);
  }

  /** The same check with a batch that has labels, for a conditional layer. */
  public LayerCheck withClasses(int number) {
    return new LayerCheck(backend, layer, input, seed, tolerance, number);
  }

  /** The modes in which the layer can differ: inference too if it has buffers. */
  public List<Mode> modes() {
    return declarations().buffers().isEmpty() ? List.of(Mode.TRAINING) : List.of(Mode.TRAINING, Mode.INFERENCE);
  }

  /** The extents of the parameters by name, in the order of their declaration. */
  public Map<String, Shape> parameters() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    declarations().parameters().forEach((name, parameter) -> shapes.put(name, parameter.shape()));
    return shapes;
  }

  /**
   * Checks the gradients with respect to input and parameters.
   *
   * @throws ShapeException if the layer cannot take the input, or its result has another shape than it promises
   */
  public Report firstOrder(Mode mode) {
    return report(mode, 1);
  }

  /**
   * Checks the gradients' own derivatives.
   *
   * @throws ShapeException as {@link #firstOrder}
   */
  public Report secondOrder(Mode mode) {
    return report(mode, 2);
  }

  /**
   * Checks both orders in all {@link #modes}.
   *
   * @throws AssertionError if one fails; its message says where and by how much
   * @throws ShapeException as {@link #firstOrder}
   */
  public void requireCorrect() {
    for (Mode mode : modes()) {
      for (int order = 1; order <= 2; order++) {
        Report report = report(mode, order);
        if (!report.passed()) {
          throw new AssertionError(layer.getClass().getSimpleName() + " on " + input + ", " + mode + ", order " + order
              + ": relative error " + report.worst() + " but at most " + tolerance + " is allowed; " + report.detail());
        }
      }
    }
  }

  private Declarations declarations() {
    Declarations declarations = new Declarations();
    layer.declare(declarations);
    return declarations;
  }

  private Report report(Mode mode, int order) {
    Shape promised = layer.outputShape(input);
    try (Scope _ = backend.openScope()) {
      Network network = new Network(backend, layer, seed, 0);
      Declarations declarations = declarations();
      Map<Tensor, float[]> buffers = new LinkedHashMap<>();
      declarations.buffers().keySet().forEach(name -> buffers.put(network.state().get(name), network.state().get(name).toArray()));
      List<Tensor> tensors = declarations.parameters().keySet().stream().map(network.state()::get).toList();
      List<Parameter> parameters = List.copyOf(declarations.parameters().values());
      GradientCheck check = new GradientCheck(backend, (tape, point) -> {
        buffers.forEach(backend::write);
        for (int i = 0; i < tensors.size(); i++) {
          backend.write(tensors.get(i), point.get(i + 1));
        }
        return evaluate(new Pass(network, tape, mode == Mode.TRAINING, true), parameters, tape, point.getFirst(), promised);
      }, inputs(network, declarations), tolerance);
      return order == 1 ? check.firstOrder() : check.secondOrder();
    }
  }

  private Evaluation evaluate(Pass pass, List<Parameter> parameters, Tape tape, float[] batch, Shape promised) {
    List<Variable> arguments = new ArrayList<>(List.of(tape.leaf(backend.tensor(input, batch))));
    parameters.forEach(parameter -> arguments.add(pass.parameter(parameter)));
    Variable result = pass.apply(arguments.getFirst(), labels(tape));
    if (!result.shape().equals(promised)) {
      throw new ShapeException(layer.getClass().getSimpleName() + ": outputShape(" + input + ") is " + promised + " but forward gives "
          + result.shape() + "; make them agree");
    }
    return new Evaluation(arguments, result);
  }

  private Variable labels(Tape tape) {
    if (classes == 0) {
      return null;
    }
    int samples = input.extent(0);
    float[] rows = new float[samples * classes];
    for (int n = 0; n < samples; n++) {
      rows[n * classes + n % classes] = 1;
    }
    return tape.constant(backend.tensor(Shape.of(samples, classes), rows));
  }

  private List<Input> inputs(Network network, Declarations declarations) {
    List<Input> inputs = new ArrayList<>(List.of(Input.random(seed, input.toArray()).named("x")));
    SplittableRandom random = new SplittableRandom(seed);
    declarations.parameters().forEach((name, parameter) -> {
      float[] values = network.state().get(name).toArray();
      for (int i = 0; i < values.length; i++) {
        values[i] += (float) random.nextDouble(-SHIFT, SHIFT);
      }
      inputs.add(new Input(name, parameter.shape(), values));
    });
    return inputs;
  }
}
