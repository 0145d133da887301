package org.zerosum.backend.scalar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Reads a kernel file from the class path and puts each file that it includes in its place, once. */
final class KernelSource {
  private static final String INCLUDE = "#include \"";
  private static final String KERNELS = "/org/zerosum/kernels/";

  private KernelSource() {}

  static String load(String resource) {
    StringBuilder source = new StringBuilder();
    append(source, resource, new HashSet<>());
    return source.toString();
  }

  private static void append(StringBuilder source, String resource, Set<String> seen) {
    if (!seen.add(resource)) {
      return;
    }
    for (String line : read(resource).lines().toList()) {
      if (line.startsWith(INCLUDE)) {
        append(source, KERNELS + line.substring(INCLUDE.length(), line.lastIndexOf('"')), seen);
      } else {
        source.append(line).append('\n');
      }
    }
  }

  private static String read(String resource) {
    try (InputStream in = KernelSource.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no kernel file " + resource + " on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
