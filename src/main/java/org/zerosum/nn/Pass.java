package org.zerosum.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** One use of a network: its parameters as variables on a tape, and the mode. Made by {@link Network}. */
public final class Pass {
  private final Network network;
  private final Tape tape;
  private final boolean training;
  private final boolean trainable;
  private final Map<Parameter, Variable> variables = new IdentityHashMap<>();
  private final Map<Parameter, Variable> derived = new IdentityHashMap<>();
  private Variable labels;

  Pass(Network network, Tape tape, boolean training, boolean trainable) {
    this.network = network;
    this.tape = tape;
    this.training = training;
    this.trainable = trainable;
  }

  /** The tape that this pass records on. */
  public Tape tape() {
    return tape;
  }

  /** Whether batch norm uses the batch's statistics (and moves the running ones) or the running ones. */
  public boolean isTraining() {
    return training;
  }

  /** Whether the parameters are trained by this pass; if not, they are constants. */
  public boolean isTrainable() {
    return trainable;
  }

  /** A parameter as a variable; the same one each time within a pass. */
  public Variable parameter(Parameter parameter) {
    return variables.computeIfAbsent(parameter, p -> trainable ? tape.leaf(network.value(p)) : tape.constant(network.value(p)));
  }

  void put(Parameter parameter, Variable variable) {
    variables.put(parameter, variable);
  }

  /** What a layer makes of a parameter alone; made once and the same each time within a pass, however often it is applied. */
  Variable derived(Parameter parameter, UnaryOperator<Variable> rule) {
    Variable known = derived.get(parameter);
    if (known == null) {
      known = rule.apply(parameter(parameter));
      derived.put(parameter, known);
    }
    return known;
  }

  /** A buffer's tensor, which layers may change in place during training. */
  public Tensor buffer(Parameter buffer) {
    return network.value(buffer);
  }

  /**
   * The labels of the batch that the network is being applied to.
   *
   * @param classes how many the asking layer knows
   * @return one-hot rows, [N, classes]
   * @throws ShapeException if the batch came without labels, or with those of another number of classes
   */
  public Variable labels(int classes) {
    if (labels == null) {
      throw new ShapeException("this network is conditional, on " + classes + " classes, but its batch came without labels; apply it with"
          + " one-hot labels [N, " + classes + "]");
    }
    if (labels.shape().extent(1) != classes) {
      throw new ShapeException("the labels have shape " + labels.shape() + " but this network's layers expect [N, " + classes + "]");
    }
    return labels;
  }

  /** Applies the network's layer to a batch without labels. */
  public Variable apply(Variable x) {
    return apply(x, null);
  }

  /**
   * Applies the network's layer to a batch with labels; layers that do not ask for them do not notice.
   *
   * @param x [N, …]
   * @param classes one-hot rows, [N, classes], or null for a batch without labels
   * @throws ShapeException if the labels are not one row per sample
   */
  public Variable apply(Variable x, Variable classes) {
    if (classes != null && (classes.shape().rank() != 2 || classes.shape().extent(0) != x.shape().extent(0))) {
      throw new ShapeException("labels have shape " + classes.shape() + " but must be one-hot rows, one for each sample of " + x.shape());
    }
    Variable before = labels;
    labels = classes;
    try {
      return network.layer().forward(this, x);
    } finally {
      labels = before;
    }
  }
}
