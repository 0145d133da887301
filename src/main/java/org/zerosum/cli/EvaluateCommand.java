package org.zerosum.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.backend.Devices;
import org.zerosum.data.Selection;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.io.AtomicFile;
import org.zerosum.io.Checkpoints;
import org.zerosum.io.Json;
import org.zerosum.metrics.Evaluation;
import org.zerosum.metrics.FeatureExtractor;
import org.zerosum.metrics.Metric;
import org.zerosum.metrics.Observations;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zerosum evaluate}. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Measures the quality of a generator's samples against data.",
    description = {"", "Images are looked at by a small classifier that is trained on the labelled data and kept in a file, or by an"
        + " ONNX model; its name is part of the metrics' names. Points are measured as they are. The same numbers each time, on every"
        + " device.", ""})
final class EvaluateCommand implements Callable<Integer> {
  private static final int DEFAULT_COUNT = 10_000;

  private final Session session;

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "A run's folder or a checkpoint file.")
  private Path run;

  @Option(names = "--data", paramLabel = "SPEC", description = "As for train. Default: the run's.")
  private String data;

  @Option(names = "--count", paramLabel = "N",
      description = "Generated samples, and real ones as far as there are so many. Default: 10000, or as many as the data.")
  private Integer count;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
      description = "Of the latent vectors and of the choice and order of real samples. Default: 1.")
  private long seed;

  @Option(names = "--extractor", paramLabel = "FILE",
      description = "The trained extractor: used if it is there, else trained on the data and written. Default:"
          + " extractor.safetensors in the run's folder.")
  private Path extractorFile;

  @Option(names = "--extractor-steps", paramLabel = "N", defaultValue = "" + ExtractorFile.DEFAULT_STEPS,
      description = "Steps of its training. Default: " + ExtractorFile.DEFAULT_STEPS + ".")
  private int extractorSteps;

  @Mixin
  private OnnxOptions onnx;

  @Option(names = "--baselines", description = "Also measure one half of the data against the other, and noise: what good and bad are.")
  private boolean baselines;

  @Option(names = "--probe-steps", paramLabel = "N", defaultValue = "300",
      description = "Steps of a fresh discriminator that bounds the Jensen-Shannon divergence from below; 0 for none. Default: 300.")
  private int probeSteps;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64",
      description = "Samples at once; changes no number. Default: 64.")
  private int batchSize;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto", description = "As for train. Default: auto.")
  private String device;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  @Option(names = "--out", paramLabel = "FILE",
      description = "Where the JSON document goes as well; replaced. Default: evaluation.json in the run's folder.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  EvaluateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    onnx.check(TrainOptions.given(spec));
    if (count != null) {
      Failures.requireRange("--count", count, Evaluation.LEAST_SAMPLES, 1_000_000);
    }
    Failures.requireRange("--extractor-steps", extractorSteps, 1, 1_000_000);
    Failures.requireRange("--probe-steps", probeSteps, 0, 1_000_000);
    Failures.requireRange("--batch-size", batchSize, 1, 65_536);
    Failures.requireRange("--threads", threads, 0, 1_024);
    Path checkpoint = CheckpointFile.of(run);
    Map<String, String> metadata = Checkpoints.metadata(checkpoint);
    EvaluationData real = EvaluationData.open(data == null ? EvaluationData.specOf(run) : data, Architecture.parse(metadata));
    if (real.training().sampleShape().isVector() && extractorFile != null) {
      throw new UsageException("--extractor is for images but the run generates points, which are measured as they are; leave it out");
    }
    requireHalves(real);
    EvaluationDocument document = new EvaluationDocument();
    document.fact("checkpoint", checkpoint.toString());
    document.fact("steps", metadata.getOrDefault("steps", "").matches("[0-9]{1,18}") ? Long.valueOf(metadata.get("steps")) : null);
    try (Backend backend = Failures.fromOptions(() -> Devices.open(device, threads)); Scope _ = backend.openScope()) {
      Gan gan = Checkpoints.openGan(checkpoint, backend);
      if (onnx.model == null) {
        FeatureExtractor own = real.training().sampleShape().isVector()
            ? FeatureExtractor.coordinates(gan.architecture().sampleShape().count()) : null;
        evaluate(gan, real, own, document);
      } else {
        try (OnnxExtractor theirs = onnx.open(real.training().sampleShape(), threads)) {
          evaluate(gan, real, theirs, document);
        }
      }
    }
    report(document);
    return ExitCode.DONE;
  }

  /** With this extractor, or the trained one if it is null. */
  private void evaluate(Gan gan, EvaluationData data, FeatureExtractor given, EvaluationDocument document) {
    int generatedCount = generatedCount(data);
    Selection reference = data.sample(Math.min(generatedCount, data.reference().size()), seed);
    document.fact("data", data.spec());
    document.fact("split", data.test().isPresent() ? "test" : "all");
    document.fact("seed", seed);
    document.fact("generated_samples", generatedCount);
    document.fact("real_samples", reference.size());
    FeatureExtractor extractor = given == null ? trained(gan.backend(), data, document) : given;
    if (given != null) {
      document.fact("extractor", EvaluationDocument.describe(given));
    }
    if ((long) generatedCount * extractor.dimension() > Integer.MAX_VALUE) {
      throw new UsageException("--count is " + generatedCount + ", too many for " + extractor.dimension() + " features of each; give at most "
          + Integer.MAX_VALUE / extractor.dimension());
    }
    if (data.test().isEmpty()) {
      document.warn("data: " + data.spec() + " has no test split, so samples are compared with data that G, and an extractor trained on"
          + " them, may have seen");
    }
    Observations real = observe(extractor, EvaluationData.reader(reference), reference.size(), data, "looking at real samples");
    Observations generated = observe(extractor, EvaluationSamples.generated(gan, gan.generator().drawForSeed(generatedCount, seed)),
        generatedCount, data, "looking at generated samples");
    List<Metric> metrics = new ArrayList<>(measured(extractor, data, real, generated));
    if (probeSteps > 0) {
      metrics.add(ProbeBound.of(gan, data, probeSteps, seed, session.terminal()));
    }
    document.add(metrics);
    Evaluation.warnings(real, generated).forEach(document::warn);
    if (baselines) {
      addBaselines(extractor, data, real, document);
    }
  }

  private FeatureExtractor trained(Backend backend, EvaluationData data, EvaluationDocument document) {
    Path file = extractorFile == null ? beside("extractor.safetensors") : extractorFile;
    ExtractorFile.Opened opened = new ExtractorFile(file, backend, session.terminal()).open(data.spec(), data.training(), extractorSteps, batchSize);
    Map<String, Object> description = EvaluationDocument.describe(opened.extractor());
    description.put("trained_on", opened.trainedOn());
    description.put("held_out_correct", opened.correct());
    description.put("held_out_samples", opened.heldOut());
    document.fact("extractor", description);
    if (opened.otherData()) {
      document.warn("extractor: " + file + " was trained on other data (" + opened.trainedOn() + "); for one of these data name a new file"
          + " with --extractor");
    }
    return opened.extractor();
  }

  private Path beside(String name) {
    return Files.isDirectory(run) ? run.resolve(name) : run.resolveSibling(name);
  }

  private Observations observe(FeatureExtractor extractor, Observations.Samples samples, int number, EvaluationData data, String stage) {
    StageLine line = new StageLine(session.terminal(), stage, number);
    try {
      return Observations.of(extractor, samples, number, data.training().sampleShape().elements(), batchSize, seen -> line.show(seen, ""));
    } finally {
      line.end();
    }
  }

  /** Before anything is trained. */
  private void requireHalves(EvaluationData data) {
    int half = Math.min(generatedCount(data), data.reference().size()) / 2;
    if (baselines && half < Evaluation.LEAST_SAMPLES) {
      throw new UsageException("--baselines cuts the data into halves of " + half + " samples but " + Evaluation.LEAST_SAMPLES
          + " are needed; give more data or a larger --count");
    }
  }

  private int generatedCount(EvaluationData data) {
    return count == null ? Math.min(DEFAULT_COUNT, data.reference().size()) : count;
  }

  private void addBaselines(FeatureExtractor extractor, EvaluationData data, Observations real, EvaluationDocument document) {
    int half = real.features().count() / 2;
    document.addBaseline("data", measured(extractor, data, real.part(half, 2 * half), real.part(0, half)));
    int number = real.features().count();
    Observations noise = observe(extractor, EvaluationSamples.noise(data.training().sampleShape().elements(), seed), number, data,
        "looking at noise");
    document.addBaseline("noise", measured(extractor, data, real, noise));
    document.warn("baselines: data compares halves of " + half + " real samples, noise " + number + " samples uniform in [-1, 1]");
  }

  private static List<Metric> measured(FeatureExtractor extractor, EvaluationData data, Observations real, Observations other) {
    List<Metric> metrics = new ArrayList<>(Evaluation.metrics(extractor.name(), real, other));
    data.mixture().ifPresent(mixture -> metrics.addAll(MixtureMetrics.of(mixture, real.features(), other.features())));
    return metrics;
  }

  private void report(EvaluationDocument document) {
    String text = Json.writePretty(document.toMap());
    Path file = out == null ? beside("evaluation.json") : out;
    AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    if (json) {
      session.terminal().out().print(text);
      return;
    }
    document.headline().forEach(session.terminal().out()::println);
    document.lines().forEach(session.terminal().out()::println);
    session.terminal().out().println("also in " + file);
  }
}
