package org.zerosum.backend.opencl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The kernel files' texts, read when they are needed and each once, and what tells them from another version's. */
final class KernelTexts {
  /** Files that belong to no unit. */
  private static final List<String> FURTHER = List.of("probe.cl", "peak.cl");

  private final UnaryOperator<String> files;
  private final Optional<Path> archive;
  private final Map<String, String> texts = new TreeMap<>();

  private KernelTexts(UnaryOperator<String> files, Optional<Path> archive) {
    this.files = files;
    this.archive = archive;
  }

  /** Those of this program. */
  static KernelTexts ofProgram() {
    return of(KernelSources::read, archive(KernelSources.address(KernelUnit.MATMUL.file())));
  }

  /** Others, by the text of a single file. */
  static KernelTexts of(UnaryOperator<String> files) {
    return of(files, Optional.empty());
  }

  /** The same in a jar. */
  static KernelTexts of(UnaryOperator<String> files, Optional<Path> archive) {
    return new KernelTexts(files, archive);
  }

  /** The jar that an address of the form {@code jar:file:/…/zerosum.jar!/…} lies in. */
  static Optional<Path> archive(URL address) {
    if (address == null || !address.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    try {
      String inner = address.getPath();
      URI file = new URI(inner.substring(0, Math.max(0, inner.indexOf("!/"))));
      return "file".equals(file.getScheme()) ? Optional.of(Path.of(file)) : Optional.empty();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A file with all that it includes. */
  String source(String file) {
    return KernelSources.load(file, one -> texts.computeIfAbsent(one, files));
  }

  /**
   * The hash of each kernel file with all that it includes. Reading and hashing them takes longer than all else that a cached
   * start does, so the cache remembers it for the jar that they lie in, as long as that is the same file, unchanged.
   */
  Map<String, String> hashes(DiskCache cache) {
    Optional<CacheKey> key = archive.flatMap(KernelTexts::identity);
    Map<String, String> known = key.flatMap(cache::read).map(KernelTexts::parse).orElse(Map.of());
    if (!known.isEmpty()) {
      return known;
    }
    Map<String, String> hashes = new TreeMap<>();
    Stream.concat(Arrays.stream(KernelUnit.values()).map(KernelUnit::file), FURTHER.stream())
        .forEach(file -> hashes.computeIfAbsent(file, name -> CacheKey.of(source(name)).hash()));
    key.ifPresent(it -> cache.write(it, text(hashes).getBytes(StandardCharsets.US_ASCII)));
    return hashes;
  }

  private static String text(Map<String, String> hashes) {
    StringBuilder text = new StringBuilder();
    hashes.forEach((file, hash) -> text.append(file).append(' ').append(hash).append('\n'));
    return text.toString();
  }

  private static Map<String, String> parse(byte[] text) {
    Map<String, String> hashes = new TreeMap<>();
    for (String line : new String(text, StandardCharsets.US_ASCII).split("\n")) {
      int space = line.indexOf(' ');
      hashes.put(line.substring(0, space), line.substring(space + 1));
    }
    return hashes;
  }

  /** What changes whenever a file is written or replaced; nothing where the system cannot tell. */
  private static Optional<CacheKey> identity(Path file) {
    try {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return Optional.empty();
      }
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      // Nobody can set the time of the last change of the file's own record, as one can that of its content.
      return Optional.of(CacheKey.of("kernels", file.toString(), Long.toString(attributes.size()), String.valueOf(attributes.fileKey()),
          nanos(attributes.lastModifiedTime()), nanos(Files.getAttribute(file, "unix:ctime"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String nanos(Object time) {
    return Long.toString(((FileTime) time).to(TimeUnit.NANOSECONDS));
  }
}
