package org.zerosum.cli;

import java.util.Locale;

/**
 * One moment of a training run, for people.
 *
 * @param epoch passes over the data begun, from 1
 * @param epochs passes in all
 * @param step steps done
 * @param steps steps in all
 * @param imagesPerSecond real samples per second, lately
 * @param elapsed seconds since this process began training
 * @param left seconds still to go at this rate
 */
record Progress(long epoch, long epochs, long step, long steps, double imagesPerSecond, double elapsed, double left,
    float lossD,
    float lossG, float realProbability, float fakeProbability) {
  private static final int WIDEST_BAR = 24;
  private static final int NARROWEST_BAR = 6;
  private static final String GREEN = "\u001b[32m";
  private static final String RESET = "\u001b[0m";

  /** The line without a bar. */
  String plain() {
    return line("");
  }

  /** The line with a bar as wide as fits, at most {@code columns − 1} characters beside colours. */
  String fitted(int columns, boolean colour) {
    int room = Math.min(WIDEST_BAR, columns - 1 - plain().length() - 3);
    if (room < NARROWEST_BAR) {
      String text = plain();
      return text.substring(0, Math.min(text.length(), columns - 1));
    }
    int filled = (int) (room * Math.min(step, steps) / Math.max(1, steps));
    String done = "=".repeat(filled);
    return line("[" + (colour ? GREEN + done + RESET : done) + " ".repeat(room - filled) + "] ");
  }

  private String line(String bar) {
    return String.format(Locale.ROOT,
        "epoch %d/%d  %s%d/%d  %s images/s  %s<%s  loss D %.3f G %.3f  D(x) %.2f  D(G(z)) %.2f", epoch, epochs,
        bar, step, steps, rate(), clock(elapsed), clock(left), lossD, lossG, realProbability, fakeProbability);
  }

  private String rate() {
    return String.format(Locale.ROOT, imagesPerSecond < 100 ? "%.1f" : "%.0f", imagesPerSecond);
  }

  /** 65 s as 01:05, 3,665 s as 1:01:05. */
  static String clock(double seconds) {
    long whole = Math.round(Math.clamp(seconds, 0, 1e9));
    long hours = whole / 3600;
    String rest = String.format(Locale.ROOT, "%02d:%02d", whole / 60 % 60, whole % 60);
    return hours == 0 ? rest : hours + ":" + rest;
  }
}
