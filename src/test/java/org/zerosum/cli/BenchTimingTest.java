package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;

/** Turns, shares and ratios; no test depends on how long something takes. */
final class BenchTimingTest {
  @Test
  void devicesTakeTurnsAfterEachIsWarm() {
    try (Backend backend = new Backend(new ScalarKernels())) {
      List<String> turns = new ArrayList<>();
      List<Timing> timings = Timing.sideBySide(List.of(work(backend, "a", turns), work(backend, "b", turns)), 3);
      assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), turns);
      assertEquals(2, timings.size());
      assertEquals(3, timings.getFirst().runs());
    }
  }

  /** Work that notes whose turn it is, once per turn. */
  private static Timing.Work work(Backend backend, String name, List<String> turns) {
    return new Timing.Work(backend, () -> {
      if (turns.isEmpty() || !turns.getLast().equals(name)) {
        turns.add(name);
      }
    }, 0);
  }

  @Test
  void theFastestIsNamedAndTheOthersHaveTheirRatio() {
    List<Map<String, Object>> rows = List.of(row("vector", 100.0), row("opencl:0:0", 125.0), row("scalar", 2.5));
    Comparison.complete(rows);
    assertEquals(List.of(1.25, 1.0, 50.0), rows.stream().map(row -> row.get("ratio_to_fastest")).toList());
    assertTrue(rows.stream().allMatch(row -> row.get("fastest").equals("opencl:0:0")));
    assertEquals(Optional.of("fastest: opencl:0:0, 1.25 times as fast as vector, 50.00 times as fast as scalar"),
        Comparison.sentence(rows));
    List<Map<String, Object>> single = List.of(row("vector", 1.0));
    Comparison.complete(single);
    assertFalse(single.getFirst().containsKey("fastest"));
    assertEquals(Optional.empty(), Comparison.sentence(single));
  }

  private static Map<String, Object> row(String device, double gflops) {
    return new HashMap<>(Map.of("device", device, "gflops", gflops));
  }

  @Test
  void aLimitIsTheBestRunSoFarAndAShareIsOfItsOwnKind() {
    Benchmark.Rates work = new Benchmark.Rates(4e6, 0, 0);
    Benchmark limit = new Benchmark("limit", Map.of(), _ -> () -> { }, _ -> work, (_, _) -> true, Map.of());
    DevicePeak peak = DevicePeak.UNKNOWN.with(limit, null, new Timing(9, 2, 10, 3, 1));
    assertEquals(new DevicePeak(2, 0), peak);
    assertEquals(peak, peak.with(limit, null, new Timing(9, 4, 10, 3, 1)));
    assertEquals(0.75, peak.share(1.5, 7));
    assertEquals(0, peak.share(0, 7));
    assertEquals(0.5, new DevicePeak(2, 14).share(0, 7));
  }
}
