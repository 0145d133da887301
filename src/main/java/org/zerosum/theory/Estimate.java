package org.zerosum.theory;

/**
 * A number and how far it may be off.
 *
 * @param value the number
 * @param error an estimate of |value − truth|, at least 0
 */
public record Estimate(double value, double error) {
  /** factor · this + term. */
  public Estimate scaled(double factor, double term) {
    return new Estimate(factor * value + term, Math.abs(factor) * error);
  }
}
