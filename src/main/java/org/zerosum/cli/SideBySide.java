package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/**
 * Devices that are measured in the same seconds, in turns, so that what else the machine does meets all of them.
 *
 * @param backends the devices, owned by the caller
 * @param runs measured runs of each device
 */
record SideBySide(List<Backend> backends, int runs) {
  /**
   * A benchmark and how it is warmed up.
   *
   * @param warmUpSeconds least time on each device
   */
  record Entry(Benchmark benchmark, double warmUpSeconds) {}

  /** Times benchmarks on every device, all in turns; one list per benchmark, in the order of the devices. */
  List<List<Timing>> time(List<Entry> entries) {
    List<Scope> scopes = backends.stream().map(Backend::openScope).toList();
    try {
      List<Timing.Work> works = new ArrayList<>();
      for (Entry entry : entries) {
        for (Backend backend : backends) {
          works.add(new Timing.Work(backend, entry.benchmark.work().apply(backend), entry.warmUpSeconds));
        }
      }
      List<Timing> timings = Timing.sideBySide(works, runs);
      int devices = backends.size();
      return IntStream.range(0, entries.size()).mapToObj(i -> timings.subList(i * devices, (i + 1) * devices)).toList();
    } finally {
      scopes.forEach(Scope::close);
      backends.forEach(Backend::trim);
    }
  }

  /** Whether each device computes the scalar backend's bits. */
  List<Boolean> equalities(Benchmark benchmark, Backend scalar) {
    List<Boolean> equalities = new ArrayList<>();
    for (Backend backend : backends) {
      try (Scope _ = backend.openScope(); Scope _ = scalar.openScope()) {
        equalities.add(benchmark.equality().test(backend, scalar));
      }
      backend.trim();
      scalar.trim();
    }
    return equalities;
  }
}
