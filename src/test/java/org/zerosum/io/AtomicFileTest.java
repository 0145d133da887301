package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void createsReplacesAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    AtomicFile.write(file, new byte[] {4});
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
    assertEquals(List.of("a.bin"), files());
    AtomicFile.write(folder.resolve("x/y/b.bin"), new byte[] {5});
    assertArrayEquals(new byte[] {5}, Files.readAllBytes(folder.resolve("x/y/b.bin")));
  }

  @Test
  void aFailureLeavesTheOldFileAndNoTemporaryOne() throws IOException {
    Path file = folder.resolve("a.bin");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    OutputException failure = assertThrows(OutputException.class, () -> AtomicFile.write(file, channel -> {
      channel.write(ByteBuffer.wrap(new byte[1000]));
      throw new IOException("No space left on device");
    }));
    assertTrue(failure.getMessage().contains("a.bin") && failure.getMessage().contains("No space left"),
        failure::getMessage);
    assertThrows(IllegalStateException.class, () -> AtomicFile.write(file, channel -> {
      channel.write(ByteBuffer.wrap(new byte[10]));
      throw new IllegalStateException("broken writer");
    }));
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
    assertEquals(List.of("a.bin"), files());
  }

  @Test
  void refusesFoldersThatCannotBeWritten() throws IOException {
    Files.write(folder.resolve("file"), new byte[1]);
    OutputException failure = assertThrows(OutputException.class, () ->
        AtomicFile.write(folder.resolve("file/a.bin"), new byte[1]));
    assertTrue(failure.getMessage().contains("a file stands where a folder is needed"), failure::getMessage);
    assertThrows(OutputException.class, () -> AtomicFile.write(folder, new byte[1]));
    assertThrows(OutputException.class, () -> AtomicFile.write(Path.of("/"), new byte[1]));
    assertEquals(List.of("file"), files());
  }

  @Test
  void refusesASystemFolder() {
    Path proc = Path.of("/proc");
    Assumptions.assumeTrue(Files.isDirectory(proc), "no /proc here");
    assertThrows(OutputException.class, () -> AtomicFile.write(proc.resolve("a.bin"), new byte[1]));
  }

  @Test
  void followsASymbolicLink() throws IOException {
    Path file = Files.write(folder.resolve("real"), new byte[1]);
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("no symbolic links here: " + e);
    }
    AtomicFile.write(link, new byte[] {9, 9});
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(new byte[] {9, 9}, Files.readAllBytes(file));
  }
}
