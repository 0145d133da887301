package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.zerosum.backend.Devices;
import org.zerosum.backend.NoSuchDeviceException;
import org.zerosum.backend.opencl.DeviceNotFoundException;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OpenClDevices;
import org.zerosum.backend.opencl.OpenClSetup;
import org.zerosum.cl.ClException;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zerosum tune}. */
@Command(name = "tune", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Searches for the fastest tiles of an OpenCL device's contractions and keeps them for later runs.",
    description = {"", "Each candidate runs in a process of its own, which compares bits with the scalar backend's before it measures;"
        + " tuning changes no result. Without it the usual tiles are used.", ""})
final class TuneCommand implements Callable<Integer> {
  private static final int RUNS = 9;
  private static final int QUICK_RUNS = 5;

  private final Session session;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "opencl",
      description = "An OpenCL device; may be given several times. Default: opencl.")
  private List<String> devices;

  @Option(names = "--unit", paramLabel = "NAME", description = "Only these kernels, such as matmul or conv2d-winograd; may be given several"
      + " times. Default: all that have tiles.")
  private List<String> units;

  @Option(names = "--quick", description = "Try a few candidates only: some minutes on a CPU.")
  private boolean quick;

  @Option(names = "--minutes", paramLabel = "X", defaultValue = "15", description = "Begin nothing new after this time. Default: 15.")
  private double minutes;

  @Option(names = "--trial-seconds", paramLabel = "X", defaultValue = "60",
      description = "Give a candidate up after this time. Default: 60.")
  private double trialSeconds;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "0", hidden = true)
  private int runs;

  @Option(names = "--trial", paramLabel = "TILES", hidden = true)
  private String trial;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  TuneCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!(minutes > 0 && minutes <= 10_000)) {
      throw new UsageException("--minutes is " + minutes + " but must lie above 0 and up to 10000");
    }
    if (!(trialSeconds > 0 && trialSeconds <= 100_000)) {
      throw new UsageException("--trial-seconds is " + trialSeconds + " but must lie above 0 and up to 100000");
    }
    List<KernelUnit> chosen = units == null ? Arrays.stream(KernelUnit.values()).filter(KernelUnit::isTiled).toList()
        : units.stream().map(TuneCommand::unit).distinct().toList();
    List<OpenClSetup> setups = devices.stream().distinct().map(TuneCommand::setup).toList();
    return trial != null ? trial(setups.getFirst(), chosen.getFirst()) : search(setups, chosen);
  }

  private static KernelUnit unit(String name) {
    return Arrays.stream(KernelUnit.values()).filter(unit -> unit.isTiled() && unit.label().equals(name)).findFirst()
        .orElseThrow(() -> new UsageException("there is no --unit " + name + " with tiles; there are "
        + Arrays.stream(KernelUnit.values()).filter(KernelUnit::isTiled).map(KernelUnit::label).collect(Collectors.joining(", "))));
  }

  private static OpenClSetup setup(String device) {
    String spec = Failures.fromOptions(() -> Devices.choose(device)).spec();
    if (!spec.startsWith(OpenClDevices.PREFIX)) {
      throw new UsageException("--device " + device + (spec.equals(device) ? "" : " is " + spec + ", which") + " has no tiles to tune;"
          + " name an OpenCL device, such as opencl");
    }
    try {
      return OpenClDevices.setup(spec);
    } catch (DeviceNotFoundException e) {
      throw new NoSuchDeviceException(e.getMessage(), e);
    }
  }

  /** One candidate, in the process made for it. */
  private int trial(OpenClSetup setup, KernelUnit unit) {
    TuneTrial result;
    try (Backend scalar = Devices.open("scalar"); Backend standard = new Backend(setup.open(unit, ""));
        Backend device = new Backend(setup.open(unit, trial))) {
      result = TuneTrial.run(unit, trial, device, standard, scalar, Math.max(1, runs));
    } catch (ClException | IllegalArgumentException e) {
      result = TuneTrial.disqualified(unit, trial, TuneTrial.Outcome.REFUSED, e.getMessage().lines().findFirst().orElse(""));
    }
    session.terminal().out().println(result.line());
    return ExitCode.DONE;
  }

  private int search(List<OpenClSetup> setups, List<KernelUnit> chosen) {
    if (!setups.getFirst().remembers()) {
      throw new UsageException("tune keeps what it finds in the cache, which is " + Devices.cache()
          + "; name a folder of your own in ZEROSUM_CACHE");
    }
    session.interruption().watchSignals();
    long end = System.nanoTime() + (long) (minutes * 60e9);
    BooleanSupplier stop = () -> session.interruption().requested() || System.nanoTime() > end;
    TuneProcess process = TuneProcess.ofThisProgram(trialSeconds);
    int each = runs > 0 ? runs : quick ? QUICK_RUNS : RUNS;
    List<Object> rows = new ArrayList<>();
    List<String> table = new ArrayList<>();
    boolean complete = true;
    for (OpenClSetup setup : setups) {
      TuneSearch search = new TuneSearch((unit, tiles) -> process.run(setup.id(), unit, tiles, each, stop), stop, this::report);
      List<TuneSearch.Result> results = new ArrayList<>();
      for (KernelUnit unit : chosen) {
        TuneSearch.Result result = search.search(unit, setup.candidates(unit, quick));
        results.add(result);
        complete &= result.complete();
      }
      keep(setup, results);
      if (!stop.getAsBoolean() && units == null) {
        session.terminal().err().println(setup.id() + ": keeping its programs, so that later starts need not compile them");
        Devices.prepare(setup.id());
      }
      results.forEach(result -> rows.add(TuneReport.row(setup.id(), result)));
      table.addAll(TuneReport.table(setup.id(), results));
    }
    print(rows, table, complete);
    return session.interruption().requested() ? ExitCode.INTERRUPTED : ExitCode.DONE;
  }

  /** What a search found to its end replaces what was known, the rest stays. */
  private static void keep(OpenClSetup setup, List<TuneSearch.Result> results) {
    Map<KernelUnit, String> tiles = new EnumMap<>(KernelUnit.class);
    for (TuneSearch.Result result : results) {
      if (result.complete() || result.best().isPresent()) {
        tiles.put(result.unit(), result.best().map(TuneTrial::tiles).orElse(""));
      }
    }
    setup.keepTuned(tiles);
  }

  private void report(TuneTrial trial) {
    session.terminal().err().println(trial.unit().label() + " " + trial.tiles() + ": " + TuneSearch.sentence(trial));
    session.terminal().err().flush();
  }

  private void print(List<Object> rows, List<String> table, boolean complete) {
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("results", rows);
      document.put("complete", complete);
      document.put("interrupted", session.interruption().requested());
      document.put("cache", Devices.cache());
      document.put("environment", Environment.process());
      session.terminal().out().print(Json.writePretty(document));
      return;
    }
    table.forEach(session.terminal().out()::println);
    session.terminal().out().println("kept in the cache: " + Devices.cache());
    if (!complete) {
      session.terminal().out().println(session.interruption().requested() ? "interrupted; what was not searched to the end stays as it was"
          : "stopped after --minutes; what was not searched to the end stays as it was");
    }
  }
}
