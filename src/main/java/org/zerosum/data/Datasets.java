package org.zerosum.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.zerosum.tensor.DataException;

/** Opens a dataset by what a user writes. */
public final class Datasets {
  private static final long BUILT_IN_SEED = 0;

  private Datasets() {}

  /**
   * Opens a dataset.
   *
   * <p>{@code digits}, {@code ring} and {@code grid} are built in; anything else is a path: an IDX file (.gz), a folder
   * with IDX files, a folder of PNG or JPEG images, or a zip of such a folder. What a file is, is decided by its first
   * bytes, never by its name. A file called like a built-in is reached as {@code ./digits}.
   *
   * @throws DataException if the path does not exist or what is there cannot be used
   */
  public static Dataset open(String spec, ImageOptions options) {
    return switch (spec) {
      case "digits" -> new Digits(Digits.DEFAULT_SIZE, BUILT_IN_SEED, options);
      case "ring" -> GaussianMixture.ring(GaussianMixture.DEFAULT_SIZE, BUILT_IN_SEED);
      case "grid" -> GaussianMixture.grid(GaussianMixture.DEFAULT_SIZE, BUILT_IN_SEED);
      default -> openPath(spec, options);
    };
  }

  private static Dataset openPath(String spec, ImageOptions options) {
    Path path;
    try {
      path = Path.of(spec);
    } catch (InvalidPathException e) {
      throw new DataException("'" + spec + "' is not a path (" + e.getReason() + "); give digits, ring, grid or a path", e);
    }
    if (spec.isBlank() || !Files.exists(path)) {
      throw new DataException("'" + spec + "': no such file or folder; give digits, ring, grid, or the path of an IDX file (.gz), an image"
          + " folder or a zip of images");
    }
    if (Files.isDirectory(path)) {
      return Idx.imagesIn(path).isPresent() ? Idx.read(path, options) : ImageFiles.readFolder(path, options);
    }
    return isZip(path) ? ImageFiles.readZip(path, options) : Idx.read(path, options);
  }

  private static boolean isZip(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 'P' && in.read() == 'K';
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    }
  }
}
