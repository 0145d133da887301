package org.zerosum.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.zerosum.tensor.DataException;

/**
 * Folders and zips of PNG and JPEG images, {@code class/name.png}, or flat without classes, or nested deeper.
 *
 * <p>Order: by name, never the file system's. Classes: the directories that all images share are dropped; of what is
 * left the first directory is an image's class, and an image without one is unlabelled. Files that are hidden or have
 * another ending are passed over. Every image's size is read, and refused if excessive, before any is decoded; decoding
 * uses several threads, the result does not depend on them.
 */
public final class ImageFiles {
  private static final int MOST_FILE_BYTES = 64 << 20;
  private static final int CHUNK = 32;

  private ImageFiles() {}

  /**
   * Reads all images under a folder.
   *
   * @throws DataException if there is none, or one is damaged, too large or too small
   */
  public static Dataset readFolder(Path folder, ImageOptions options) {
    List<Path> paths;
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      paths = files.filter(Files::isRegularFile).map(folder::relativize).filter(path -> isImage(slashed(path)))
          .sorted(Comparator.comparing(ImageFiles::slashed)).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(folder + ": cannot list this folder (" + e.getMessage()
          + "); check its permissions and links", e);
    }
    List<String> names = paths.stream().map(ImageFiles::slashed).toList();
    return read(folder, names, index -> readBounded(folder, folder.resolve(paths.get(index))), options);
  }

  /**
   * Reads all images in a zip; nothing is unpacked to disk.
   *
   * @throws DataException if there is none, or the zip or an image is damaged, or an image is too large or too small
   */
  public static Dataset readZip(Path file, ImageOptions options) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<ZipEntry> entries = new ArrayList<>();
      zip.stream().filter(entry -> !entry.isDirectory() && isImage(entry.getName())).forEach(entries::add);
      entries.sort(Comparator.comparing(ZipEntry::getName));
      List<String> names = entries.stream().map(ZipEntry::getName).toList();
      return read(file, names, index -> readBounded(file, zip, entries.get(index)), options);
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(file + ": the zip cannot be read (" + e.getMessage()
          + "); it is truncated or damaged, fetch it again", e);
    }
  }

  private static String slashed(Path relative) {
    return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
  }

  private static boolean isImage(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean hidden = name.startsWith(".") || name.contains("/.") || name.startsWith("__MACOSX/");
    return !hidden && (lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg"));
  }

  private static byte[] readBounded(Path folder, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return readBounded(file.toString(), in);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions, or remove it from " + folder, e);
    }
  }

  private static byte[] readBounded(Path file, ZipFile zip, ZipEntry entry) {
    String name = file + "!" + entry.getName();
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = readBounded(name, in);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if (bytes.length != entry.getSize() || crc.getValue() != entry.getCrc()) {
        throw new IOException("size or checksum differ from the zip's directory");
      }
      return bytes;
    } catch (IOException e) {
      throw new DataException(name + ": cannot be read from the zip (" + e.getMessage()
          + "); the zip is damaged, fetch it again", e);
    }
  }

  private static byte[] readBounded(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_FILE_BYTES);
    if (bytes.length == MOST_FILE_BYTES && in.read() >= 0) {
      throw new DataException(name + ": an image file may have at most " + (MOST_FILE_BYTES >> 20)
          + " MiB; shrink or remove it");
    }
    return bytes;
  }

  private static Dataset read(Path source, List<String> names, IntFunction<byte[]> bytes, ImageOptions options) {
    int count = names.size();
    if (count == 0) {
      throw new DataException(source + ": no .png, .jpg or .jpeg image in it; give a folder or zip laid out as class/name.png");
    }
    IntFunction<String> nameOf = index -> source + (Files.isDirectory(source) ? "/" : "!") + names.get(index);
    List<ImageDecoder.Header> headers = inParallel(count, index ->
        ImageDecoder.readHeader(nameOf.apply(index), bytes.apply(index)));
    int size = chooseSize(source, headers, nameOf, options);
    boolean grey = headers.stream().allMatch(ImageDecoder.Header::grey);
    int channels = options.channels() != 0 ? options.channels() : grey ? 1 : 3;
    StoredImages.requireMemory(source.toString(), count, (long) channels * size * size);
    List<byte[]> images = inParallel(count, index -> ImageDecoder.decode(nameOf.apply(index), bytes.apply(index), channels)
        .fitted(size).pixels());
    ClassLabels classes = ClassLabels.of(names);
    return new StoredImages(source.getFileName() == null ? source.toString() : source.getFileName().toString(),
        new SampleShape(channels, size, size), images.toArray(byte[][]::new), classes.labels(), classes.names());
  }

  private static int chooseSize(Path source, List<ImageDecoder.Header> headers, IntFunction<String> nameOf,
      ImageOptions options) {
    if (options.size() != 0) {
      return options.size();
    }
    if (headers.stream().allMatch(header -> PlanarImage.isPadded(header.height(), header.width()))) {
      return 32;
    }
    int smallest = 0;
    for (int i = 1; i < headers.size(); i++) {
      smallest = headers.get(i).side() < headers.get(smallest).side() ? i : smallest;
    }
    ImageDecoder.Header header = headers.get(smallest);
    if (header.side() < ImageOptions.SMALLEST) {
      throw new DataException(nameOf.apply(smallest) + ": is " + header.width() + "x" + header.height()
          + ", smaller than 16x16; remove it from "
          + source + ", or choose an image size of 16 or more to enlarge it");
    }
    return PlanarImage.chosenSize(header.side());
  }

  /** The results in index order; of several failures the one with the lowest index is thrown. */
  private static <T> List<T> inParallel(int count, IntFunction<T> task) {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<T>>> chunks = new ArrayList<>();
      for (int begin = 0; begin < count; begin += CHUNK) {
        int from = begin;
        int to = Math.min(count, begin + CHUNK);
        chunks.add(executor.submit(() -> {
          List<T> results = new ArrayList<>(to - from);
          for (int i = from; i < to; i++) {
            results.add(task.apply(i));
          }
          return results;
        }));
      }
      List<T> all = new ArrayList<>(count);
      for (Future<List<T>> chunk : chunks) {
        all.addAll(chunk.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof DataException failure ? failure : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("reading images was interrupted", e);
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }
}
