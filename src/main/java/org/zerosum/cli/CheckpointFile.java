package org.zerosum.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** What users name as RUN: a run's folder or a checkpoint file. */
final class CheckpointFile {
  private CheckpointFile() {}

  static Path of(Path run) {
    return Files.isDirectory(run) ? new RunFolder(run).checkpoint() : run;
  }
}
