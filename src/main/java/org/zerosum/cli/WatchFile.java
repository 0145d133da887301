package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.gan.Alarm;
import org.zerosum.gan.Observation;
import org.zerosum.io.RecordedAlarm;

/**
 * {@code watch.csv}, a row per observation, and {@code alarms.csv}, a row per alarm. Like metrics.csv they hold nothing of the clock or
 * the device.
 */
final class WatchFile implements AutoCloseable {
  private static final String HEADER =
      "step,spread_fake,spread_real,diversity_ratio,held_out_gap,saturated_share,inverse_probability,real_score,fake_score,penalty";

  private final CsvFile rows;
  private final CsvFile alarms;

  /**
   * Opens both for appending; rows behind {@code lastStep} are cut off first.
   *
   * @param names of the networks' parameters, a column for each one's gradient norm
   */
  WatchFile(RunFolder folder, long lastStep, List<String> names) {
    StringBuilder header = new StringBuilder(HEADER);
    names.forEach(name -> header.append(",gradient_norm_").append(name));
    rows = new CsvFile(folder.watch(), header.toString(), lastStep);
    alarms = new CsvFile(folder.alarms(), RecordedAlarm.HEADER, lastStep);
  }

  void append(Observation seen) {
    List<Object> row = new ArrayList<>(List.of(seen.step(), (float) seen.spreadOfFake(), (float) seen.spreadOfReal(),
        (float) seen.diversityRatio(), Double.isNaN(seen.heldOutGap()) ? "" : (float) seen.heldOutGap(), seen.report().saturatedShare(),
        seen.report().inverseProbability(), seen.report().realScore(), seen.report().fakeScore(), seen.report().penalty()));
    seen.generatorNorms().values().forEach(norm -> row.add(norm.floatValue()));
    seen.discriminatorNorms().values().forEach(norm -> row.add(norm.floatValue()));
    rows.append(row);
    rows.flush();
  }

  void append(Alarm alarm) {
    alarms.append(List.of(alarm.step(), Words.of(alarm.kind()), (float) alarm.value(), (float) alarm.threshold(),
        '"' + alarm.message().replace("\"", "\"\"") + '"'));
    alarms.flush();
  }

  @Override
  public void close() {
    rows.close();
    alarms.close();
  }
}
