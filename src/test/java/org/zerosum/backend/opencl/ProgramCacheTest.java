package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClProgram;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;
import org.zerosum.cl.OpenClTestDevice;

/** Binaries in place of compiling, whatever the platform. */
class ProgramCacheTest {
  private static final String ONE = "__kernel void number(__global float *out) { out[0] = NUMBER; }\n";
  private static final String OTHER = "__kernel void number(__global float *out) { out[0] = NUMBER + 100; }\n";

  @TempDir
  private Path temp;
  private DiskCache cache;
  private boolean keeps = true;

  @BeforeEach
  void open() {
    cache = DiskCache.open(temp.resolve("cache"), DiskCache.CAPACITY);
  }

  /** What the kernel gives, built through the cache. */
  private float number(String source, String options) {
    try (ClContext context = ClContext.create(OpenClTestDevice.get());
        ClQueue queue = context.createQueue();
        ClBuffer out = context.createBuffer(Float.BYTES);
        ClProgram program = new ProgramCache(cache, texts(source), Map.of("number.cl", source), keeps).build(context, "number.cl", options);
        ClKernel kernel = program.createKernel("number")) {
      kernel.arguments().buffer(out);
      queue.launch(kernel, ClRange.of(1));
      float[] result = new float[1];
      queue.read(out, 0, result, 0, 1);
      return result[0];
    }
  }

  private static KernelTexts texts(String source) {
    return KernelTexts.of(_ -> source);
  }

  private static CacheKey key(String source, String options) {
    return DeviceIdentity.of(OpenClTestDevice.get()).key("program", source, options);
  }

  @Test
  void aHashKnowsItsFileAndAllThatItIncludes() throws Exception {
    DiskCache none = DiskCache.none("");
    Map<String, String> right = KernelTexts.of(KernelSources::read).hashes(none);
    assertEquals(right, KernelTexts.ofProgram().hashes(none));
    try (Stream<Path> files = Files.list(Path.of("kernels"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Map<String, String> changed = KernelTexts.of(OpenClTestBackends.withLine(name, "//")).hashes(none);
        right.forEach((program, hash) -> assertEquals(!KernelSources.load(program).contains("#line 1 \"" + name + "\""),
            hash.equals(changed.get(program)), name + " in " + program));
        assertNotEquals(right, changed, name);
      }
    }
  }

  @Test
  void theHashesOfAJarAreRememberedForThatVeryFile() throws Exception {
    Path jar = temp.resolve("a b.jar");
    URI place = URI.create("jar:" + jar.toUri());
    List<Map<String, String>> found = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      if (i != 1) {
        Files.write(jar, new byte[] {(byte) i});
      }
      assertEquals(Optional.of(jar), KernelTexts.archive(URI.create(place + "!/org/x.cl").toURL()));
      String text = "version " + i;
      found.add(KernelTexts.of(_ -> text, Optional.of(jar)).hashes(cache));
    }
    assertEquals(found.get(0), found.get(1), "the same file: not read again");
    assertNotEquals(found.get(0), found.get(2));
    assertEquals(Optional.empty(), KernelTexts.archive(temp.toUri().toURL()));
    assertEquals(Optional.empty(), KernelTexts.archive(null));
  }

  @Test
  void keepsABinaryPerSourceAndOptions() {
    assertEquals(1, number(ONE, "-DNUMBER=1"));
    assertEquals(2, number(ONE, "-DNUMBER=2"));
    assertEquals(101, number(OTHER, "-DNUMBER=1"));
    assertEquals(3, cache.use().entries());
    assertEquals(1, number(ONE, "-DNUMBER=1"));
    assertEquals(3, cache.use().entries());
  }

  @Test
  void whatIsKeptIsWhatRuns() {
    number(OTHER, "-DNUMBER=1");
    cache.write(key(ONE, "-DNUMBER=1"), cache.read(key(OTHER, "-DNUMBER=1")).orElseThrow());
    assertEquals(101, number(ONE, "-DNUMBER=1"));
  }

  @Test
  void aBinaryThatTheDriverRefusesIsMadeAnew() {
    byte[] refused = "no program at all".getBytes(StandardCharsets.US_ASCII);
    cache.write(key(ONE, "-DNUMBER=3"), refused);
    assertEquals(3, number(ONE, "-DNUMBER=3"));
    byte[] replaced = cache.read(key(ONE, "-DNUMBER=3")).orElseThrow();
    assertTrue(replaced.length > refused.length);
    assertEquals(3, number(ONE, "-DNUMBER=3"));
    assertArrayEquals(replaced, cache.read(key(ONE, "-DNUMBER=3")).orElseThrow());
  }

  @Test
  void keepsNothingUnlessAskedButUsesWhatIsThere() {
    keeps = false;
    assertEquals(5, number(ONE, "-DNUMBER=5"));
    assertEquals(0, cache.use().entries());
    keeps = true;
    number(OTHER, "-DNUMBER=5");
    cache.write(key(ONE, "-DNUMBER=5"), cache.read(key(OTHER, "-DNUMBER=5")).orElseThrow());
    keeps = false;
    assertEquals(105, number(ONE, "-DNUMBER=5"));
  }

  @Test
  void worksWithoutACache() {
    cache = DiskCache.none("switched off");
    assertEquals(4, number(ONE, "-DNUMBER=4"));
  }

  @Test
  void theKeyKnowsTheDevice() {
    DeviceIdentity here = DeviceIdentity.of(OpenClTestDevice.get());
    for (int i = 0; i < here.parts().size(); i++) {
      List<String> parts = new ArrayList<>(here.parts());
      parts.set(i, parts.get(i) + "'");
      assertNotEquals(here.key("program", "", ONE), new DeviceIdentity(parts).key("program", "", ONE));
    }
    assertTrue(here.parts().contains(OpenClTestDevice.get().driverVersion()));
  }
}
