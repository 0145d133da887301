package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheLocationTest {
  private static String of(String system, Map<String, String> environment, Map<String, String> more) {
    Map<String, String> properties = new java.util.HashMap<>(Map.of("os.name", system, "user.home", "/home/ada"));
    properties.putAll(more);
    CacheLocation location = CacheLocation.of(environment::get, properties::get);
    assertEquals(location.folder().isEmpty(), !location.reason().isEmpty());
    return location.folder().map(Path::toString).orElse(location.reason());
  }

  @Test
  void liesWhereTheSystemKeepsCaches() {
    assertEquals("/home/ada/.cache/zerosum", of("Linux", Map.of(), Map.of()));
    assertEquals("/var/ada/zerosum", of("Linux", Map.of("XDG_CACHE_HOME", "/var/ada"), Map.of()));
    assertEquals("/home/ada/.cache/zerosum", of("Linux", Map.of("XDG_CACHE_HOME", "relative"), Map.of()));
    assertEquals("/home/ada/Library/Caches/zerosum", of("Mac OS X", Map.of("XDG_CACHE_HOME", "/var/ada"), Map.of()));
    assertEquals("/local/zerosum/cache", of("Windows 11", Map.of("LOCALAPPDATA", "/local"), Map.of()));
    assertEquals("LOCALAPPDATA is not set", of("Windows 11", Map.of(), Map.of()));
    assertEquals("the user has no home folder", of("Linux", Map.of(), Map.of("user.home", "?")));
  }

  @Test
  void isNamedOrSwitchedOff() {
    assertEquals("/fast", of("Linux", Map.of("ZEROSUM_CACHE", "/fast", "XDG_CACHE_HOME", "/var/ada"), Map.of()));
    assertEquals("/faster", of("Linux", Map.of("ZEROSUM_CACHE", "/fast"), Map.of("zerosum.cache", "/faster")));
    assertEquals("/faster", of("Linux", Map.of("ZEROSUM_CACHE", "off"), Map.of("zerosum.cache", "/faster")));
    assertEquals("switched off by ZEROSUM_CACHE=off", of("Linux", Map.of("ZEROSUM_CACHE", "off"), Map.of()));
    assertEquals("switched off by zerosum.cache=off", of("Linux", Map.of("ZEROSUM_CACHE", "/fast"), Map.of("zerosum.cache", "off")));
    assertEquals(Optional.of(Path.of("here").toAbsolutePath()),
        CacheLocation.of(Map.of("ZEROSUM_CACHE", "here")::get, Map.<String, String>of()::get).folder());
    assertTrue(of("Linux", Map.of("ZEROSUM_CACHE", "a\0b"), Map.of()).startsWith("its folder's name is none"));
  }
}
