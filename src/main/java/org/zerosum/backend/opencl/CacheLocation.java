package org.zerosum.backend.opencl;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the {@link DiskCache} of this user is to lie.
 *
 * @param folder the cache's own folder; empty if there is to be none
 * @param reason if there is none: one sentence why
 */
record CacheLocation(Optional<Path> folder, String reason) {
  /** The system property that names a folder or says {@code off}; it goes before {@link #VARIABLE}. */
  static final String PROPERTY = "zerosum.cache";
  /** The environment variable that does the same. */
  static final String VARIABLE = "ZEROSUM_CACHE";

  private static final String OFF = "off";

  /** As this process was started. */
  static CacheLocation ofProcess() {
    return of(System::getenv, System::getProperty);
  }

  /**
   * What was asked for, else {@code zerosum} in the system's folder for caches.
   *
   * @param environment variables by name, null where there is none
   * @param properties Java's system properties, the same way
   */
  static CacheLocation of(UnaryOperator<String> environment, UnaryOperator<String> properties) {
    String property = text(properties.apply(PROPERTY));
    String asked = property.isEmpty() ? text(environment.apply(VARIABLE)) : property;
    if (asked.equals(OFF)) {
      return none("switched off by " + (property.isEmpty() ? VARIABLE : PROPERTY) + "=off");
    }
    try {
      return asked.isEmpty() ? usual(environment, properties)
          : new CacheLocation(Optional.of(Path.of(asked).toAbsolutePath()), "");
    } catch (InvalidPathException e) {
      return none("its folder's name is none: " + e.getMessage());
    }
  }

  /** The folder of the XDG base directory specification on Linux and its like, else what macOS and Windows say. */
  private static CacheLocation usual(UnaryOperator<String> environment, UnaryOperator<String> properties) {
    String system = text(properties.apply("os.name")).toLowerCase(Locale.ROOT);
    String home = text(properties.apply("user.home"));
    if (system.startsWith("windows")) {
      String local = text(environment.apply("LOCALAPPDATA"));
      return local.isEmpty() ? none("LOCALAPPDATA is not set") : of(Path.of(local, "zerosum", "cache"));
    }
    String xdg = text(environment.apply("XDG_CACHE_HOME"));
    if (!system.startsWith("mac") && !xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      return of(Path.of(xdg, "zerosum"));
    }
    if (home.isEmpty() || !Path.of(home).isAbsolute()) {
      return none("the user has no home folder");
    }
    return of(system.startsWith("mac") ? Path.of(home, "Library", "Caches", "zerosum") : Path.of(home, ".cache", "zerosum"));
  }

  private static CacheLocation of(Path folder) {
    return new CacheLocation(Optional.of(folder), "");
  }

  private static CacheLocation none(String reason) {
    return new CacheLocation(Optional.empty(), reason);
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
