package org.zerosum.cli;

import java.nio.file.Path;
import java.util.Set;
import org.zerosum.data.SampleShape;
import org.zerosum.io.OnnxModel;
import org.zerosum.tensor.DataException;
import picocli.CommandLine.Option;

/** An ONNX model as the extractor, and how samples are brought to it. */
final class OnnxOptions {
  private static final Set<String> DEPENDENT =
      Set.of("--onnx-size", "--onnx-channels", "--onnx-range", "--onnx-output", "--onnx-logits");

  @Option(names = "--onnx", paramLabel = "MODEL",
      description = "An ONNX model in place of the trained extractor: images [N, C, H, W] in, features out. Needs ONNX Runtime"
          + " on the class path.")
  Path model;

  @Option(names = "--onnx-size", paramLabel = "N",
      description = "Scale images to N x N (bilinear) for the model. Default: as they are.")
  Integer size;

  @Option(names = "--onnx-channels", paramLabel = "N", description = "3 repeats grey images as RGB. Default: as they are.")
  Integer channels;

  @Option(names = "--onnx-range", paramLabel = "LOW,HIGH", defaultValue = "-1,1", split = ",",
      description = "What black and white are for the model: -1,1 or 0,1 or 0,255. Default: -1,1.")
  float[] range;

  @Option(names = "--onnx-output", paramLabel = "NAME", description = "The output with the features. Default: the first.")
  String output;

  @Option(names = "--onnx-logits", paramLabel = "NAME",
      description = "An output with a classifier's logits, for the Inception Score. Default: none.")
  String logits;

  /**
   * Checks the options against each other.
   *
   * @param given the options that were written out
   */
  void check(Set<String> given) {
    if (model == null) {
      DEPENDENT.stream().filter(given::contains).sorted().findFirst().ifPresent(option -> {
        throw new UsageException(option + " belongs to --onnx; give a model or leave it out");
      });
      return;
    }
    if (given.contains("--extractor") || given.contains("--extractor-steps")) {
      throw new UsageException("--onnx and --extractor exclude each other; give one of them");
    }
    if (range.length != 2 || !(range[0] < range[1]) || Float.isInfinite(range[1] - range[0])) {
      throw new UsageException("--onnx-range must be two numbers LOW,HIGH with LOW below HIGH, for example 0,1");
    }
    Failures.requireRange("--onnx-size", size == null ? 1 : size, 1, 4_096);
    Failures.requireRange("--onnx-channels", channels == null ? 3 : channels, 1, 3);
  }

  /**
   * Opens the model.
   *
   * @param shape of the samples
   * @throws UsageException if ONNX Runtime is not here
   * @throws DataException if the model is missing, damaged, or made for other images
   */
  OnnxExtractor open(SampleShape shape, int threads) {
    if (shape.isVector()) {
      throw new UsageException("--onnx is for images but the run generates points; leave it out");
    }
    int wide = channels == null ? shape.channels() : channels;
    if (wide != shape.channels() && !(shape.channels() == 1 && wide == 3)) {
      throw new UsageException("--onnx-channels is " + wide + " but images of " + shape.channels()
          + " channels can only stay so, or become 3 of 1; leave it out");
    }
    int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    try {
      OnnxModel opened = OnnxModel.open(model, cores);
      try {
        return new OnnxExtractor(model, opened, shape, this);
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (NoClassDefFoundError | UnsatisfiedLinkError e) {
      throw new UsageException("--onnx needs ONNX Runtime, which is not on the class path; run 'mvn dependency:copy"
          + " -Dartifact=com.microsoft.onnxruntime:onnxruntime:1.23.2 -DoutputDirectory=target/lib' in Zerosum's folder");
    }
  }
}
