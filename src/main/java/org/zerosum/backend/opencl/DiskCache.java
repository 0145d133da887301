package org.zerosum.backend.opencl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Remembers between processes what was expensive to find out, in a folder that the user alone may write. Nothing depends on
 * it: whatever is wrong with the folder or an entry, the entry is as good as not there, and is made anew.
 *
 * <p>An entry is a file with the key's hash as its name: magic, the hash once more, the content's length, the content, and
 * a SHA-256 of all that. It is written beside its place and renamed onto it, so several processes may read and write at once.
 * Reading sets the file's time; when all entries together exceed the capacity, those go that were used longest ago.
 */
final class DiskCache {
  /** Bytes of all entries together. */
  static final long CAPACITY = 256L << 20;

  /** The last digits are the format's version. */
  private static final byte[] MAGIC = {'Z', 'E', 'R', 'O', 'S', 'U', '0', '1'};
  private static final int HASH = 32;
  private static final int HEAD = MAGIC.length + HASH + Long.BYTES;
  /** The bits of a file's mode that let its group and everyone else write. */
  private static final int OTHERS_WRITE = 022;
  private static final String SUFFIX = ".entry";
  private static final String ENTRY = "[0-9a-f]{64}\\.entry";
  private static final String TEMPORARY = "\\.[0-9a-zA-Z]+\\.entry\\.new";
  /** A temporary file of this age was left by a process that was cut off. */
  private static final long ABANDONED_MILLIS = 3_600_000;

  /**
   * What there is.
   *
   * @param entries their number
   * @param bytes of all together
   */
  record Use(int entries, long bytes) {}

  private final Path folder;
  private final String reason;
  private final long capacity;

  private DiskCache(Path folder, String reason, long capacity) {
    this.folder = folder;
    this.reason = reason;
    this.capacity = capacity;
  }

  /** No cache: nothing is found, nothing is kept. */
  static DiskCache none(String reason) {
    return new DiskCache(null, reason, 0);
  }

  /** The cache there, made if it is missing; none if the folder is not fit for it. */
  static DiskCache open(CacheLocation location) {
    return location.folder().map(folder -> open(folder, CAPACITY)).orElseGet(() -> none(location.reason()));
  }

