package org.zerosum.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/**
 * How long a piece of work takes, in milliseconds.
 *
 * @param runs measured runs
 * @param repeats how often the work is done in one run, so that a run is long enough for the clock
 */
record Timing(double median, double least, double most, int runs, int repeats) {
  private static final double LONGEST_WARM_UP_SECONDS = 60;
  private static final int STEADY = 5;
  private static final double RUN_SECONDS = 0.02;

  /**
   * A piece of work on a device.
   *
   * @param once what is timed; results belong to a scope that is closed after each time
   * @param warmUpSeconds 0 for a single round
   */
  record Work(Backend backend, Runnable once, double warmUpSeconds) {}

  /**
   * Warms up each, then measures them in turns: one run of each, and again.
   *
   * <p>Vector code is slow by orders of magnitude until the Java compiler has reached it, so the warm-up lasts at least
   * asked for and until five times in a row no time was better than the best by more than 3 %; at most a
   * minute, or as long as was asked for.
   */
  static List<Timing> sideBySide(List<Work> works, int runs) {
    int[] repeats = new int[works.size()];
    for (int i = 0; i < repeats.length; i++) {
      double best = warmUp(works.get(i));
      repeats[i] = (int) Math.clamp(Math.ceil(RUN_SECONDS / best), 1, 10_000);
    }
    double[][] times = new double[works.size()][runs];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < repeats.length; i++) {
        times[i][run] = 1e3 * seconds(works.get(i), repeats[i]) / repeats[i];
      }
    }
    return IntStream.range(0, repeats.length).mapToObj(i -> of(times[i], repeats[i])).toList();
  }

  private static Timing of(double[] times, int repeats) {
    int runs = times.length;
    Arrays.sort(times);
    return new Timing((times[(runs - 1) / 2] + times[runs / 2]) / 2, times[0], times[runs - 1], runs, repeats);
  }

  private static double warmUp(Work work) {
    double seconds = work.warmUpSeconds;
    double best = Double.POSITIVE_INFINITY;
    double total = 0;
    int steady = 0;
    while (best == Double.POSITIVE_INFINITY || total < seconds
        || (seconds > 0 && total < LONGEST_WARM_UP_SECONDS && steady < STEADY)) {
      double time = Math.max(1e-9, seconds(work, 1));
      steady = time < 0.97 * best ? 0 : steady + 1;
      best = Math.min(best, time);
      total += time;
    }
    return best;
  }

  private static double seconds(Work work, int repeats) {
    long begin = System.nanoTime();
    for (int i = 0; i < repeats; i++) {
      try (Scope _ = work.backend.openScope()) {
        work.once.run();
      }
    }
    work.backend.synchronize();
    return (System.nanoTime() - begin) / 1e9;
  }
}
