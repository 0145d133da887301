package org.zerosum.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.zerosum.backend.opencl.KernelUnit;

/**
 * The search for a unit's best tiles: every candidate's trial, then the winner once more. Times of a machine that does other
 * things too are never quite the same, so tiles replace the usual ones only if they are faster by {@link #LEAST_GAIN} both times.
 */
final class TuneSearch {
  /** How many times as fast as the usual tiles others must be. */
  static final double LEAST_GAIN = 1.03;

  /** Runs one trial. */
  @FunctionalInterface
  interface Trials {
    /** The outcome of a unit's candidate; how it is run may fail. */
    TuneTrial run(KernelUnit unit, String tiles) throws IOException;
  }

  /**
   * What was found for a unit.
   *
   * @param trials all of them, in order
   * @param best the second trial of the winner; empty if the usual tiles stay
   * @param complete false if the search was stopped before its end
   */
  record Result(KernelUnit unit, List<TuneTrial> trials, Optional<TuneTrial> best, boolean complete) {
    /** The usual tiles' time: the median over all trials that measured it. */
    double standardMilliseconds() {
      double[] times = trials.stream().filter(trial -> trial.outcome() == TuneTrial.Outcome.MEASURED)
          .mapToDouble(TuneTrial::standardMilliseconds).sorted().toArray();
      return times.length == 0 ? 0 : times[times.length / 2];
    }

    List<TuneTrial> disqualified() {
      return trials.stream().filter(trial -> trial.outcome() != TuneTrial.Outcome.MEASURED).toList();
    }
  }

  private final Trials trials;
  private final BooleanSupplier stop;
  private final Consumer<TuneTrial> listener;

  /**
   * A search.
   *
   * @param stop asked before each trial; true ends the search
   * @param listener hears of each trial
   */
  TuneSearch(Trials trials, BooleanSupplier stop, Consumer<TuneTrial> listener) {
    this.trials = trials;
    this.stop = stop;
    this.listener = listener;
  }

  /** Searches among candidates, of which the first, the usual tiles, need no trial of their own. */
  Result search(KernelUnit unit, List<String> candidates) {
    List<TuneTrial> done = new ArrayList<>();
    for (String tiles : candidates.subList(1, candidates.size())) {
      trial(unit, tiles).ifPresent(done::add);
    }
    Optional<TuneTrial> first = done.stream().filter(TuneTrial::wins).max(Comparator.comparingDouble(TuneTrial::gain));
    Optional<TuneTrial> again = first.flatMap(trial -> trial(unit, trial.tiles()));
    again.ifPresent(done::add);
    Optional<TuneTrial> best = again.filter(TuneTrial::wins);
    return new Result(unit, List.copyOf(done), best, !stop.getAsBoolean());
  }

  /** Nothing if the search is stopped before or in it. */
  private Optional<TuneTrial> trial(KernelUnit unit, String tiles) {
    if (stop.getAsBoolean()) {
      return Optional.empty();
    }
    try {
      Optional<TuneTrial> trial = Optional.of(trials.run(unit, tiles)).filter(it -> it.outcome() != TuneTrial.Outcome.STOPPED);
      trial.ifPresent(listener);
      return trial;
    } catch (IOException e) {
      throw new UncheckedIOException("no process can be started for a trial (" + e.getMessage() + ")", e);
    }
  }

  /** For people: {@code 12.3 ms, 1.08 times as fast}. */
  static String sentence(TuneTrial trial) {
    return switch (trial.outcome()) {
      case MEASURED -> String.format(Locale.ROOT, "%.3f ms, the usual tiles %.3f ms: %.2f times as fast", trial.milliseconds(),
          trial.standardMilliseconds(), trial.gain());
      case WRONG_BITS -> "disqualified, wrong bits: " + trial.detail();
      case CRASHED -> "disqualified, crashed: " + trial.detail();
      case STOPPED -> "stopped";
      case TIMED_OUT -> "disqualified, " + trial.detail();
      case REFUSED -> "disqualified, the device refuses it: " + trial.detail();
    };
  }
}
