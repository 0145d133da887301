package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code zerosum}, beside a make-believe project and JDK. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  @TempDir
  private Path temp;
  private Path project;
  private Path jdk;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectory(temp.resolve("project"));
    Files.copy(Path.of("zerosum"), project.resolve("zerosum"));
    executable(project.resolve("zerosum"));
    Files.createDirectories(project.resolve("target/lib"));
    Files.writeString(project.resolve("target/zerosum-1.jar"), "");
    jdk = temp.resolve("jdk-25");
    fakeJdk(jdk, "25.0.3");
  }

  private static void fakeJdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path java = home.resolve("bin/java");
    Files.writeString(java, """
        #!/usr/bin/env bash
        echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
        printf '%s\\n' "$@"
        echo "terminal=${ZEROSUM_TERMINAL-none}"
        echo "a message of the runtime" >&2
        echo "zerosum: a remark" >&"$ZEROSUM_STDERR"
        exit 7
        """);
    executable(java);
  }

  private static void executable(Path file) {
    assertTrue(file.toFile().setExecutable(true));
  }

  private Result launch(Path script, Path directory, Map<String, String> environment,
      String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Path err = temp.resolve("err.txt");
    Files.deleteIfExists(err);
    Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(err.toFile())).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    // What the filter passes on may come a moment after the end.
    for (int i = 0; code == 7 && i < 500 && !Files.readString(err).contains("a message of the runtime\n"); i++) {
      Thread.sleep(10);
    }
    return new Result(code, out, Files.readString(err));
  }

  @Test
  void runsFromAnywhereAndThroughLinks() throws Exception {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), Path.of("../project/zerosum"));
    Path second = Files.createSymbolicLink(elsewhere.resolve("second"), link);
    for (Path script : List.of(project.resolve("zerosum"), link, second)) {
      Result result = launch(script, elsewhere, Map.of("ZEROSUM_JAVA", jdk.toString(), "ZEROSUM_OPTS", "-Xmx1g -Dx=y"),
          "train", "--out", "a b");
      assertEquals(7, result.code, result.err);
      List<String> lines = result.out.lines().toList();
      assertEquals(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"),
          lines.subList(0, 3));
      assertTrue(lines.containsAll(List.of("-Xmx1g", "-Dx=y", "org.zerosum.cli.Main", "train", "--out", "a b",
          "terminal=none")), result.out);
      Path root = project.toRealPath();
      assertTrue(lines.contains(root.resolve("target/zerosum-1.jar") + ":" + root.resolve("target/lib") + "/*"),
          result.out);
      assertEquals(Set.of("zerosum: a remark", "a message of the runtime"), Set.copyOf(result.err.lines().toList()));
    }
  }

  @Test
  void findsAJdkByJavaHome() throws Exception {
    assertEquals(7, launch(project.resolve("zerosum"), temp, Map.of("JAVA_HOME", jdk.toString())).code);
  }

  @Test
  void aWrongJdkIsOneSentence() throws Exception {
    fakeJdk(temp.resolve("jdk-17"), "17.0.1");
    fakeJdk(temp.resolve("jdk-250"), "250");
    for (String wrong : List.of("jdk-17", "jdk-250", "missing")) {
      Result result = launch(project.resolve("zerosum"), temp, Map.of("ZEROSUM_JAVA", temp.resolve(wrong).toString()));
      assertEquals(1, result.code);
      assertTrue(result.err.startsWith("zerosum: ZEROSUM_JAVA=") && result.err.lines().count() == 1, result.err);
    }
  }

  @Test
  void buildsWhenSourcesAreNewer() throws Exception {
    Files.createDirectories(project.resolve("src/main/java"));
    Files.createDirectories(project.resolve("kernels"));
    Files.writeString(project.resolve("pom.xml"), "");
    Path source = Files.writeString(project.resolve("src/main/java/A.java"), "");
    Path bin = Files.createDirectory(temp.resolve("bin"));
    Path maven = Files.writeString(bin.resolve("mvn"), """
        #!/usr/bin/env bash
        echo "building with $JAVA_HOME: $*"
        [[ -e fail ]] && exit 1
        echo x >> built
        """);
    executable(maven);
    Map<String, String> environment = Map.of("ZEROSUM_JAVA", jdk.toString(), "PATH", bin + ":" + System.getenv("PATH"));
    Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 2_000));
    Files.setLastModifiedTime(project.resolve("target/zerosum-1.jar"), java.nio.file.attribute.FileTime.fromMillis(0));
    Result first = launch(project.resolve("zerosum"), temp, environment);
    assertEquals(7, first.code, first.err);
    assertTrue(first.err.startsWith("zerosum: building") && !first.out.contains("building"), first.err);
    assertTrue(Files.readString(project.resolve("target/build.log")).contains("-DskipTests package"));
    Files.setLastModifiedTime(source, java.nio.file.attribute.FileTime.fromMillis(0));
    Result second = launch(project.resolve("zerosum"), temp, environment);
    assertFalse(second.err.contains("building"), second.err);
    assertEquals(1, Files.readAllLines(project.resolve("built")).size());
    Files.writeString(project.resolve("fail"), "");
    Files.delete(project.resolve("target/zerosum-1.jar"));
    Result third = launch(project.resolve("zerosum"), temp, environment);
    assertEquals(1, third.code);
    assertTrue(third.err.contains("the build failed"), third.err);
  }
}
