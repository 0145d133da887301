package org.zerosum.theory;

/**
 * A game of two numbers: x, which the generator moves to make V smaller, and y, which the discriminator moves to make V larger. Both
 * have their only equilibrium at (0, 0).
 */
public sealed interface Game {
  /** V(x, y), without the penalty. */
  double value(double x, double y);

  /** What the generator's step subtracts, up to its rate: ∂V/∂x. */
  double generatorGradient(double x, double y);

  /** What the discriminator's step adds, up to its rate: ∂V/∂y less its penalty's derivative. */
  double discriminatorGradient(double x, double y);

  /** ∂²V/∂x∂y at the equilibrium: how strongly the players turn about each other. */
  double coupling();

  /** γ: the penalty pulls y to 0 with −γ·y. */
  double penalty();

  /**
   * V = x·y: the simplest game in which steps against each other do not meet.
   *
   * @param penalty γ of D's penalty γ/2 · y², at least 0
   */
  record Bilinear(double penalty) implements Game {
    public Bilinear {
      requirePenalty(penalty);
    }

    @Override
    public double value(double x, double y) {
      return x * y;
    }

    @Override
    public double generatorGradient(double x, double y) {
      return y;
    }

    @Override
    public double discriminatorGradient(double x, double y) {
      return x - penalty * y;
    }

    @Override
    public double coupling() {
      return 1;
    }
  }

  /**
   * The Dirac GAN (Mescheder, Geiger and Nowozin, arXiv:1801.04406, definition 2.1): the data are one point at 0, the generator is one
   * point at x, the discriminator's logit is −y·s at a place s, so V = ln ½ + ln(1 − sigmoid(−xy)) = −ln 2 − softplus(−xy).
   *
   * <p>The sign of y is chosen so that V grows with x·y as in {@link Bilinear}. R1, γ/2 · E‖∂D/∂s‖² on the data, is γ/2 · y².
   *
   * @param penalty γ of R1, at least 0
   */
  record Dirac(double penalty) implements Game {
    public Dirac {
      requirePenalty(penalty);
    }

    @Override
    public double value(double x, double y) {
      return -Math.log(2) - Logit.softplus(-x * y);
    }

    @Override
    public double generatorGradient(double x, double y) {
      return y * Logit.sigmoid(-x * y);
    }

    @Override
    public double discriminatorGradient(double x, double y) {
      return x * Logit.sigmoid(-x * y) - penalty * y;
    }

    @Override
    public double coupling() {
      return 0.5;
    }
  }

  private static void requirePenalty(double penalty) {
    if (!(penalty >= 0 && penalty < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the penalty is " + penalty + " but must be at least 0");
    }
  }
}
