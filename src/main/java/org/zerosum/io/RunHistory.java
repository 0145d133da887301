package org.zerosum.io;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run's {@code log.txt} tells: when it was trained, on what, how fast, and how it ended. */
final class RunHistory {
  private static final Pattern BEGIN =
      Pattern.compile("(?:training|continuing at step ([0-9]{1,15}) of) ([0-9]{1,15}) steps on .*");
  private static final Pattern PROGRESS =
      Pattern.compile("epoch [0-9]+/[0-9]+ +([0-9]{1,15})/[0-9]+ +([0-9.]{1,20}) images/s.*");
  private static final Pattern END = Pattern.compile("(done|interrupted|stopped by an alarm) at step ([0-9]{1,15}) .*");

  /** How a run stands. */
  enum Status {
    /** All steps are done. */
    FINISHED("finished"),
    /** By a signal; a checkpoint was written. */
    INTERRUPTED("interrupted"),
    /** By an alarm, as asked for; a checkpoint was written. */
    STOPPED("stopped by an alarm"),
    /** A measurement was not finite. */
    DIVERGED("diverged"),
    /** An error ended it. */
    FAILED("stopped by an error"),
    /** The log has no end: a process is still training, or was killed. */
    OPEN("in training, or cut off");

    private final String words;

    Status(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * One process's part in the run.
   *
   * @param from the step it began at
   * @param last when the log last heard of it
   * @param end how it ended, a sentence or words
   */
  record Session(LocalDateTime start, LocalDateTime last, long from, long planned, String device, Status status,
      String end) {
    Duration duration() {
      Duration duration = Duration.between(start, last);
      // Clocks are set back now and then.
      return duration.isNegative() ? Duration.ZERO : duration;
    }
  }

  private final List<Session> sessions = new ArrayList<>();
  private final Curve throughput = new Curve();
  private String device = "";
  private double newestRate = Double.NaN;

  private RunHistory() {}

  /** Reads the log's text; lines that it does not know are passed over. */
  static RunHistory of(String log) {
    RunHistory history = new RunHistory();
    log.lines().forEach(history::read);
    return history;
  }

  private void read(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return;
    }
    LocalDateTime time;
    try {
      time = LocalDateTime.parse(line.substring(0, space));
    } catch (DateTimeException _) {
      return;
    }
    String text = line.substring(space + 1);
    Matcher begin = BEGIN.matcher(text);
    if (text.startsWith("device ")) {
      device = text.substring("device ".length()).replaceFirst(": .*", "");
    } else if (begin.matches()) {
      long from = begin.group(1) == null ? 0 : Long.parseLong(begin.group(1));
      sessions.add(new Session(time, time, from, Long.parseLong(begin.group(2)), device, Status.OPEN,
          Status.OPEN.words()));
    } else if (!sessions.isEmpty()) {
      Session now = sessions.removeLast();
      sessions.add(new Session(now.start, time, now.from, now.planned, now.device, status(now, text), end(now, text)));
      Matcher progress = PROGRESS.matcher(text);
      if (progress.matches()) {
        newestRate = rate(progress.group(2));
        throughput.add(Long.parseLong(progress.group(1)), newestRate);
      }
    }
  }

  private static double rate(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static Status status(Session now, String text) {
    Matcher end = END.matcher(text);
    if (end.matches()) {
      return switch (end.group(1)) {
        case "done" -> Status.FINISHED;
        case "interrupted" -> Status.INTERRUPTED;
        default -> Status.STOPPED;
      };
    }
    if (text.startsWith("stopped: ")) {
      return text.startsWith("stopped: training has diverged") ? Status.DIVERGED : Status.FAILED;
    }
    return now.status;
  }

  private static String end(Session now, String text) {
    Matcher end = END.matcher(text);
    if (end.matches()) {
      return end.group(1) + " at step " + Ticks.format(Long.parseLong(end.group(2)));
    }
    return text.startsWith("stopped: ") ? text : now.end;
  }

  /** In order of time. */
  List<Session> sessions() {
    return sessions;
  }

  Status status() {
    return sessions.isEmpty() ? Status.OPEN : sessions.getLast().status;
  }

  /** Real samples per second by step. */
  Curve throughput() {
    return throughput;
  }

  /** Real samples per second as last logged, or NaN. */
  double newestRate() {
    return newestRate;
  }

  /** Time in training, all sessions together, from the log's times. */
  Duration duration() {
    return sessions.stream().map(Session::duration).reduce(Duration.ZERO, Duration::plus);
  }
}
