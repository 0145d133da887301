package org.zerosum.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
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
    return load(file, KernelSources::read);
  }

  /** The same with the single files from somewhere else, by their names. */
  static String load(String file, UnaryOperator<String> files) {
    StringBuilder text = new StringBuilder();
    append(text, file, files, new HashSet<>());
    return text.toString();
  }

  private static void append(StringBuilder text, String file, UnaryOperator<String> files, Set<String> seen) {
    if (!seen.add(file)) {
      return;
    }
    text.append("#line 1 \"").append(file).append("\"\n");
    String content = files.apply(file);
    int copied = 0;
    int number = 1;
    // Only lines with the word are looked at closer: this runs whenever a program starts.
    for (int word = content.indexOf("include"); word >= 0; word = content.indexOf("include", word + 1)) {
      int begin = content.lastIndexOf('\n', word) + 1;
      int newline = content.indexOf('\n', word);
      int end = newline < 0 ? content.length() : newline;
      Matcher include = INCLUDE.matcher(content.substring(begin, end));
      if (begin >= copied && include.matches()) {
        text.append(content, copied, begin);
        number += newlines(content, copied, begin) + 1;
        append(text, include.group(1), files, seen);
        text.append("#line ").append(number).append(" \"").append(file).append("\"\n");
        copied = Math.min(end + 1, content.length());
      }
    }
    text.append(content, copied, content.length());
    if (!content.isEmpty() && copied < content.length() && content.charAt(content.length() - 1) != '\n') {
      text.append('\n');
    }
  }

  private static int newlines(String text, int from, int to) {
    int count = 0;
    for (int at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
      count++;
    }
    return count;
  }

  /** Where a file lies, or null. */
  static URL address(String file) {
    return KernelSources.class.getResource(FOLDER + file);
  }

  /** One file as it is. */
  static String read(String file) {
    try (InputStream in = KernelSources.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalArgumentException("The kernel file " + file + " is not on the class path under " + FOLDER
            + "; build the project with Maven, which puts kernels/ there.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The kernel file " + file + " can't be read.", e);
    }
  }
}
