package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
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

/** The program in docs/embedding.md compiles, trains, samples and saves. */
final class EmbeddingTest {
  @TempDir
  Path folder;

  @Test
  void theDocumentedProgramRuns() throws Exception {
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("docs/embedding.md")));
    assertTrue(block.find(), "docs/embedding.md holds a program");
    compile("TrainDigits", block.group(1));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      loader.loadClass("TrainDigits").getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"vector", "2", "4", folder.toString()});
    }
    assertTrue(ImageIO.read(folder.resolve("samples.png").toFile()).getWidth() > 8 * 32);
    assertEquals("2", Checkpoints.metadata(folder.resolve("last.safetensors")).get("steps"));
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
