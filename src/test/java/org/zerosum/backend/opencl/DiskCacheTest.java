package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class DiskCacheTest {
  private static final CacheKey KEY = CacheKey.of("a", "key");
  private static final byte[] CONTENT = "what was expensive to find out".getBytes(StandardCharsets.UTF_8);

  @TempDir
  private Path temp;

  private Path folder() {
    return temp.resolve("some/where/cache");
  }

  private DiskCache cache() {
    DiskCache cache = DiskCache.open(folder(), DiskCache.CAPACITY);
    assertTrue(cache.isUsed(), cache.sentence());
    return cache;
  }

  private static void holds(DiskCache cache, CacheKey key, byte[] content) {
    assertArrayEquals(content, cache.read(key).orElseThrow());
  }

  private Path entry() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.reduce((a, b) -> {
        throw new AssertionError("more than one file");
      }).orElseThrow();
    }
  }

  @Test
  void keepsWhatWasWrittenForTheUserAlone() throws IOException {
    DiskCache cache = cache();
    assertTrue(cache.read(KEY).isEmpty());
    cache.write(KEY, CONTENT);
    holds(cache, KEY, CONTENT);
    holds(cache(), KEY, CONTENT);
    cache.write(KEY, new byte[0]);
    holds(cache(), KEY, new byte[0]);
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().getParent())));
    assertTrue(cache.sentence().startsWith(folder() + " (1 entry, 0.0 of at most 256 MiB"), cache.sentence());
  }

  @Test
  void everyByteThatChangesMakesAnEntryWorthless() throws IOException {
    cache().write(KEY, CONTENT);
    byte[] whole = Files.readAllBytes(entry());
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x10;
      Files.write(entry(), damaged);
      assertTrue(cache().read(KEY).isEmpty(), "byte " + i);
    }
    cache().write(KEY, CONTENT);
    assertArrayEquals(whole, Files.readAllBytes(entry()));
    holds(cache(), KEY, CONTENT);
  }

  @Test
  void anEntryThatIsCutOffOrLongerIsWorthless() throws IOException {
    cache().write(KEY, CONTENT);
    byte[] whole = Files.readAllBytes(entry());
    for (int length = 0; length <= whole.length + 40; length++) {
      Files.write(entry(), Arrays.copyOf(whole, length));
      assertEquals(length == whole.length, cache().read(KEY).isPresent(), "length " + length);
    }
  }

  @Test
  void anotherKeysEntryIsWorthless() throws IOException {
    cache().write(KEY, CONTENT);
    CacheKey other = CacheKey.of("a", "kez");
    Files.move(entry(), folder().resolve(entry().getFileName().toString().replace(KEY.hash(), other.hash())));
    assertTrue(cache().read(other).isEmpty());
    assertTrue(cache().read(KEY).isEmpty());
  }

  @Test
  void bordersOfPartsCount() {
    assertNotEquals(CacheKey.of("a", "bc"), CacheKey.of("ab", "c"));
    assertNotEquals(CacheKey.of("a"), CacheKey.of("a", ""));
    assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", CacheKey.of().hash(), "SHA-256 of nothing");
  }

  @ParameterizedTest
  @CsvSource({"rwxrwxrwx, 777", "rwxrwx---, 770", "rwx-w----, 720", "rwx----w-, 702"})
  void aFolderThatOthersMayWriteIsRefused(String permissions, String mode) throws IOException {
    cache().write(KEY, CONTENT);
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString(permissions));
    refused("may be written by others (mode " + mode + "); chmod 700 it");
  }

  private void refused(String why) {
    DiskCache cache = DiskCache.open(folder(), DiskCache.CAPACITY);
    assertFalse(cache.isUsed());
    assertEquals("not used: " + folder() + " " + why, cache.sentence());
    cache.write(KEY, CONTENT);
    assertTrue(cache.read(KEY).isEmpty());
  }

  @Test
  void aFolderThatOthersMayOnlyReadIsUsed() throws IOException {
    cache().write(KEY, CONTENT);
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    holds(cache(), KEY, CONTENT);
  }

  @Test
  void linksAreRefused() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.createDirectories(folder().getParent());
    Files.createSymbolicLink(folder(), elsewhere);
    refused("is a link; name the folder itself");
    Files.delete(elsewhere);
    refused("is a link; name the folder itself");
    assertFalse(Files.exists(elsewhere));
  }

  @Test
  void anEntryThatIsALinkIsWorthlessAndReplaced() throws IOException {
    cache().write(KEY, CONTENT);
    Path other = temp.resolve("other");
    Files.move(entry(), other);
    Path entry = folder().resolve(KEY.hash() + ".entry");
    Files.createSymbolicLink(entry, other);
    assertTrue(cache().read(KEY).isEmpty());
    cache().write(KEY, new byte[] {1});
    assertTrue(Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS));
    holds(cache(), KEY, new byte[] {1});
  }

  @Test
  void aFileInTheWayIsRefused() throws IOException {
    Files.createDirectories(folder().getParent());
    Files.writeString(folder(), "");
    refused("is not a folder");
  }

  @Test
  void anotherUsersFolderIsRefused() throws IOException {
    cache();
    UserPrincipal nobody;
    try {
      nobody = temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.setOwner(folder(), nobody);
    } catch (IOException e) {
      Assumptions.abort("only root can give a folder away: " + e);
    }
    refused("belongs to another user");
    try (Stream<Path> files = Files.list(folder())) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void whatWasUsedLongestAgoGoesFirst() throws IOException {
    byte[] content = new byte[1000];
    CacheKey[] keys = Stream.of("a", "b", "c", "d").map(CacheKey::of).toArray(CacheKey[]::new);
    DiskCache cache = DiskCache.open(folder(), 3500);
    for (int i = 0; i < 3; i++) {
      cache.write(keys[i], content);
      Files.setLastModifiedTime(folder().resolve(keys[i].hash() + ".entry"), FileTime.fromMillis(1_000_000L + i));
    }
    Path abandoned = folder().resolve(".7x1x99.entry.new");
    Path young = folder().resolve(".7x1x98.entry.new");
    Path foreign = folder().resolve("letter.txt");
    for (Path file : List.of(abandoned, young, foreign)) {
      Files.write(file, new byte[5000]);
    }
    Files.setLastModifiedTime(abandoned, FileTime.fromMillis(1));
    Files.setLastModifiedTime(foreign, FileTime.fromMillis(1));
    holds(cache, keys[0], content);
    cache.write(keys[3], content);
    assertTrue(cache.read(keys[1]).isEmpty(), "the oldest is gone");
    for (int i : new int[] {0, 2, 3}) {
      holds(cache, keys[i], content);
    }
    assertEquals(new DiskCache.Use(3, 3 * 1080), cache.use());
    assertFalse(Files.exists(abandoned));
    assertTrue(Files.exists(young) && Files.exists(foreign));
    cache.write(CacheKey.of("huge"), new byte[4000]);
    assertEquals(3, cache.use().entries());
  }

  /** With a capacity that makes them remove each other's entries. */
  @Test
  void writersAtTheSameTimeLeaveWholeEntries() throws Exception {
    Callable<Integer> writer = () -> {
      DiskCache cache = DiskCache.open(folder(), 40_000);
      int found = 0;
      for (int i = 0; i < 400; i++) {
        CacheKey key = CacheKey.of("key " + i % 7);
        byte[] content = new byte[6000 + i % 7];
        Arrays.fill(content, (byte) (i % 7));
        cache.write(key, content);
        Optional<byte[]> read = cache.read(key);
        if (read.isPresent()) {
          assertArrayEquals(content, read.get());
          found++;
        }
      }
      return found;
    };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Integer> found : threads.invokeAll(List.of(writer, writer), 60, TimeUnit.SECONDS)) {
        assertTrue(found.get() > 100, "entries were found again");
      }
    }
    try (Stream<Path> files = Files.list(folder())) {
      assertTrue(files.allMatch(file -> file.getFileName().toString().matches("[0-9a-f]{64}\\.entry")), "nothing else is left");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNoError() throws IOException {
    Files.createDirectories(temp.resolve("some"));
    Files.writeString(temp.resolve("some/where"), "");
    DiskCache cache = DiskCache.open(folder(), DiskCache.CAPACITY);
    assertFalse(cache.isUsed());
    assertTrue(cache.sentence().startsWith("not used: " + folder()), cache.sentence());
    DiskCache none = DiskCache.open(new CacheLocation(Optional.empty(), "switched off"));
    assertEquals("not used: switched off", none.sentence());
    none.write(KEY, CONTENT);
    assertTrue(none.read(KEY).isEmpty());
  }

  @Test
  void aFolderThatVanishesIsNoError() throws IOException {
    DiskCache cache = cache();
    cache.write(KEY, CONTENT);
    Files.delete(entry());
    Files.delete(folder());
    assertTrue(cache.read(KEY).isEmpty());
    cache.write(KEY, CONTENT);
    assertEquals(0, cache.use().entries());
  }
}
