package org.zerosum.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.zerosum.tensor.DataException;

/**
 * The samples that a dataset keeps apart from training.
 *
 * <p>Of what is drawn ({@code digits}, {@code ring}, {@code grid}): samples of another seed. Of an IDX training file, or a folder with
 * one: the test file beside it ({@code t10k-images…} or {@code test-images…}). Image folders and zips have none.
 */
public final class TestSplit {
  private static final long BUILT_IN_SEED = 1;
  private static final int BUILT_IN_SIZE = 10_000;

  private TestSplit() {}

  /**
   * The test split of what {@link Datasets#open} opens for the same arguments, if there is one.
   *
   * @throws DataException if there is one that cannot be read
   */
  public static Optional<Dataset> open(String spec, ImageOptions options) {
    return switch (spec) {
      case "digits" -> Optional.of(new Digits(BUILT_IN_SIZE, BUILT_IN_SEED, options));
      case "ring" -> Optional.of(GaussianMixture.ring(BUILT_IN_SIZE, BUILT_IN_SEED));
      case "grid" -> Optional.of(GaussianMixture.grid(BUILT_IN_SIZE, BUILT_IN_SEED));
      default -> beside(spec).map(file -> Idx.read(file, options));
    };
  }

  private static Optional<Path> beside(String spec) {
    try {
      Path path = Path.of(spec);
      Optional<Path> training = Files.isDirectory(path) ? Idx.imagesIn(path) : Optional.of(path);
      Optional<Path> named = training.filter(file -> file.getFileName() != null && file.getFileName().toString().startsWith("train"));
      return named.isEmpty() ? Optional.empty() : testFile(named.get().toAbsolutePath().getParent());
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private static Optional<Path> testFile(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches("(t10k|test).*images[-.]idx3-ubyte(\\.gz)?")).sorted().findFirst();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot list this folder (" + e + "); check that it exists and may be read", e);
    }
  }
}
