package org.zerosum.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.tensor.DataException;

/**
 * Runs trials in processes of their own, since a driver may crash or hang over tiles that it does not like.
 *
 * @param command starts the command line's {@code tune}; device, {@code --trial} and {@code --runs} are appended
 * @param seconds after which a trial is given up
 */
record TuneProcess(List<String> command, double seconds) {
  private static final long POLL_MILLIS = 20;

  /** The Java runtime that runs this process, with its flags and class path. */
  static TuneProcess ofThisProgram(double seconds) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A trial works alone: no debugger's port, no agent twice.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-agentlib") && !flag.startsWith("-javaagent")).forEach(command::add);
    // A crash is expected and reported here; no core's report is to be left behind.
    command.addAll(List.of("-XX:+SuppressFatalErrorMessage", "-cp", System.getProperty("java.class.path"), "org.zerosum.cli.Main",
        "tune"));
    return new TuneProcess(command, seconds);
  }

  /**
   * Runs a trial.
   *
   * @param stop asked all the time; true ends the trial
   * @throws IOException if no process can be started
   */
  TuneTrial run(String device, KernelUnit unit, String tiles, int runs, BooleanSupplier stop) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--device", device, "--unit", unit.label(), "--runs", Integer.toString(runs), "--trial", tiles));
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD)
        .redirectInput(new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null"));
    builder.environment().remove("ZEROSUM_STDERR");
    Process process = builder.start();
    try {
      return await(process, unit, tiles, stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TuneTrial.disqualified(unit, tiles, TuneTrial.Outcome.STOPPED, "");
    } finally {
      process.destroyForcibly();
    }
  }

  private TuneTrial await(Process process, KernelUnit unit, String tiles, BooleanSupplier stop) throws IOException, InterruptedException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stop.getAsBoolean()) {
        return TuneTrial.disqualified(unit, tiles, TuneTrial.Outcome.STOPPED, "");
      }
      if (System.nanoTime() > end) {
        return TuneTrial.disqualified(unit, tiles, TuneTrial.Outcome.TIMED_OUT, "no result after " + (long) Math.ceil(seconds) + " s");
      }
    }
    int code = process.exitValue();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (code != ExitCode.DONE) {
      return TuneTrial.disqualified(unit, tiles, TuneTrial.Outcome.CRASHED, "its process ended with exit code " + code);
    }
    try {
      return TuneTrial.parse(unit, tiles, out);
    } catch (DataException e) {
      return TuneTrial.disqualified(unit, tiles, TuneTrial.Outcome.CRASHED, e.getMessage());
    }
  }
}
