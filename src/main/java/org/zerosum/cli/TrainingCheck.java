package org.zerosum.cli;

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

/**
 * A short training whose whole state is compared between devices.
 *
 * @param steps how many
 */
record TrainingCheck(Architecture architecture, Dataset dataset, TrainingOptions options, long seed, int steps) implements Training {
  /** The plain algorithm. */
  TrainingCheck(Architecture architecture, Dataset dataset, int batchSize, long seed, int steps) {
    this(architecture, dataset, TrainingOptions.defaults().withBatches(batchSize, batchSize), seed, steps);
  }

  /** A tensor and its first difference. */
  record Found(String tensor, Difference difference) {}

  int batchSize() {
    return options.realBatch();
  }

  @Override
  public Begun begin(Backend backend) {
    Gan gan = new Gan(backend, architecture, LatentDistribution.GAUSSIAN, seed);
    GanTrainer trainer = new GanTrainer(gan, options);
    Batches batches = new Batches(dataset, batchSize(), seed);
    return new Begun(trainer, RealSamples.labelled(batches::next));
  }

  @Override
  public String describe() {
    return Words.of(architecture) + ", batch size " + batchSize() + ", " + steps + " steps on " + dataset.name();
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
