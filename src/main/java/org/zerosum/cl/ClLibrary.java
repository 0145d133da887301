package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The machine's OpenCL library (the ICD loader where there is one), or the reason why there is none.
 *
 * @param name the name under which it was loaded; empty if none was
 * @param symbols the library's symbols; empty if none was loaded
 * @param explanation one sentence
 */
record ClLibrary(String name, Optional<SymbolLookup> symbols, String explanation) {
  /** The system property that replaces the names; this package only reads it. */
  static final String PROPERTY = "zerosum.opencl.library";

  /**
   * Loads the first library that can be opened. It stays loaded as long as the process: method handles point into it.
   */
  static ClLibrary open(List<String> names) {
    for (String name : names) {
      try {
        SymbolLookup symbols = SymbolLookup.libraryLookup(name, Arena.global());
        if (symbols.find("clGetPlatformIDs").isEmpty()) {
          return new ClLibrary("", Optional.empty(), name
              + " was loaded but is no OpenCL library: it has no function clGetPlatformIDs.");
        }
        return new ClLibrary(name, Optional.of(symbols), "OpenCL library " + name + " was loaded.");
      } catch (IllegalArgumentException e) {
        // Not here under this name: the next one may be.
      }
    }
    return new ClLibrary("", Optional.empty(), "No OpenCL library was found (tried " + String.join(", ", names)
        + "); install an OpenCL runtime or name one with -D" + PROPERTY + "=FILE.");
  }

  /** The property's library alone if it is set, else the usual names of the operating system. */
  static List<String> configuredNames() {
    String configured = System.getProperty(PROPERTY);
    return configured == null || configured.isBlank() ? usualNames(System.getProperty("os.name")) : List.of(configured);
  }

  static List<String> usualNames(String operatingSystem) {
    String system = operatingSystem.toLowerCase(Locale.ROOT);
    if (system.startsWith("windows")) {
      return List.of("OpenCL.dll");
    }
    if (system.startsWith("mac") || system.startsWith("darwin")) {
      return List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL");
    }
    return List.of("libOpenCL.so.1", "libOpenCL.so");
  }
}
