package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClLibraryTest {
  /** What a machine prints in which OpenCL is missing in one way or another; run in a JVM of its own. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] arguments) {
      System.out.println(ClPlatform.all().stream().mapToInt(platform -> platform.devices().size()).sum());
      System.out.println(ClPlatform.availability().available());
      System.out.println(ClPlatform.availability().explanation());
    }
  }

  @Test
  void knowsTheNamesOfEachSystem() {
    assertEquals(List.of("libOpenCL.so.1", "libOpenCL.so"), ClLibrary.usualNames("Linux"));
    assertEquals(List.of("/System/Library/Frameworks/OpenCL.framework/OpenCL"), ClLibrary.usualNames("Mac OS X"));
    assertEquals(List.of("OpenCL.dll"), ClLibrary.usualNames("Windows 11"));
  }

  @Test
  void missingLibraryIsAnAnswer() {
    ClLibrary library = ClLibrary.open(List.of("libNoSuchOpenCL.so.1", "/no/such/file"));
    assertTrue(library.symbols().isEmpty());
    assertTrue(library.explanation().contains("libNoSuchOpenCL.so.1, /no/such/file"), library.explanation());
  }

  /** In a JVM of its own, whose warnings about the file aren't of interest. */
  @Test
  void fileThatIsNoLibraryIsAnAnswer(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("libOpenCL.so"), "not a library");
    List<String> lines = probe(folder, List.of("-D" + ClLibrary.PROPERTY + "=" + file), Map.of());
    assertEquals(List.of("0", "false"), lines.subList(lines.size() - 3, lines.size() - 1), lines.toString());
  }

  @Test
  void missingLibraryIsNoExceptionInAFreshJvm(@TempDir Path folder) throws Exception {
    List<String> lines = probe(folder, List.of("-D" + ClLibrary.PROPERTY + "=/no/such/libOpenCL.so"), Map.of());
    assertEquals(3, lines.size(), lines.toString());
    assertEquals(List.of("0", "false"), lines.subList(0, 2));
    assertTrue(lines.get(2).contains("/no/such/libOpenCL.so") && lines.get(2).contains("install an OpenCL runtime"),
        lines.get(2));
  }

  /** An ICD loader without drivers answers -1001; both Linux loaders look into the folder that this variable names. */
  @Test
  void loaderWithoutPlatformIsNoExceptionInAFreshJvm(@TempDir Path folder) throws Exception {
    OpenClTestDevice.get();
    Path vendors = Files.createDirectory(folder.resolve("vendors"));
    Map<String, String> environment = Map.of("OCL_ICD_VENDORS", vendors + "/", "OPENCL_VENDOR_PATH", vendors + "/");
    List<String> lines = probe(folder, List.of(), environment);
    assertEquals(3, lines.size(), lines.toString());
    assertEquals("0", lines.get(0));
    assertEquals("false", lines.get(1));
    assertTrue(lines.get(2).contains("finds no platform"), lines.get(2));
  }

  private static List<String> probe(Path folder, List<String> options, Map<String, String> environment)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(Probe.class.getName());
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("The probe took more than 60 s.");
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    assertFalse(text.contains("Exception"), text);
    return text.lines().toList();
  }
}
