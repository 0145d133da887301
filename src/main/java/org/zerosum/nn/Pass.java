package org.zerosum.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Tensor;

/** One use of a network: its parameters as variables on a tape, and the mode. Made by {@link Network}. */
public final class Pass {
  private final Network network;
  private final Tape tape;
  private final boolean training;
  private final boolean trainable;
  private final Map<Parameter, Variable> variables = new IdentityHashMap<>();

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

  /** A parameter as a variable; the same one each time within a pass. */
  public Variable parameter(Parameter parameter) {
    return variables.computeIfAbsent(parameter, p -> trainable ? tape.leaf(network.value(p)) : tape.constant(network.value(p)));
  }

  void put(Parameter parameter, Variable variable) {
    variables.put(parameter, variable);
  }

  /** A buffer's tensor, which layers may change in place during training. */
  public Tensor buffer(Parameter buffer) {
    return network.value(buffer);
  }

  /** Applies the network's layer. */
  public Variable apply(Variable x) {
    return network.layer().forward(this, x);
  }
}
