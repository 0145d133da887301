package org.zerosum.cli;

import picocli.CommandLine.Option;

/** The size of the DCGAN whose training step is measured. */
final class ModelOptions {
  /** Components of z. */
  static final int LATENT = 100;

  @Option(names = "--image-size", paramLabel = "N", defaultValue = "32",
      description = "16, 32, 64 or 128. Default: 32.")
  int imageSize;

  @Option(names = "--channels", paramLabel = "N", defaultValue = "3", description = "Default: 3.")
  int channels;

  @Option(names = "--base-channels", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int baseChannels;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  int batchSize;

  /** Checks what the networks do not check themselves. */
  void check() {
    Failures.requireRange("--batch-size", batchSize, 2, 65_536);
  }
}
