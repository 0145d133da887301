package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.zerosum.data.Dataset;
import org.zerosum.gan.Conditioning;
import org.zerosum.gan.NetworkOptions;
import org.zerosum.tensor.DataException;
import picocli.CommandLine.Option;

/** The options of what the networks have beside their plain layers. */
final class LayerOptions {
  /** What a conditional discriminator does with the class. */
  enum Head { PROJECTION, AUXILIARY }

  @Option(names = "--conditional", paramLabel = "NAME", arity = "0..1", fallbackValue = "projection",
      description = "Learn the classes of labelled data: D is told the class (projection) or guesses it (auxiliary)."
          + " Without a name: projection.")
  Head conditional;

  @Option(names = "--class-input", paramLabel = "NAME",
      description = "Where G gets the class: embedding (a learned vector behind z) or batch-norm (scale and shift per"
          + " class). Default: batch-norm for images, embedding for points.")
  Conditioning.Input classInput;

  @Option(names = "--auxiliary-weight", paramLabel = "X", defaultValue = "1",
      description = "Of the classifier's loss, with --conditional=auxiliary. Default: 1.")
  float auxiliaryWeight = 1;

  @Option(names = "--spectral-norm", description = "Divide D's weights by their largest singular values.")
  boolean spectralNorm;

  @Option(names = "--minibatch-stddev",
      description = "Show D how much " + NetworkOptions.GROUP + " samples differ.")
  boolean minibatchStdDev;

  @Option(names = "--pack", paramLabel = "M", defaultValue = "1",
      description = "D judges M samples at once (PacGAN). Default: 1.")
  int pack = 1;

  /**
   * Checks the options against each other and against the batches, which must hold whole packs and groups.
   *
   * @param given the options that were written out, as {@code --name}
   * @throws UsageException if one cannot be followed
   */
  void check(Set<String> given, int batchSize, int fakeBatchSize) {
    if (conditional == null && given.contains("--class-input")) {
      throw new UsageException("--class-input belongs to --conditional; leave it out or add that");
    }
    if (conditional != Head.AUXILIARY && given.contains("--auxiliary-weight")) {
      throw new UsageException("--auxiliary-weight belongs to --conditional=auxiliary; leave it out or choose that");
    }
    Failures.requireRange("--pack", pack, 1, 64);
    if (pack > 1 && conditional != null) {
      throw new UsageException("--pack " + pack + " and --conditional exclude each other: a pack has no class of its own;"
          + " give one of them");
    }
    Failures.fromOptions(() -> {
      NetworkOptions options = networks(2);
      options.requireBatch("--batch-size", batchSize);
      options.requireBatch("--fake-batch-size", fakeBatchSize);
      return options;
    });
  }

  /**
   * What the networks get for the data. Fills in what has a default for each.
   *
   * @throws DataException if they are to be conditional and the data are not labelled
   */
  NetworkOptions networks(Dataset dataset) {
    List<String> names = dataset.classNames();
    if (conditional != null) {
      classInput = classInput(dataset.sampleShape().isVector());
      if (names.size() < 2) {
        throw new DataException(dataset.name() + ": has " + (names.isEmpty() ? "no labels" : "a single class")
            + " but --conditional learns classes; use images in a folder per class, an IDX file with its labels file, or"
            + " leave --conditional out");
      }
      long unlabelled = IntStream.range(0, dataset.size()).filter(i -> dataset.label(i) < 0).count();
      if (unlabelled > 0) {
        throw new DataException(dataset.name() + ": " + unlabelled + " of " + dataset.size()
            + " samples have no label, which --conditional needs; put each image into its class's folder");
      }
    }
    return Failures.fromOptions(() -> networks(names.size()));
  }

  /** What the networks get for so many classes. */
  NetworkOptions networks(int classes) {
    Conditioning conditioning = conditional == null ? null : new Conditioning(classes, classInput(false),
        conditional == Head.PROJECTION ? new Conditioning.Head.Projection() : new Conditioning.Head.Auxiliary(auxiliaryWeight));
    return new NetworkOptions(conditioning, spectralNorm, minibatchStdDev, pack);
  }

  /** Points have no batch norm that could take a class. */
  private Conditioning.Input classInput(boolean points) {
    Conditioning.Input usual = points ? Conditioning.Input.EMBEDDING : Conditioning.Input.BATCH_NORM;
    return classInput == null ? usual : classInput;
  }

  /** Puts the options by name without dashes; those that belong to another that is not set are left out. */
  void putInto(Map<String, Object> map) {
    if (conditional != null) {
      map.put("conditional", Words.of(conditional));
      map.put("class-input", classInput == null ? null : Words.of(classInput));
    }
    if (conditional == Head.AUXILIARY) {
      map.put("auxiliary-weight", auxiliaryWeight);
    }
    map.put("spectral-norm", spectralNorm);
    map.put("minibatch-stddev", minibatchStdDev);
    map.put("pack", pack);
  }
}
