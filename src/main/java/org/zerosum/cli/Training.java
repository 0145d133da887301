package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/** A short training that can be begun on any device, as often as one likes, and is the same every time. */
interface Training {
  /**
   * A training that has begun.
   *
   * @param samples the source that the next step takes its batches from
   */
  record Begun(GanTrainer trainer, RealSamples samples) {
    void step() {
      trainer.step(samples);
    }

    /** Every state tensor by name, on the host: parameters, running statistics, moments. */
    Map<String, float[]> state() {
      Map<String, float[]> state = new LinkedHashMap<>();
      trainer.state().tensors().forEach((name, tensor) -> state.put(name, tensor.toArray()));
      return state;
    }
  }

  /** Makes networks and trainer; their memory belongs to the innermost scope. */
  Begun begin(Backend backend);

  /** How many steps are taken. */
  int steps();

  /** What is trained, for people. */
  String describe();

  /** Trains to the end and gives every state tensor by name. */
  default Map<String, float[]> run(Backend backend) {
    try (Scope _ = backend.openScope()) {
      Begun begun = begin(backend);
      for (int i = 0; i < steps(); i++) {
        begun.step();
      }
      return begun.state();
    }
  }
}
