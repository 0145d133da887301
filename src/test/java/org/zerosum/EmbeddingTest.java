package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.io.Checkpoints;

/** The programs in docs/embedding.md compile and do what they promise. */
final class EmbeddingTest {
  @TempDir
  Path folder;

  @Test
  void theDocumentedProgramRuns() throws Exception {
    compile("TrainDigits", program("TrainDigits"));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      loader.loadClass("TrainDigits").getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"vector", "2", "4", folder.toString()});
    }
    assertTrue(ImageIO.read(folder.resolve("samples.png").toFile()).getWidth() > 8 * 32);
    assertEquals("2", Checkpoints.metadata(folder.resolve("last.safetensors")).get("steps"));
  }

  @Test
  void theDocumentedLayerIsChecked() throws Exception {
    compile("Swish", program("Swish"));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass("Swish").getMethod("main", String[].class).invoke(null, (Object) new String[] {"scalar"});
    } finally {
      System.setOut(before);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertTrue(lines.getFirst().startsWith("input 0 [5, 1], element "), lines.toString());
    assertEquals("true", lines.getLast());
  }

  /** The program in the page that has a class of this name. */
  private static String program(String name) throws IOException {
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("docs/embedding.md")));
    return block.results().map(found -> found.group(1)).filter(program -> program.contains("public final class " + name + " ")).findFirst()
        .orElseThrow();
  }

  private void compile(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-d", folder.toString(), "-Xlint:all,-incubating");
    assertTrue(compiler.getTask(messages, null, null, options, null, List.of(file)).call(), messages.toString());
    assertEquals("", messages.toString(), "no warnings");
  }
}
