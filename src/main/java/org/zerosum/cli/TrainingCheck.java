package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.zerosum.data.Batches;
import org.zerosum.data.Dataset;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/**
 * A short training whose whole state is compared between devices.
 *
 * @param steps how many
 */
record TrainingCheck(Architecture architecture, Dataset dataset, int batchSize, long seed, int steps) {
  /** A tensor and its first difference. */
  record Found(String tensor, Difference difference) {}

  /** Trains and gives every state tensor by name: parameters, running statistics, moments. */
  Map<String, float[]> run(Backend backend) {
    try (Scope _ = backend.openScope()) {
      Gan gan = new Gan(backend, architecture, LatentDistribution.GAUSSIAN, seed);
      GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(batchSize, batchSize));
      Batches batches = new Batches(dataset, batchSize, seed);
      for (int i = 0; i < steps; i++) {
        trainer.step(RealSamples.labelled(batches::next));
      }
      Map<String, float[]> state = new LinkedHashMap<>();
      trainer.state().tensors().forEach((name, tensor) -> state.put(name, tensor.toArray()));
      return state;
    }
  }

  /** The first tensor in which two states differ. */
  static Optional<Found> compare(Map<String, float[]> expected, Map<String, float[]> actual) {
    for (Map.Entry<String, float[]> entry : expected.entrySet()) {
      Optional<Difference> difference = Difference.between(entry.getValue(), actual.get(entry.getKey()));
      if (difference.isPresent()) {
        return Optional.of(new Found(entry.getKey(), difference.get()));
      }
    }
    return Optional.empty();
  }
}
