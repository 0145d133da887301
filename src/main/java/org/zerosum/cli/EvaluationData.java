package org.zerosum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.data.GaussianMixture;
import org.zerosum.data.ImageOptions;
import org.zerosum.data.SampleShape;
import org.zerosum.data.Selection;
import org.zerosum.data.TestSplit;
import org.zerosum.gan.Architecture;
import org.zerosum.io.Json;
import org.zerosum.metrics.Evaluation;
import org.zerosum.metrics.Observations;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Shape;

/**
 * The real samples of an evaluation.
 *
 * @param spec as the user gave it
 * @param training what a run trains on
 * @param test what it does not, if the data keep such samples
 */
record EvaluationData(String spec, Dataset training, Optional<Dataset> test) {
  /**
   * Opens data in the shape of a generator's samples.
   *
   * @throws DataException if there are none of this shape, or too few
   */
  static EvaluationData open(String spec, Architecture architecture) {
    Shape sample = architecture.sampleShape();
    boolean images = sample.rank() == 3;
    ImageOptions options = images ? new ImageOptions(sample.extent(1), sample.extent(0)) : ImageOptions.defaults();
    Dataset training = Datasets.open(spec, options);
    SampleShape shape = training.sampleShape();
    if (shape.isVector() == images || shape.elements() != sample.count()) {
      throw new DataException("the run generates samples of shape " + sample + " but " + training.name() + " holds samples of ["
          + shape.channels() + ", " + shape.height() + ", " + shape.width() + "]; give the run's data with --data");
    }
    EvaluationData data = new EvaluationData(spec, training, TestSplit.open(spec, options));
    if (data.reference().size() < Evaluation.LEAST_SAMPLES) {
      throw new DataException(data.reference().name() + ": " + data.reference().size() + " samples are too few for an evaluation, which needs "
          + Evaluation.LEAST_SAMPLES + "; give more data with --data");
    }
    return data;
  }

  /**
   * The data that a run's options name.
   *
   * @throws UsageException if the run is no folder with options
   */
  static String specOf(Path run) {
    Path options = new RunFolder(run).options();
    try {
      if (Files.isRegularFile(options) && Json.parse(Files.readString(options)) instanceof Map<?, ?> map
          && map.get("data") instanceof String data) {
        return data;
      }
    } catch (IOException | DataException e) {
      throw new DataException(options + ": cannot be read (" + e.getMessage() + "); name the data with --data", e);
    }
    throw new UsageException(run + " does not say what it was trained on (no options.json in it); name the data with --data");
  }

  /** What generated samples are compared with: the test split, else the training data. */
  Dataset reference() {
    return test.orElse(training);
  }

  /** Some of the reference in random order. */
  Selection sample(int count, long seed) {
    return Selection.shuffled(reference(), count, seed);
  }

  /** The mixture of Gaussians behind the data, if it is one. */
  Optional<GaussianMixture> mixture() {
    return training instanceof GaussianMixture mixture ? Optional.of(mixture) : Optional.empty();
  }

  /** A dataset as an extractor reads it. */
  static Observations.Samples reader(Dataset dataset) {
    int elements = dataset.sampleShape().elements();
    return (from, count, out) -> {
      for (int i = 0; i < count; i++) {
        dataset.read(from + i, out, i * elements);
      }
    };
  }
}