  /** The same with another capacity. */
  static DiskCache open(Path folder, long capacity) {
    try {
      boolean unix = folder.getFileSystem().supportedFileAttributeViews().contains("unix");
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        create(folder, unix);
      }
      Optional<String> unfit = unfit(folder, unix);
      return unfit.map(why -> none(folder + " " + why)).orElseGet(() -> new DiskCache(folder, "", capacity));
    } catch (IOException e) {
      return none(folder + " cannot be used (" + (e instanceof AccessDeniedException ? "access denied" : e.getMessage()) + ")");
    }
  }

  private static void create(Path folder, boolean unix) throws IOException {
    if (unix) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }

  /** Why what lies in a folder could be another user's. */
  private static Optional<String> unfit(Path folder, boolean unix) throws IOException {
    if (Files.isSymbolicLink(folder)) {
      return Optional.of("is a link; name the folder itself");
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("is not a folder");
    }
    if (unix) {
      Map<String, Object> attributes = Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
      if (attributes.get("mode") instanceof Integer mode && (mode & OTHERS_WRITE) != 0) {
        return Optional.of(String.format(Locale.ROOT, "may be written by others (mode %o); chmod 700 it", mode & 0777));
      }
      // Whoever owns what we make is who we are; the runtime has no other way to say it.
      Path own = Files.createFile(temporary(folder));
      try {
        if (!attributes.get("uid").equals(Files.getAttribute(own, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
          return Optional.of("belongs to another user");
        }
      } finally {
        Files.deleteIfExists(own);
      }
    }
    return Optional.empty();
  }

  /** For people: where it is and what it holds, or why there is none. */
  String sentence() {
    if (folder == null) {
      return "not used: " + reason;
    }
    Use use = use();
    return String.format(Locale.ROOT, "%s (%d %s, %.1f of at most %d MiB)", folder, use.entries(),
        use.entries() == 1 ? "entry" : "entries", use.bytes() / 1048576.0, capacity >> 20);
  }

  /** Whether what is written can be found again. */
  boolean isUsed() {
    return folder != null;
  }

  /** An entry's content, if it is there and whole. */
  Optional<byte[]> read(CacheKey key) {
    if (folder == null) {
      return Optional.empty();
    }
    Path file = file(key);
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      if (size < HEAD + HASH || size > capacity) {
        return Optional.empty();
      }
      ByteBuffer entry = ByteBuffer.allocate((int) size);
      while (entry.hasRemaining() && channel.read(entry) >= 0) {
        // Reads on.
      }
      Optional<byte[]> content = content(entry.array(), key);
      if (content.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis()));
      }
      return content;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> content(byte[] entry, CacheKey key) {
    ByteBuffer head = ByteBuffer.wrap(entry);
    int end = entry.length - HASH;
    MessageDigest digest = CacheKey.sha256();
    digest.update(entry, 0, end);
    boolean whole = Arrays.equals(MAGIC, 0, MAGIC.length, entry, 0, MAGIC.length)
        && Arrays.equals(key.bytes(), 0, HASH, entry, MAGIC.length, MAGIC.length + HASH)
        && head.getLong(MAGIC.length + HASH) == end - HEAD
        && Arrays.equals(digest.digest(), 0, HASH, entry, end, entry.length);
    return whole ? Optional.of(Arrays.copyOfRange(entry, HEAD, end)) : Optional.empty();
  }

  /** Makes or replaces an entry; what cannot be written is not kept. */
  void write(CacheKey key, byte[] content) {
    if (folder == null || HEAD + content.length + HASH > capacity) {
      return;
    }
    try {
      Path temporary = temporary(folder);
      try {
        Files.write(temporary, entry(key, content), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(temporary, file(key), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      shrink();
    } catch (IOException e) {
      // A full disk or a folder that is gone: the next process makes it anew.
    }
  }

  /** A name that no other writer has; random numbers or the process's would take longer to prepare than all the rest. */
  private static Path temporary(Path folder) {
    return folder.resolve("." + System.nanoTime() + "x" + System.identityHashCode(new Object()) + SUFFIX + ".new");
  }

  private static byte[] entry(CacheKey key, byte[] content) {
    ByteBuffer entry = ByteBuffer.allocate(HEAD + content.length + HASH);
    entry.put(MAGIC).put(key.bytes()).putLong(content.length).put(content);
    MessageDigest digest = CacheKey.sha256();
    digest.update(entry.array(), 0, entry.position());
    return entry.put(digest.digest()).array();
  }

  private Path file(CacheKey key) {
    return folder.resolve(key.hash() + SUFFIX);
  }

  /** Counts the entries. */
  Use use() {
    List<Entry> entries = folder == null ? List.of() : entries(ENTRY);
    return new Use(entries.size(), entries.stream().mapToLong(Entry::bytes).sum());
  }

  private record Entry(Path file, long bytes, long usedMillis) {}

  /** Only what is ours: a folder that was named may hold other files. */
  private List<Entry> entries(String pattern) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).flatMap(file -> {
        try {
          BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
          return Stream.of(new Entry(file, attributes.size(), attributes.lastModifiedTime().toMillis()));
        } catch (IOException e) {
          // Another process was quicker to remove it.
          return Stream.empty();
        }
      }).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Removes what was used longest ago until the rest fits. */
  private void shrink() throws IOException {
    long now = System.currentTimeMillis();
    for (Entry left : entries(TEMPORARY)) {
      if (now - left.usedMillis > ABANDONED_MILLIS) {
        Files.deleteIfExists(left.file);
      }
    }
    List<Entry> entries = entries(ENTRY);
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    for (Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::usedMillis)).toList()) {
      if (bytes <= capacity) {
        return;
      }
      Files.deleteIfExists(entry.file);
      bytes -= entry.bytes;
    }
  }
}
