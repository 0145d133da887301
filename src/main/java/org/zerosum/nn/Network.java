package org.zerosum.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * A layer together with its numbers. All parameters are views of one flat buffer, all gradients of a second one of the same
 * layout, so an optimiser's update is one launch and a gradient norm is one reduction.
 *
 * <p>Each view starts at a multiple of {@link Backend#VIEW_ALIGNMENT}; the gaps hold zeros and stay zero. The tensors belong
 * to the scope that was innermost when the network was made.
 */
public final class Network implements AutoCloseable {
  private final Backend backend;
  private final Layer layer;
  private final Tensor parameters;
  private final Tensor gradients;
  private final List<Parameter> declared = new ArrayList<>();
  private final Map<Parameter, Tensor> values = new IdentityHashMap<>();
  private final List<Tensor> gradientViews = new ArrayList<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();

  /**
   * Makes a network and its starting values.
   *
   * @param seed of the initialisers
   * @param stream the first of the noise streams that the initialisers use; parameter i uses stream + i, buffer j the j-th behind them
   */
  public Network(Backend backend, Layer layer, long seed, int stream) {
    this.backend = backend;
    this.layer = layer;
    Declarations declarations = new Declarations();
    layer.declare(declarations);
    int size = 0;
    for (var entry : declarations.parameters().entrySet()) {
      names.add(entry.getKey());
      declared.add(entry.getValue());
      offsets.add(size);
      size = aligned(Math.addExact(size, entry.getValue().shape().count()));
    }
    Shape flat = Shape.of(Math.max(size, Backend.VIEW_ALIGNMENT));
    parameters = backend.zeros(flat);
    gradients = backend.zeros(flat);
    for (int i = 0; i < declared.size(); i++) {
      Parameter parameter = declared.get(i);
      Tensor value = backend.view(parameters, offsets.get(i), parameter.shape());
      initialize(value, parameter, new Noise(seed, stream + i, 0));
      values.put(parameter, value);
      gradientViews.add(backend.view(gradients, offsets.get(i), parameter.shape()));
      state.put(names.get(i), value);
    }
    int draw = stream + declared.size();
    for (var entry : declarations.buffers().entrySet()) {
      Parameter buffer = entry.getValue();
      Tensor value = backend.allocate(buffer.shape());
      initialize(value, buffer, new Noise(seed, draw++, 0));
      values.put(buffer, value);
      state.put(entry.getKey(), value);
    }
  }

  private void initialize(Tensor target, Parameter parameter, Noise noise) {
    try (Scope _ = backend.openScope()) {
      backend.copyInto(target, parameter.initializer().make(backend, parameter.shape(), noise));
    }
  }

  private static int aligned(int size) {
    int unit = Backend.VIEW_ALIGNMENT;
    return Math.multiplyExact((Math.addExact(size, unit - 1)) / unit, unit);
  }

  /** The layer whose numbers these are. */
  public Layer layer() {
    return layer;
  }

  /** The backend that holds the numbers. */
  public Backend backend() {
    return backend;
  }

  /** The flat buffer of all parameters. */
  public Tensor parameters() {
    return parameters;
  }

  /** The flat buffer of all gradients, in the layout of {@link #parameters}. */
  public Tensor gradients() {
    return gradients;
  }

  /** Parameters and buffers by name, in the order of declaration, parameters first: what a checkpoint stores. */
  public Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  /** How many numbers are trained. */
  public int parameterCount() {
    return declared.stream().mapToInt(parameter -> parameter.shape().count()).sum();
  }

  /**
   * Views of a flat buffer that is laid out as {@link #parameters}, by parameter name: an optimiser's moments.
   *
   * @return new tensors of the innermost scope
   */
  public Map<String, Tensor> viewsOf(Tensor flat) {
    Map<String, Tensor> views = new LinkedHashMap<>();
    for (int i = 0; i < declared.size(); i++) {
      views.put(names.get(i), backend.view(flat, offsets.get(i), declared.get(i).shape()));
    }
    return views;
  }

  /** The value of a declared parameter or buffer. */
  Tensor value(Parameter parameter) {
    Tensor value = values.get(parameter);
    if (value == null) {
      throw new IllegalArgumentException("parameter " + parameter.shape() + " is not declared in this network");
    }
    return value;
  }

  /** A pass whose parameters are trained: gradients are found by {@link #backward}. */
  public Pass training(Tape tape) {
    return new Pass(this, tape, true, true);
  }

  /** A pass whose parameters are constants: a gradient flows through it, but not into it. Batch norm still uses the batch. */
  public Pass frozen(Tape tape) {
    return new Pass(this, tape, true, false);
  }

  /** A pass for using the network: constant parameters, running statistics. */
  public Pass inference(Tape tape) {
    return new Pass(this, tape, false, false);
  }

  /**
   * Differentiates an output of a {@link #training} pass and overwrites this network's {@link #gradients}: no gradient is
   * left over from an earlier step.
   *
   * @param seed the gradient that arrives at the output, of its shape
   */
  public void backward(Pass pass, Variable output, Variable seed) {
    backward(pass, List.of(output), List.of(seed));
  }

  /**
   * As {@link #backward(Pass, Variable, Variable)} for the sum of several outputs, for example a loss and its penalties.
   *
   * @param seeds the gradients that arrive at the outputs, of their shapes
   */
  public void backward(Pass pass, List<Variable> outputs, List<Variable> seeds) {
    List<Variable> found = pass.tape().gradients(outputs, seeds, leaves(pass), false);
    for (int i = 0; i < found.size(); i++) {
      backend.copyInto(gradientViews.get(i), found.get(i).value());
    }
  }

  /** A pass's parameters in the order of their declaration. */
  public List<Variable> leaves(Pass pass) {
    return declared.stream().map(pass::parameter).toList();
  }

  /**
   * A pass with other parameters than this network's, for example ones that depend on something.
   *
   * @param parameters in the order of {@link #leaves}
   */
  public Pass with(Tape tape, List<Variable> parameters) {
    Pass pass = new Pass(this, tape, true, false);
    for (int i = 0; i < declared.size(); i++) {
      pass.put(declared.get(i), parameters.get(i));
    }
    return pass;
  }

  /** The gradients by parameter name: views of {@link #gradients}. */
  public Map<String, Tensor> gradientsByName() {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (int i = 0; i < declared.size(); i++) {
      byName.put(names.get(i), gradientViews.get(i));
    }
    return byName;
  }

  /** Copies another network's buffers, such as running statistics. */
  public void copyBuffers(Network other) {
    state.forEach((name, tensor) -> {
      if (!names.contains(name)) {
        backend.copyInto(tensor, other.state.get(name));
      }
    });
  }

  /** Gives the memory back; the same happens when the owning scope closes. */
  @Override
  public void close() {
    state.values().forEach(Tensor::close);
    gradientViews.forEach(Tensor::close);
    gradients.close();
    parameters.close();
  }
}
