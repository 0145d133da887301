package org.zerosum.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.zerosum.io.OutputException;
import org.zerosum.tensor.DataException;

/** {@code log.txt}: what happened when, appended; locked while a process trains in the folder. */
final class RunLog implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  /**
   * Opens and locks the file.
   *
   * @throws UsageException if another process holds it
   * @throws OutputException if it cannot be written
   */
  RunLog(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(e);
    }
    if (!locked()) {
      close();
      throw new UsageException(file.getParent()
          + " is in use by another process that trains there; wait for it or choose another --out");
    }
  }

  private boolean locked() {
    try {
      // Freed with the channel.
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    } catch (IOException _) {
      // Some network file systems have no locks; training works there all the same.
      return true;
    }
  }

  /** Appends a line with the local time. */
  void add(String line) {
    try {
      String stamped = LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line + "\n";
      ByteBuffer bytes = ByteBuffer.wrap(stamped.getBytes(StandardCharsets.UTF_8));
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * All lines so far, those of earlier processes included. Read through this channel: to open and close the file once
   * more would free its lock.
   *
   * @throws DataException if it cannot be read
   */
  String text() {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
        // Until the end.
      }
      return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    }
  }

  private OutputException unwritable(IOException e) {
    return new OutputException(file + ": cannot be written (" + e + "); check free space and permissions", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
