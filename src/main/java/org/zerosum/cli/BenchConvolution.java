package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of both convolution benchmarks. */
final class BenchConvolution {
  /** Which of the three products of a convolution layer is measured. */
  enum Pass { FORWARD, BACKWARD_INPUT, BACKWARD_WEIGHT }

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int batchSize;

  @Option(names = "--in-channels", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int inChannels;

  @Option(names = "--out-channels", paramLabel = "N", defaultValue = "128", description = "Default: 128.")
  int outChannels;

  @Option(names = "--image-size", paramLabel = "N", defaultValue = "16",
      description = "Height and width of the input. Default: 16.")
  int imageSize;

  @Option(names = "--kernel", paramLabel = "N", defaultValue = "4", description = "Default: 4.")
  int kernel;

  @Option(names = "--stride", paramLabel = "N", defaultValue = "2", description = "Default: 2.")
  int stride;

  @Option(names = "--padding", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
  int padding;

  @Option(names = "--pass", paramLabel = "NAME", defaultValue = "forward",
      description = "forward, backward-input or backward-weight. Default: forward.")
  Pass pass;

  void check() {
    Failures.requireRange("--batch-size", batchSize, 1, 65_536);
    Failures.requireRange("--in-channels", inChannels, 1, 65_536);
    Failures.requireRange("--out-channels", outChannels, 1, 65_536);
    Failures.requireRange("--image-size", imageSize, 1, 4_096);
    Failures.requireRange("--kernel", kernel, 1, 64);
    Failures.requireRange("--stride", stride, 1, 64);
    Failures.requireRange("--padding", padding, 0, 64);
  }

  /** For the JSON document. */
  Map<String, Object> shape() {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("batch_size", batchSize);
    shape.put("in_channels", inChannels);
    shape.put("out_channels", outChannels);
    shape.put("image_size", imageSize);
    shape.put("kernel", kernel);
    shape.put("stride", stride);
    shape.put("padding", padding);
    shape.put("pass", Words.of(pass));
    return shape;
  }
}
