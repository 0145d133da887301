package org.zerosum.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/**
 * Records operations on {@link Variable}s and differentiates backwards through them.
 *
 * <p>A tape lives as long as one training step and holds no memory of its own: tensors belong to the backend's scopes. One
 * thread at a time.
 */
public final class Tape {
  private final Backend backend;
  private final List<Variable> places = new ArrayList<>();
  private boolean recording = true;

  /** A tape whose operations run on a backend. */
  public Tape(Backend backend) {
    this.backend = backend;
  }

  /** The backend that operations run on. */
  public Backend backend() {
    return backend;
  }

  /** A variable through which no gradient flows: data, noise, a frozen parameter. This is the detach. */
  public Variable constant(Tensor value) {
    return new Variable(this, value, null, -1);
  }

  /** A constant of shape [] with one value. */
  public Variable scalar(float value) {
    return constant(backend.full(Shape.of(), value));
  }

  /** A variable whose gradient can be asked for: a parameter, an input. */
  public Variable leaf(Tensor value) {
    return place(value, null);
  }

  /** Whether operations are being recorded now; gradient rules choose between fused and composite forms by it. */
  public boolean isRecording() {
    return recording;
  }

  /** Puts an operation's result on the tape if a gradient may flow through it. */
  Variable record(Tensor value, Node.Rule rule, Variable... operands) {
    return record(value, _ -> rule, operands);
  }

  /** As {@link #record(Tensor, Node.Rule, Variable...)}, for rules that are written in terms of the result. */
  Variable record(Tensor value, Function<Variable[], Node.Rule> ruleOfResult, Variable... operands) {
    boolean flows = false;
    for (Variable operand : operands) {
      if (operand.tape != this) {
        throw new IllegalArgumentException("operands belong to different tapes; make constants of tensors from another tape");
      }
      flows |= operand.requiresGradient();
    }
    if (!recording || !flows) {
      return constant(value);
    }
    Variable[] result = new Variable[1];
    result[0] = place(value, new Node(operands, ruleOfResult.apply(result)));
    return result[0];
  }

  private Variable place(Tensor value, Node node) {
    Variable variable = new Variable(this, value, node, places.size());
    places.add(variable);
    return variable;
  }

  /**
   * The vector–Jacobian product: for each input, Σ over the output's elements of seed · ∂output/∂input.
   *
   * @param output what to differentiate
   * @param seed the gradient that arrives at the output, of its shape
   * @param inputs variables of this tape that require a gradient
   * @param differentiable whether the results are recorded, so that they can be differentiated again
   * @return one variable per input, in their order, of their shapes; zeros where the output does not depend on it
   * @throws ShapeException if the seed's shape is not the output's
   */
  public List<Variable> gradients(Variable output, Variable seed, List<Variable> inputs, boolean differentiable) {
    return gradients(List.of(output), List.of(seed), inputs, differentiable);
  }

  /**
   * The sum of the vector–Jacobian products of several outputs, in one way back: what they have in common is differentiated once.
   *
   * @param seeds the gradients that arrive at the outputs, of their shapes
   * @return as of {@link #gradients(Variable, Variable, List, boolean)}
   * @throws ShapeException if a seed's shape is not its output's
   */
  public List<Variable> gradients(List<Variable> outputs, List<Variable> seeds, List<Variable> inputs, boolean differentiable) {
    int end = 0;
    for (int i = 0; i < outputs.size(); i++) {
      Variable output = outputs.get(i);
      if (!seeds.get(i).shape().equals(output.shape())) {
        throw new ShapeException("gradients: the seed has shape " + seeds.get(i).shape() + " but the output has " + output.shape());
      }
      end = Math.max(end, output.place + 1);
    }
    for (Variable input : inputs) {
      if (input.tape != this || !input.requiresGradient()) {
        throw new IllegalArgumentException("gradients: " + input + " does not require a gradient on this tape; make it with leaf()");
      }
    }
    boolean[] wanted = dependsOn(inputs, end);
    Variable[] arrived = new Variable[end];
    boolean before = recording;
    recording = differentiable;
    try {
      for (int i = 0; i < outputs.size(); i++) {
        if (outputs.get(i).requiresGradient()) {
          arrive(arrived, outputs.get(i).place, seeds.get(i));
        }
      }
      for (int i = end - 1; i >= 0; i--) {
        Node node = places.get(i).node;
        if (arrived[i] != null && wanted[i] && node != null) {
          spread(node, arrived[i], wanted, arrived);
        }
      }
      List<Variable> results = new ArrayList<>();
      for (Variable input : inputs) {
        Variable gradient = input.place < end ? arrived[input.place] : null;
        results.add(gradient != null ? gradient : constant(backend.zeros(input.shape())));
      }
      return results;
    } finally {
      recording = before;
    }
  }

  private static void arrive(Variable[] arrived, int place, Variable share) {
    arrived[place] = arrived[place] == null ? share : Pointwise.add(arrived[place], share);
  }

  private boolean[] dependsOn(List<Variable> inputs, int end) {
    boolean[] depends = new boolean[end];
    for (Variable input : inputs) {
      if (input.place < end) {
        depends[input.place] = true;
      }
    }
    for (int i = 0; i < end; i++) {
      Node node = places.get(i).node;
      if (node != null) {
        for (Variable operand : node.operands()) {
          depends[i] |= operand.requiresGradient() && depends[operand.place];
        }
      }
    }
    return depends;
  }

  private static void spread(Node node, Variable gradient, boolean[] wanted, Variable[] arrived) {
    Variable[] operands = node.operands();
    boolean[] asked = new boolean[operands.length];
    for (int o = 0; o < operands.length; o++) {
      asked[o] = operands[o].requiresGradient() && wanted[operands[o].place];
    }
    Variable[] shares = node.rule().apply(gradient, asked);
    for (int o = 0; o < operands.length; o++) {
      if (asked[o] && shares[o] != null) {
        arrive(arrived, operands[o].place, shares[o]);
      }
    }
  }
}
