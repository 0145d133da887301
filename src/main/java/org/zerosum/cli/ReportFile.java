package org.zerosum.cli;

import org.zerosum.io.OutputException;
import org.zerosum.io.RunReport;
import org.zerosum.tensor.DataException;

/**
 * {@code report.html} of a run in training: written anew now and then, and at the end. It is a by-product: what keeps it
 * from being written goes into the log and stops nothing.
 */
final class ReportFile {
  private static final long LEAST_NANOS = 60_000_000_000L;
  /** So many times as long as writing takes is waited in between: it costs at most 1 % of the time. */
  private static final long COST = 100;

  private final RunFolder folder;
  private final RunLog log;
  private final long least;
  private long due;

  ReportFile(RunFolder folder, RunLog log) {
    this(folder, log, LEAST_NANOS);
  }

  /** With another least time, in nanoseconds, from one writing to the next. */
  ReportFile(RunFolder folder, RunLog log, long least) {
    this.folder = folder;
    this.log = log;
    this.least = least;
    this.due = System.nanoTime() + least;
  }

  /** Writes the page unless that would cost too much so soon. */
  void writeIfDue() {
    if (System.nanoTime() - due >= 0) {
      write();
    }
  }

  /** Writes the page; says whether that went well. */
  boolean write() {
    long start = System.nanoTime();
    try {
      RunReport.write(folder.root(), log.text(), folder.report());
      return true;
    } catch (DataException | OutputException e) {
      log.add("no report: " + e.getMessage());
      return false;
    } finally {
      long end = System.nanoTime();
      due = end + Math.max(least, COST * (end - start));
    }
  }
}
