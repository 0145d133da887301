package org.zerosum.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The files of a run and where they are.
 *
 * @param root the folder
 */
record RunFolder(Path root) {
  Path options() {
    return root.resolve("options.json");
  }

  Path environment() {
    return root.resolve("environment.json");
  }

  Path metrics() {
    return root.resolve("metrics.csv");
  }

  Path log() {
    return root.resolve("log.txt");
  }

  Path watch() {
    return root.resolve("watch.csv");
  }

  Path alarms() {
    return root.resolve("alarms.csv");
  }

  /** A checkpoint that is kept because of an alarm. */
  Path snapshot(long step) {
    return root.resolve("checkpoints").resolve(String.format(Locale.ROOT, "alarm-%06d.safetensors", step));
  }

  Path report() {
    return root.resolve("report.html");
  }

  Path samples() {
    return root.resolve("samples");
  }

  Path sample(long step) {
    return samples().resolve(String.format(Locale.ROOT, "step-%06d.png", step));
  }

  Path checkpoint() {
    return root.resolve("checkpoints").resolve("last.safetensors");
  }

  /** The first of {@code runs/NAME-1}, {@code runs/NAME-2} … that does not exist. */
  static RunFolder unused(String name) {
    for (int i = 1; ; i++) {
      Path root = Path.of("runs", name + "-" + i);
      if (!Files.exists(root)) {
        return new RunFolder(root);
      }
    }
  }

  /**
   * Checks, without making anything, that a new run may use the folder.
   *
   * @throws UsageException if it is not empty or not a folder
   */
  void requireUnused() {
    if (Files.exists(options()) || Files.exists(checkpoint())) {
      throw new UsageException("--out " + root
          + " holds a run already; continue it with --resume, or choose another folder");
    }
    if (!Files.exists(root)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      if (entries.iterator().hasNext()) {
        throw new UsageException("--out " + root + " is not empty; choose a new or empty folder");
      }
    } catch (IOException e) {
      throw new UsageException("--out " + root + " cannot be used as a folder (" + e.getClass().getSimpleName()
          + "); choose another");
    }
  }

  /**
   * Checks that there is a run to continue.
   *
   * @throws UsageException if there is none
   */
  void requireRun() {
    if (!Files.exists(options())) {
      throw new UsageException("--out " + root
          + " holds no run to resume (no options.json); check the path, or leave out --resume");
    }
  }

  /**
   * Makes the folder with its sub-folders.
   *
   * @throws UsageException if that is not possible
   */
  void create() {
    try {
      Files.createDirectories(samples());
      Files.createDirectories(checkpoint().getParent());
    } catch (IOException e) {
      throw new UsageException("--out " + root + " cannot be made (" + e + "); choose a folder that may be written");
    }
    if (!Files.isWritable(root)) {
      throw new UsageException("--out " + root
          + " may not be written; check its permissions, or choose another folder");
    }
  }
}
