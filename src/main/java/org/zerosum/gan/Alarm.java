package org.zerosum.gan;

/**
 * Something in a run that is going wrong.
 *
 * @param step when it was seen
 * @param kind what
 * @param value what was measured
 * @param threshold the limit that it crossed
 * @param message for people: what it means and what helps
 */
public record Alarm(long step, Kind kind, double value, double threshold, String message) {
  /** What can go wrong. */
  public enum Kind {
    /** G's gradient has (almost) vanished. */
    VANISHING_GRADIENT,
    /** A network's gradient, or the factor 1/D(G(z)) in G's, is huge. */
    EXPLODING_GRADIENT,
    /** Almost all generated samples lie where the objective is flat. */
    SATURATION,
    /** Generated samples lie close together although real ones do not. */
    MODE_COLLAPSE,
    /** D tells real from generated samples without fail. */
    PERFECT_DISCRIMINATOR,
    /** D knows its training samples from held-out ones. */
    OVERFITTING
  }
}
