package org.zerosum.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel files, which lie on the class path as {@code org/zerosum/kernels/*.cl}. A file's {@code #include "x.clh"}
 * lines are replaced by that file's text, each file once, since OpenCL compilers have no common way to find headers.
 */
public final class KernelSources {
  private static final String FOLDER = "/org/zerosum/kernels/";
  private static final Pattern INCLUDE = Pattern.compile("\\s*#\\s*include\\s+\"([^\"]+)\"\\s*");

  private KernelSources() {}

  /**
   * One file with everything that it includes. {@code #line} directives keep the compiler's messages at the files' own
   * names and lines.
   *
   * @param file such as {@code reduce.cl}
   * @throws IllegalArgumentException if it or a file that it includes is not there
   */
  public static String load(String file) {
    StringBuilder text = new StringBuilder();
    append(text, file, file, new HashSet<>());
    return text.toString();
  }

  private static void append(StringBuilder text, String file, String includedBy, Set<String> seen) {
    if (!seen.add(file)) {
      return;
    }
    text.append("#line 1 \"").append(file).append("\"\n");
    int number = 0;
    for (String line : read(file, includedBy).lines().toList()) {
      number++;
      Matcher include = INCLUDE.matcher(line);
      if (include.matches()) {
        append(text, include.group(1), file, seen);
        text.append("#line ").append(number + 1).append(" \"").append(file).append("\"\n");
      } else {
        text.append(line).append('\n');
      }
    }
  }

  private static String read(String file, String includedBy) {
    try (InputStream in = KernelSources.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("The kernel file " + file
            + (file.equals(includedBy) ? "" : ", included by " + includedBy + ",") + " is not on the class path under "
            + FOLDER + "; build the project with Maven, which puts kernels/ there.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The kernel file " + file + " can't be read.", e);
    }
  }
}
