package org.zerosum.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.zerosum.data.Batches;
import org.zerosum.data.Cursor;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.io.Checkpoints;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

/**
 * A run's next steps, from its checkpoint on, as {@code train --resume} would take them; the run's folder is left as it is.
 *
 * @param steps how many
 */
record StoredTraining(RunFolder folder, TrainOptions options, Dataset dataset, Architecture architecture, int steps) implements Training {
  /**
   * Reads a run's options and opens its data.
   *
   * @throws UsageException if the folder holds no run
   * @throws DataException if options, data or checkpoint are missing or damaged
   */
  static StoredTraining open(Path run, int steps) {
    RunFolder folder = new RunFolder(run);
    if (!folder.options().toFile().isFile()) {
      throw new UsageException("--run " + run + " holds no run (no options.json); give the folder that train --out made");
    }
    TrainOptions options = StoredOptions.stored(folder.options());
    Dataset dataset = Datasets.open(options.data, options.imageOptions());
    Architecture architecture = options.architecture(dataset, Set.of());
    Checkpoints.metadata(folder.checkpoint());
    return new StoredTraining(folder, options, dataset, architecture, steps);
  }

  @Override
  public Begun begin(Backend backend) {
    Gan gan = new Gan(backend, architecture, options.latentDistribution, options.seed);
    GanTrainer trainer = new GanTrainer(gan, options.trainingOptions());
    Batches batches = new Batches(dataset, options.batchSize, options.seed);
    Map<String, String> metadata = Checkpoints.restore(folder.checkpoint(), trainer);
    batches.seek(new Cursor(number(metadata, TrainingRun.EPOCH), Math.toIntExact(number(metadata, TrainingRun.POSITION))));
    return new Begun(trainer, RealSamples.labelled(batches::next));
  }

  private long number(Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null || !text.matches("[0-9]{1,9}")) {
      throw new DataException(folder.checkpoint() + ": '" + key + "' is '" + text + "' but must be a number; the file is damaged");
    }
    return Long.parseLong(text);
  }

  @Override
  public String describe() {
    return folder.root() + " from its checkpoint on, " + Words.of(architecture) + ", batch size " + options.batchSize + ", " + steps
        + " steps on " + dataset.name();
  }
}
