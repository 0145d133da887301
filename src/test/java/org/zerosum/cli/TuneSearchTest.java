package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.zerosum.backend.Devices;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.cli.TuneTrial.Outcome;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

/** Which tiles win, and what becomes of candidates that must not. */
class TuneSearchTest {
  private static final KernelUnit UNIT = KernelUnit.MATMUL_SKINNY;
  private static final List<String> CANDIDATES = List.of("", "a", "b", "c");

  private final List<TuneTrial> heard = new ArrayList<>();

  private static TuneTrial measured(String tiles, double gain) {
    return new TuneTrial(UNIT, tiles, Outcome.MEASURED, 2, 2 * gain, gain, "");
  }

  private TuneSearch.Result search(Function<String, TuneTrial> trials, int stopAfter) {
    return new TuneSearch((_, tiles) -> trials.apply(tiles), () -> heard.size() >= stopAfter, heard::add).search(UNIT, CANDIDATES);
  }

  @Test
  void theFastestIsTriedTwice() {
    Map<String, Double> gains = Map.of("a", 1.1, "b", 1.4, "c", 0.7);
    TuneSearch.Result result = search(tiles -> measured(tiles, gains.get(tiles)), 99);
    assertEquals(List.of("a", "b", "c", "b"), heard.stream().map(TuneTrial::tiles).toList());
    assertEquals("b", result.best().orElseThrow().tiles());
    assertTrue(result.complete());
    assertEquals(2.8, result.standardMilliseconds(), 1e-9);
  }

  @Test
  void whatWasFastOnlyOnceLoses() {
    Map<String, Integer> times = new HashMap<>();
    TuneSearch.Result result = search(tiles -> measured(tiles, times.merge(tiles, 1, Integer::sum) == 1 ? 1.2 : 1.0), 99);
    assertTrue(result.best().isEmpty());
    assertEquals(4, result.trials().size());
  }

  @Test
  void littleGainIsNone() {
    assertTrue(search(tiles -> measured(tiles, 1.029), 99).best().isEmpty());
    assertEquals(3, heard.size());
  }

  @Test
  void whatIsDisqualifiedNeverWins() {
    TuneSearch.Result result = search(tiles -> switch (tiles) {
      case "a" -> new TuneTrial(UNIT, tiles, Outcome.WRONG_BITS, 1, 100, 100, "matmul differs");
      case "b" -> TuneTrial.disqualified(UNIT, tiles, Outcome.CRASHED, "exit code 139");
      default -> measured(tiles, 1.2);
    }, 99);
    assertEquals("c", result.best().orElseThrow().tiles());
    assertEquals(List.of("a", "b"), result.disqualified().stream().map(TuneTrial::tiles).toList());
    assertTrue(TuneReport.table("opencl:0:0", List.of(result)).get(1).contains("1.20x  c  (2 disqualified)"));
    assertTrue(TuneReport.row("opencl:0:0", result).get("disqualified").toString().contains("outcome=wrong-bits, detail=matmul differs"));
  }

  @Test
  void aSearchThatIsStoppedHasNoWinner() {
    TuneSearch.Result result = search(tiles -> measured(tiles, 2), 2);
    assertEquals(2, result.trials().size());
    assertTrue(result.best().isEmpty());
    assertFalse(result.complete());
    assertTrue(TuneReport.table("d", List.of(result)).get(1).endsWith("not searched to the end"));
  }

  @Test
  void aTrialThatIsStoppedCountsForNothing() {
    boolean[] stopped = {false};
    TuneSearch.Result result = new TuneSearch((unit, tiles) -> {
      stopped[0] = true;
      return TuneTrial.disqualified(unit, tiles, Outcome.STOPPED, "");
    }, () -> stopped[0], heard::add).search(UNIT, CANDIDATES);
    assertEquals(List.of(), result.trials());
    assertEquals(List.of(), heard);
    assertFalse(result.complete());
  }

  @Test
  void aTrialComesBackFromItsLine() {
    for (TuneTrial trial : List.of(measured("x", 1.25), TuneTrial.disqualified(UNIT, "x", Outcome.WRONG_BITS, "a \"b\""))) {
      assertEquals(trial, TuneTrial.parse(UNIT, "x", "WARNING: something\n" + trial.line() + "\n"));
    }
    for (String text : List.of("", "nonsense", "{}", "[1]", measured("x", 1).line().replace("MEASURED", "LUCKY"),
        measured("x", 1).line().replace("1.0", "0.0"))) {
      assertThrows(DataException.class, () -> TuneTrial.parse(UNIT, "x", text), text);
    }
  }

  @Test
  void wrongBitsAreFoundBeforeAnythingIsMeasured() {
    try (Backend scalar = Devices.open("scalar"); Backend right = Devices.open("vector", 1); Backend other = Devices.open("vector", 1);
        Backend wrong = new FaultyKernels("matmul", 1, 1, _ -> true).open()) {
      TuneTrial trial = TuneTrial.run(UNIT, "x", wrong, right, scalar, 1);
      assertEquals(Outcome.WRONG_BITS, trial.outcome());
      assertEquals(0, trial.gain());
      assertTrue(trial.detail().startsWith("matmul {m=67"), trial.detail());
      assertEquals(Outcome.MEASURED, TuneTrial.run(UNIT, "x", other, right, scalar, 1).outcome());
    }
  }

  private static TuneTrial process(String script, double seconds, boolean stop) throws Exception {
    return new TuneProcess(List.of("bash", "-c", script, "trial"), seconds).run("opencl:0:0", UNIT, "taskColumns=32", 3, () -> stop);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProcessMayCrashHangOrTalkNonsense() throws Exception {
    TuneTrial good = process("echo noise; [[ $* == '--device opencl:0:0 --unit matmul-skinny --runs 3 --trial taskColumns=32' ]] && echo '"
        + measured("", 1.5).line() + "'", 60, false);
    assertEquals(new TuneTrial(UNIT, "taskColumns=32", Outcome.MEASURED, 2, 3, 1.5, ""), good);
    TuneTrial crashed = process("kill -SEGV $$", 60, false);
    assertEquals(Outcome.CRASHED, crashed.outcome());
    assertEquals("its process ended with exit code 139", crashed.detail());
    assertEquals(Outcome.CRASHED, process("echo '" + good.line() + "'; exit 1", 60, false).outcome());
    TuneTrial nonsense = process("echo nonsense", 60, false);
    assertEquals(Outcome.CRASHED, nonsense.outcome());
    TuneTrial hung = process("exec sleep 600", 0.2, false);
    assertEquals(Outcome.TIMED_OUT, hung.outcome());
    assertEquals("no result after 1 s", hung.detail());
    assertEquals(Outcome.STOPPED, process("exec sleep 600", 60, true).outcome());
  }
}
