package org.zerosum.cli;

import java.nio.file.Path;
import java.util.List;
import org.zerosum.gan.StepReport;

/**
 * {@code metrics.csv}: one row per step, appended. It holds nothing of the clock or the device, so equal runs give
 * equal files.
 */
final class MetricsFile implements AutoCloseable {
  static final String HEADER =
      "step,epoch,loss_d,loss_g,value,d_real,d_fake,d_fake_after,gradient_norm_d,gradient_norm_g";

  private final CsvFile rows;

  /**
   * Opens the file for appending; rows behind {@code lastStep} are cut off first.
   *
   * @param lastStep 0 for a new run
   */
  MetricsFile(Path file, long lastStep) {
    rows = new CsvFile(file, HEADER, lastStep);
  }

  /** Appends a step's row; waits for the device. */
  void append(StepReport report, long epoch) {
    rows.append(List.of(report.step(), epoch, report.discriminatorLoss(), report.generatorLoss(), report.value(),
        report.realProbability(), report.fakeProbability(), report.fakeProbabilityAfter(),
        report.discriminatorGradientNorm(), report.generatorGradientNorm()));
  }

  /** Hands the rows to the operating system. */
  void flush() {
    rows.flush();
  }

  @Override
  public void close() {
    rows.close();
  }
}
