package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a run, and the page that is made of it during training. */
final class RunLogTest {
  @TempDir
  private Path temp;

  @Test
  void theTextIsAllThatWasEverAdded() throws IOException {
    Path file = temp.resolve("log.txt");
    try (RunLog log = new RunLog(file)) {
      assertEquals("", log.text());
      log.add("first");
    }
    try (RunLog log = new RunLog(file)) {
      assertTrue(log.text().endsWith(" first\n"));
      log.add("second");
      assertEquals(Files.readString(file), log.text());
      assertEquals(2, log.text().lines().count());
    }
  }

  @Test
  void aReportIsWrittenWhenItIsDueAndNotAgainAtOnce() throws IOException {
    Cli.trainRing(temp.resolve("run"), "--steps", 1).exits(0);
    RunFolder folder = new RunFolder(temp.resolve("run"));
    Files.delete(folder.report());
    try (RunLog log = new RunLog(folder.log())) {
      new ReportFile(folder, log).writeIfDue();
      assertFalse(Files.exists(folder.report()), "not due so soon");
      ReportFile report = new ReportFile(folder, log, 0);
      report.writeIfDue();
      assertTrue(Files.exists(folder.report()));
      Files.delete(folder.report());
      report.writeIfDue();
      assertFalse(Files.exists(folder.report()), "a hundred times its cost has not passed");
    }
  }
}
