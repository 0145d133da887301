package org.zerosum.cli;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.zerosum.gan.Alarm;
import org.zerosum.gan.Alarms;
import picocli.CommandLine.Option;

/** The options of {@code train} about watching the run. */
final class WatchOptions {
  /** What an alarm does beside being told. */
  enum Reaction { WARN, STOP, SNAPSHOT, LOWER_RATE }

  @Option(names = "--watch-every", paramLabel = "N", defaultValue = "50",
      description = "Steps between observations of gradients, spread and overfitting (watch.csv); 0 for none."
          + " Default: 50.")
  long every;

  @Option(names = "--on-alarm", paramLabel = "WHAT", defaultValue = "warn",
      description = "warn; stop (after a checkpoint, exit 5); snapshot (keep a checkpoint of that step);"
          + " lower-rate (halve both learning rates). Default: warn.")
  Reaction reaction;

  @Option(names = "--alarm", paramLabel = "NAME=LIMIT", split = ",",
      description = "Other limits of alarms: vanishing-gradient, exploding-gradient, saturation, mode-collapse,"
          + " perfect-discriminator, overfitting; separated by commas.")
  Map<Alarm.Kind, Double> limits;

  /** The limits, with those that were given. */
  Alarms.Thresholds thresholds() {
    Alarms.Thresholds thresholds = Alarms.Thresholds.DEFAULT;
    for (Map.Entry<Alarm.Kind, Double> limit : ordered().entrySet()) {
      thresholds = thresholds.with(limit.getKey(), limit.getValue());
    }
    return thresholds;
  }

  private Map<Alarm.Kind, Double> ordered() {
    return limits == null ? Map.of() : new TreeMap<>(limits);
  }

  void check() {
    Failures.requireRange("--watch-every", every, 0, 1_000_000_000);
    if (every == 0 && reaction != Reaction.WARN) {
      throw new UsageException("--on-alarm " + Words.of(reaction) + " needs observations; leave --watch-every 0 out");
    }
  }

  void put(Map<String, Object> map) {
    map.put("watch-every", every);
    map.put("on-alarm", Words.of(reaction));
    map.put("alarm", limits == null ? null
        : ordered().entrySet().stream().map(limit -> Words.of(limit.getKey()) + "=" + limit.getValue()).collect(Collectors.joining(",")));
  }
}
