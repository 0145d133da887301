package org.zerosum.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all: to a hidden temporary file in the same folder, forced to disk, renamed over the
 * target in one step, the folder forced. Whoever reads the target sees the old content or the new; after a failure the
 * old is untouched and the temporary file is gone.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What to write. */
  public interface Content {
    /** Writes everything to the channel; a failure leaves the target as it was. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Replaces or creates {@code target}; missing parent folders are created; a symbolic link is followed.
   *
   * @throws OutputException if the folder or file cannot be written
   */
  public static void write(Path target, Content content) {
    try {
      Path file = Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
      if (Files.isDirectory(file)) {
        throw new IOException("it is a folder");
      }
      Path folder = file.getParent();
      if (folder == null) {
        throw new IOException("it is a folder");
      }
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      replace(file, folder, content);
    } catch (IOException e) {
      throw new OutputException(target + ": cannot be written (" + reason(e)
          + "); check that the folder exists, may be written and has"
          + " free space, or choose another output", e);
    }
  }

  /** Replaces or creates {@code target} with these bytes. */
  public static void write(Path target, byte[] bytes) {
    write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Writes all that remains in the buffer. */
  static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void replace(Path file, Path folder, Content content) throws IOException {
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceFolder(folder);
  }

  /** Makes the rename itself durable. Windows has no such operation on folders and needs none. */
  private static void forceFolder(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "a file stands where a folder is needed: " + e.getMessage();
    }
    return e.getClass() == IOException.class ? e.getMessage() : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
