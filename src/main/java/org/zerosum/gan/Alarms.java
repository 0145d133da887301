package org.zerosum.gan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Judges observations. An alarm is raised when a threshold is crossed in several observations in a row, and again only after it was
 * not crossed in one.
 */
public final class Alarms {
  /**
   * The limits.
   *
   * @param vanishing ‖∂L_G/∂θ‖ below which G no longer learns
   * @param exploding ‖∂L/∂·‖ of either network beyond which a step is a leap
   * @param inverseProbability mean 1/D(G(z)) beyond which the lecture notes' factor in ∂(−log D)/∂G = −1/D · ∂D/∂G is huge
   * @param saturated share of generated samples in flat parts of the objective
   * @param spread spread of generated samples over that of real ones, below which G has collapsed
   * @param certainty D(x) and 1 − D(G(z)) beyond which D is perfect (Garcia's lemma 2.2: then nothing is left to learn from)
   * @param gap of D between training and held-out samples
   * @param patience observations in a row
   */
  public record Thresholds(double vanishing, double exploding, double inverseProbability, double saturated, double spread,
      double certainty, double gap, int patience) {
    /** What suits image networks of the usual size. */
    public static final Thresholds DEFAULT = new Thresholds(1e-4, 1e3, 1e4, 0.95, 0.1, 0.99, 0.3, 3);

    public Thresholds {
      if (patience < 1) {
        throw new IllegalArgumentException("alarms need " + patience + " observations but must need at least 1");
      }
    }

    /** These limits with another one of a kind; of exploding gradients that of their norms. */
    public Thresholds with(Alarm.Kind kind, double limit) {
      return switch (kind) {
        case VANISHING_GRADIENT -> new Thresholds(limit, exploding, inverseProbability, saturated, spread, certainty, gap, patience);
        case EXPLODING_GRADIENT -> new Thresholds(vanishing, limit, inverseProbability, saturated, spread, certainty, gap, patience);
        case SATURATION -> new Thresholds(vanishing, exploding, inverseProbability, limit, spread, certainty, gap, patience);
        case MODE_COLLAPSE -> new Thresholds(vanishing, exploding, inverseProbability, saturated, limit, certainty, gap, patience);
        case PERFECT_DISCRIMINATOR -> new Thresholds(vanishing, exploding, inverseProbability, saturated, spread, limit, gap, patience);
        case OVERFITTING -> new Thresholds(vanishing, exploding, inverseProbability, saturated, spread, certainty, limit, patience);
      };
    }
  }

  private final Thresholds thresholds;
  private final Map<Alarm.Kind, Integer> streaks = new EnumMap<>(Alarm.Kind.class);

  /** No threshold has been crossed yet. */
  public Alarms(Thresholds thresholds) {
    this.thresholds = thresholds;
  }

  /** The alarms that an observation raises. */
  public List<Alarm> judge(Observation seen) {
    StepReport report = seen.report();
    List<Alarm> raised = new ArrayList<>();
    Thresholds t = thresholds;
    double g = report.generatorGradientNorm();
    double largest = Math.max(g, report.discriminatorGradientNorm());
    below(raised, seen, Alarm.Kind.VANISHING_GRADIENT, g, t.vanishing,
        "G's gradient has vanished; use the non-saturating objective, fewer updates of D, or a Wasserstein objective");
    boolean factor = report.inverseProbability() > t.inverseProbability && largest <= t.exploding;
    above(raised, seen, Alarm.Kind.EXPLODING_GRADIENT, factor ? report.inverseProbability() : largest,
        factor ? t.inverseProbability : t.exploding, factor
            ? "the factor 1/D(G(z)) of G's gradient explodes, as D rejects its samples; lower D's learning rate or add R1"
            : "a gradient explodes; clip its norm or lower the learning rates");
    above(raised, seen, Alarm.Kind.SATURATION, report.saturatedShare(), t.saturated,
        "almost all generated samples lie where the objective is flat; use another objective or slow down the winning network");
    below(raised, seen, Alarm.Kind.MODE_COLLAPSE, seen.relativeSpread(), t.spread,
        "generated samples look alike; try more updates of D, R1, minibatch standard deviation, packing or the diversity term");
    above(raised, seen, Alarm.Kind.PERFECT_DISCRIMINATOR, Math.min(report.realProbability(), 1 - report.fakeProbability()), t.certainty,
        "D is perfect, so G has nothing to learn from; smooth the labels, add instance noise or R1, or lower D's learning rate");
    above(raised, seen, Alarm.Kind.OVERFITTING, seen.heldOutGap(), t.gap,
        "D knows its training samples by heart; use more data, augmentation or R1");
    return raised;
  }

  private void below(List<Alarm> raised, Observation seen, Alarm.Kind kind, double value, double limit, String message) {
    judge(raised, seen, kind, value, limit, value < limit, message);
  }

  private void above(List<Alarm> raised, Observation seen, Alarm.Kind kind, double value, double limit, String message) {
    judge(raised, seen, kind, value, limit, value > limit, message);
  }

  private void judge(List<Alarm> raised, Observation seen, Alarm.Kind kind, double value, double limit, boolean crossed, String message) {
    int streak = crossed ? streaks.getOrDefault(kind, 0) + 1 : 0;
    streaks.put(kind, streak);
    if (streak == thresholds.patience) {
      raised.add(new Alarm(seen.step(), kind, value, limit, String.format(Locale.ROOT, "%s (%.3g, limit %.3g)", message, value, limit)));
    }
  }

  /** Whether the latest observation crossed no threshold. */
  public boolean isCalm() {
    return streaks.values().stream().allMatch(streak -> streak == 0);
  }

  /** The streaks, for a checkpoint: one number per kind, in order. */
  public String state() {
    StringBuilder state = new StringBuilder();
    for (Alarm.Kind kind : Alarm.Kind.values()) {
      state.append(state.isEmpty() ? "" : " ").append(streaks.getOrDefault(kind, 0));
    }
    return state.toString();
  }

  /**
   * Continues from a checkpoint.
   *
   * @param state what {@link #state} gave
   * @throws IllegalArgumentException if it is not that
   */
  public void restore(String state) {
    String[] parts = state.split(" ");
    Alarm.Kind[] kinds = Alarm.Kind.values();
    if (parts.length != kinds.length || !state.matches("[0-9 ]+")) {
      throw new IllegalArgumentException("'" + state + "' is no state of alarms");
    }
    for (int i = 0; i < kinds.length; i++) {
      streaks.put(kinds[i], Integer.parseInt(parts[i]));
    }
  }
}
