package org.zerosum.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.zerosum.data.Batches;
import org.zerosum.data.Dataset;
import org.zerosum.data.SampleShape;
import org.zerosum.data.Selection;
import org.zerosum.io.NetworkFile;
import org.zerosum.metrics.Classifier;
import org.zerosum.metrics.ClassifierExtractor;
import org.zerosum.metrics.ClassifierTraining;
import org.zerosum.metrics.Observations;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

/**
 * A classifier that Zerosum trained itself, in a safetensors file: used if it is there, else trained on the data and written. A file
 * that does not fit is an error; none is ever replaced.
 *
 * <p>Every tenth labelled sample is held out to measure its accuracy. The seed is fixed, so that runs on the same data get the same
 * extractor.
 */
final class ExtractorFile {
  static final String FORMAT = "zerosum-extractor-1";
  static final int DEFAULT_STEPS = 1_500;

  private static final long SEED = 1;
  private static final int BATCH = 64;
  private static final int HELD_OUT_EVERY = 10;
  private static final int LEAST_LABELLED = 20;
  private static final int FINGERPRINTED = 256;

  private final Path file;
  private final Backend backend;
  private final Terminal terminal;

  /**
   * An extractor and what is known of it.
   *
   * @param trainedOn the data's short name with the image size
   * @param correct held-out samples that it classifies rightly
   * @param heldOut how many there were
   * @param otherData whether it was trained on other data than given now
   */
  record Opened(ClassifierExtractor extractor, String trainedOn, int correct, int heldOut, boolean otherData) {}

  ExtractorFile(Path file, Backend backend, Terminal terminal) {
    this.file = file;
    this.backend = backend;
    this.terminal = terminal;
  }

  /**
   * Opens the file, or trains and writes it.
   *
   * @param spec the data as the user gave it
   * @return an extractor whose memory belongs to the innermost scope
   * @throws DataException if the file does not fit, or labels are missing
   */
  Opened open(String spec, Dataset data, int steps, int batchSize) {
    if (Files.exists(file)) {
      return read(data);
    }
    Classifier classifier = train(spec, data, steps);
    String name = TrainCommand.nameOf(spec) + data.sampleShape().height();
    ClassifierExtractor extractor = new ClassifierExtractor(classifier, name);
    Dataset heldOut = Selection.where(data, index -> isHeldOut(data, index));
    int correct = correct(extractor, heldOut, batchSize);
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("data", name);
    metadata.put("fingerprint", fingerprint(data));
    metadata.put("channels", Integer.toString(classifier.form().channels()));
    metadata.put("image_size", Integer.toString(classifier.form().imageSize()));
    metadata.put("classes", Integer.toString(classifier.form().classes()));
    metadata.put("steps", Integer.toString(steps));
    metadata.put("held_out_correct", Integer.toString(correct));
    metadata.put("held_out_samples", Integer.toString(heldOut.size()));
    NetworkFile.write(file, classifier.network(), metadata);
    return new Opened(extractor, name, correct, heldOut.size(), false);
  }

  private Opened read(Dataset data) {
    Map<String, String> metadata = NetworkFile.metadata(file);
    if (!FORMAT.equals(metadata.get("format"))) {
      throw new DataException(file + ": the format is '" + metadata.get("format") + "' but must be '" + FORMAT
          + "'; name another file with --extractor");
    }
    int channels = number(metadata, "channels");
    int size = number(metadata, "image_size");
    SampleShape shape = data.sampleShape();
    if (shape.channels() != channels || shape.height() != size || shape.width() != size) {
      throw new DataException(file + ": the extractor looks at images [" + channels + ", " + size + ", " + size + "] but the run's are ["
          + shape.channels() + ", " + shape.height() + ", " + shape.width() + "]; name another file with --extractor, it is trained if there is"
          + " none");
    }
    Classifier classifier;
    try {
      classifier = new Classifier(backend, new Classifier.Form(channels, size, number(metadata, "classes")), SEED);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": describes an impossible extractor (" + e.getMessage() + "); the file is damaged", e);
    }
    NetworkFile.read(file, classifier.network());
    String name = metadata.getOrDefault("data", "unknown");
    return new Opened(new ClassifierExtractor(classifier, name), name, number(metadata, "held_out_correct"),
        number(metadata, "held_out_samples"), !fingerprint(data).equals(metadata.get("fingerprint")));
  }

  private int number(Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null || !text.matches("[0-9]{1,9}")) {
      throw new DataException(file + ": '" + key + "' is '" + text + "' but must be a number; the file is damaged, name another with"
          + " --extractor");
    }
    return Integer.parseInt(text);
  }

  private Classifier train(String spec, Dataset data, int steps) {
    int labelled = 0;
    for (int i = 0; i < data.size(); i++) {
      labelled += data.label(i) == Dataset.UNLABELLED ? 0 : 1;
    }
    if (labelled < LEAST_LABELLED || data.classNames().size() < 2) {
      throw new DataException("'" + spec + "' has " + labelled + " labelled samples of " + data.classNames().size()
          + " classes, but an extractor is trained on at least " + LEAST_LABELLED + " of 2; give labels (folders class/name.png), an extractor"
          + " that is trained already with --extractor, or an ONNX model with --onnx");
    }
    SampleShape shape = data.sampleShape();
    Dataset seen = Selection.where(data, index -> data.label(index) != Dataset.UNLABELLED && !isHeldOut(data, index));
    Classifier classifier = new Classifier(backend, new Classifier.Form(shape.channels(), shape.height(), data.classNames().size()), SEED);
    int batch = Math.min(BATCH, seen.size());
    StageLine line = new StageLine(terminal, "training the extractor " + file, steps);
    terminal.err().println("training an extractor on " + seen.size() + " labelled samples of " + spec + ", " + steps + " steps, for " + file);
    terminal.err().flush();
    new ClassifierTraining(classifier, steps).run(new Batches(seen, batch, SEED)::next, batch,
        (step, loss) -> line.show(step, ", loss " + loss));
    line.end();
    return classifier;
  }

  private static boolean isHeldOut(Dataset data, int index) {
    return index % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 && data.label(index) != Dataset.UNLABELLED;
  }

  private static int correct(ClassifierExtractor extractor, Dataset heldOut, int batchSize) {
    int[] labels = new int[heldOut.size()];
    Arrays.setAll(labels, heldOut::label);
    return Observations.of(extractor, EvaluationData.reader(heldOut), labels.length, heldOut.sampleShape().elements(), batchSize, _ -> {})
        .correct(labels);
  }

  /** A checksum of some samples with their labels, spread from first to last: tells data apart, proves nothing. */
  private static String fingerprint(Dataset data) {
    CRC32 sum = new CRC32();
    float[] sample = new float[data.sampleShape().elements()];
    int count = Math.min(FINGERPRINTED, data.size());
    for (int i = 0; i < count; i++) {
      int index = (int) ((long) i * data.size() / count);
      data.read(index, sample, 0);
      for (float value : sample) {
        sum.update(Math.round((value + 1) * 127.5f));
      }
      sum.update(data.label(index));
    }
    return data.size() + "-" + Long.toHexString(sum.getValue());
  }
}
