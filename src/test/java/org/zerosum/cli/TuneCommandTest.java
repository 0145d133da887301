package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OpenClDevices;
import org.zerosum.backend.opencl.OpenClSetup;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.io.Json;

/** {@code tune}, and what {@code devices} says of it. */
class TuneCommandTest {
  @TempDir
  private Path temp;
  private String before;

  @BeforeEach
  void useACacheOfItsOwn() {
    before = System.getProperty("zerosum.cache");
    System.setProperty("zerosum.cache", temp.resolve("cache").toString());
  }

  @AfterEach
  void leave() {
    if (before == null) {
      System.clearProperty("zerosum.cache");
    } else {
      System.setProperty("zerosum.cache", before);
    }
  }

  @Test
  void whatCannotBeTunedIsWrongUsage() {
    Cli.run("tune", "--device", "vector").fails(2, "--device vector has no tiles to tune", "name an OpenCL device");
    Cli.run("tune", "--device", "nonsense").fails(2, "there is no device 'nonsense'");
    Cli.run("tune", "--device", "opencl:99:0").fails(3, "There is no device opencl:99:0");
    Cli.run("tune", "--minutes", 0).fails(2, "--minutes is 0.0");
    Cli.run("tune", "--trial-seconds", -1).fails(2, "--trial-seconds is -1.0");
    Cli.run("tune", "--unit", "reduce").fails(2, "there is no --unit reduce with tiles; there are matmul, matmul-skinny, ");
    OpenClTestDevice.get();
    System.setProperty("zerosum.cache", "off");
    Cli.run("tune").fails(2, "tune keeps what it finds in the cache", "switched off by zerosum.cache=off", "ZEROSUM_CACHE");
  }

  @Test
  void aTrialComparesThenMeasures() {
    OpenClTestDevice.get();
    Cli trial = Cli.run("tune", "--unit", "matmul-skinny", "--runs", 1, "--trial", "taskColumns=32 gpu=32x32x16/4x4/1").exits(0);
    assertTrue(TuneTrial.parse(KernelUnit.MATMUL_SKINNY, "", trial.out()).gain() > 0, trial.out());
    for (String refused : List.of("taskColumns=33 gpu=32x32x16/4x4/1", "nonsense")) {
      Cli bad = Cli.run("tune", "--unit", "matmul-skinny", "--runs", 1, "--trial", refused).exits(0);
      assertEquals(TuneTrial.Outcome.REFUSED, TuneTrial.parse(KernelUnit.MATMUL_SKINNY, "", bad.out()).outcome(), bad.out());
    }
  }

  @Test
  void devicesNamesTunedTilesAndWhatIsQuarantined() {
    OpenClTestDevice.get();
    OpenClSetup setup = OpenClDevices.setup("opencl");
    String first = Cli.run("devices").exits(0).out();
    assertTrue(first.contains("kernels not tested yet") && first.contains("the usual tiles"), first);
    assertTrue(first.contains("cache: " + temp.resolve("cache") + " (0 entries"), first);
    setup.keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, setup.candidates(KernelUnit.MATMUL_SKINNY, true).get(1)));
    setup = OpenClDevices.setup("opencl");
    setup.remember(setup.preferred().without(KernelUnit.MATMUL_SKINNY, "matmul: 1 is 2 but 3 is due").afterTest());
    String text = Cli.run("devices").exits(0).out();
    assertTrue(text.contains("kernels tested; quarantined are:"), text);
    assertTrue(text.contains("matmul-skinny, ") && text.contains(" with tuned tiles: matmul: 1 is 2 but 3 is due; "), text);
    assertTrue(text.contains("tuned tiles for matmul-skinny"), text);
    Map<?, ?> json = (Map<?, ?>) Json.parse(Cli.run("devices", "--json").exits(0).out());
    assertTrue(json.get("cache").toString().contains("2 entries"), json.toString());
    String id = setup.id();
    Map<?, ?> device = ((List<?>) json.get("devices")).stream().map(entry -> (Map<?, ?>) entry)
        .filter(entry -> entry.get("device").equals(id)).findFirst().orElseThrow();
    assertEquals(true, device.get("tested"));
    assertEquals(List.of("matmul-skinny"), device.get("tuned"));
    assertEquals(1, ((List<?>) device.get("quarantined")).size());
    System.setProperty("zerosum.cache", "off");
    assertTrue(Cli.run("devices").exits(0).out().contains("cache: not used: switched off by zerosum.cache=off"));
  }

  /** With one unit and the command's own processes. */
  @Test
  void aQuickSearchKeepsWhatItFinds() {
    OpenClTestDevice.get();
    Cli run = Cli.run("tune", "--quick", "--unit", "matmul-skinny", "--runs", 1, "--json").exits(0);
    Map<?, ?> json = (Map<?, ?>) Json.parse(run.out());
    assertEquals(true, json.get("complete"));
    Map<?, ?> row = (Map<?, ?>) ((List<?>) json.get("results")).getFirst();
    assertEquals("matmul-skinny", row.get("unit"));
    assertEquals(List.of(), row.get("disqualified"), run.err());
    assertTrue(((Number) row.get("standard_gflops")).doubleValue() > 0);
    assertEquals(row.get("tiles") != null, OpenClDevices.setup("opencl").tuned(KernelUnit.MATMUL_SKINNY).isPresent());
    assertTrue(run.err().contains("matmul-skinny "), run.err());
    assertTrue(run.err().lines().allMatch(line -> line.contains("times as fast")), run.err());
  }

  @Test
  void timeThatIsUpEndsTheSearch() {
    OpenClTestDevice.get();
    Cli run = Cli.run("tune", "--minutes", "1e-9", "--unit", "matmul").exits(0);
    assertTrue(run.out().contains("not searched to the end") && run.out().contains("stopped after --minutes"), run.out());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSignalEndsTheSearchInOrder() throws Exception {
    OpenClTestDevice.get();
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    String launch = "env --default-signal=INT true 2>/dev/null && exec env --default-signal=INT \"$@\"; exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("bash", "-c", launch, "bash",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "--add-modules", "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", "-Dzerosum.cache=" + temp.resolve("cache"), "-cp", System.getProperty("java.class.path"),
        "org.zerosum.cli.Main", "tune", "--unit", "matmul-skinny", "--runs", "1", "--json"));
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (!Files.readString(err).contains("matmul-skinny ") && process.isAlive() && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertTrue(process.isAlive(), () -> "ended early");
      assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor());
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(130, process.exitValue(), Files.readString(err));
    Map<?, ?> json = (Map<?, ?>) Json.parse(Files.readString(out));
    assertEquals(true, json.get("interrupted"));
    assertEquals(false, json.get("complete"));
  }
}
