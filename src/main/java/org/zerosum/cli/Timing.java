package org.zerosum.cli;

import java.util.Arrays;
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
   * Warms up, then measures.
   *
   * <p>Vector code is slow by orders of magnitude until the Java compiler has reached it, so the warm-up lasts at least
   * {@code warmUpSeconds} and until five times in a row no time was better than the best by more than 3 %; at most a
   * minute, or as long as was asked for.
   *
   * @param warmUpSeconds 0 for a single round
   */
  static Timing measure(Backend backend, Runnable work, double warmUpSeconds, int runs) {
    double best = warmUp(backend, work, warmUpSeconds);
    int repeats = (int) Math.clamp(Math.ceil(RUN_SECONDS / best), 1, 10_000);
    double[] times = new double[runs];
    for (int i = 0; i < runs; i++) {
      times[i] = 1e3 * seconds(backend, work, repeats) / repeats;
    }
    Arrays.sort(times);
    double median = (times[(runs - 1) / 2] + times[runs / 2]) / 2;
    return new Timing(median, times[0], times[runs - 1], runs, repeats);
  }

  private static double warmUp(Backend backend, Runnable work, double seconds) {
    double best = Double.POSITIVE_INFINITY;
    double total = 0;
    int steady = 0;
    while (best == Double.POSITIVE_INFINITY || total < seconds
        || (seconds > 0 && total < LONGEST_WARM_UP_SECONDS && steady < STEADY)) {
      double time = Math.max(1e-9, seconds(backend, work, 1));
      steady = time < 0.97 * best ? 0 : steady + 1;
      best = Math.min(best, time);
      total += time;
    }
    return best;
  }

  private static double seconds(Backend backend, Runnable work, int repeats) {
    long begin = System.nanoTime();
    for (int i = 0; i < repeats; i++) {
      try (Scope _ = backend.openScope()) {
        work.run();
      }
    }
    backend.synchronize();
    return (System.nanoTime() - begin) / 1e9;
  }
}
