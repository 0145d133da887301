package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

/**
 * How one candidate did.
 *
 * @param tiles the candidate
 * @param milliseconds median, of all the unit's shapes together; 0 if it is disqualified
 * @param standardMilliseconds the usual tiles' median, measured in turns with it
 * @param gain how many times as fast as the usual tiles, by medians and by least times, whichever is less; 0 if it is disqualified
 * @param detail why it is disqualified, for people
 */
record TuneTrial(KernelUnit unit, String tiles, Outcome outcome, double milliseconds, double standardMilliseconds, double gain,
    String detail) {
  /** What became of it. */
  enum Outcome { MEASURED, WRONG_BITS, CRASHED, TIMED_OUT, REFUSED, STOPPED }

  private static final double WARM_UP_SECONDS = 0.2;

  static TuneTrial disqualified(KernelUnit unit, String tiles, Outcome outcome, String detail) {
    return new TuneTrial(unit, tiles, outcome, 0, 0, 0, detail);
  }

  /**
   * Compares a device with the scalar backend, bit for bit, and only then measures it.
   *
   * @param device with the candidate's tiles
   * @param standard the same device with the usual ones
   * @param runs how many times are taken of each
   */
  static TuneTrial run(KernelUnit unit, String tiles, Backend device, Backend standard, Backend scalar, int runs) {
    TuneShapes shapes = TuneShapes.of(unit);
    SideBySide both = new SideBySide(List.of(device, standard), runs);
    for (List<Benchmark> compared : List.of(shapes.checked(), shapes.timed())) {
      for (Benchmark one : compared) {
        if (!new SideBySide(List.of(device), 1).equalities(one, scalar).getFirst()) {
          return disqualified(unit, tiles, Outcome.WRONG_BITS, one.name() + " " + one.shape() + " differs from the scalar backend's bits");
        }
      }
    }
    double[] medians = new double[2];
    double[] leasts = new double[2];
    for (List<Timing> timings : both.time(shapes.timed().stream().map(one -> new SideBySide.Entry(one, WARM_UP_SECONDS)).toList())) {
      for (int i = 0; i < 2; i++) {
        medians[i] += timings.get(i).median();
        leasts[i] += timings.get(i).least();
      }
    }
    // Where other work takes the processor away a median alone says little.
    double gain = Math.min(medians[1] / medians[0], leasts[1] / leasts[0]);
    return new TuneTrial(unit, tiles, Outcome.MEASURED, medians[0], medians[1], gain, "");
  }

  /** Whether it was faster than the usual tiles beyond what chance does. */
  boolean wins() {
    return outcome == Outcome.MEASURED && gain >= TuneSearch.LEAST_GAIN;
  }

  /** As {@link #parse} reads it. */
  String line() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("outcome", outcome.name());
    fields.put("milliseconds", milliseconds);
    fields.put("standard_milliseconds", standardMilliseconds);
    fields.put("gain", gain);
    fields.put("detail", detail);
    return Json.write(fields);
  }

  /**
   * Reads what a trial's process printed.
   *
   * @throws DataException if that is no trial's outcome
   */
  static TuneTrial parse(KernelUnit unit, String tiles, String text) {
    String line = text.lines().reduce((_, last) -> last).orElse("");
    if (Json.parse(line) instanceof Map<?, ?> fields && fields.get("outcome") instanceof String outcome
        && fields.get("milliseconds") instanceof Number time && fields.get("standard_milliseconds") instanceof Number standard
        && fields.get("gain") instanceof Number gain && fields.get("detail") instanceof String detail) {
      try {
        TuneTrial trial = new TuneTrial(unit, tiles, Outcome.valueOf(outcome), time.doubleValue(), standard.doubleValue(),
            gain.doubleValue(), detail);
        if (trial.outcome != Outcome.MEASURED || trial.milliseconds > 0 && trial.standardMilliseconds > 0 && trial.gain > 0) {
          return trial;
        }
      } catch (IllegalArgumentException e) {
        throw new DataException("a trial ended with the outcome " + outcome, e);
      }
    }
    throw new DataException("a trial printed " + line);
  }
}
