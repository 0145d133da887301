package org.zerosum.theory;

/**
 * Gradient steps of both players of a {@link Game}: who moves when, and how far.
 *
 * <p>Near the equilibrium, with c the game's coupling, α = α_G, β = α_D and penalty γ, a step is the linear map
 * x ← x − αc·y, y ← y + βc·x − βγ·y; alternating, the discriminator first, the x of the new y.
 *
 * @param alternating whether the generator already sees the discriminator's new move, as in a GAN's training; else both move at once
 * @param generatorRate α_G, above 0
 * @param discriminatorRate α_D, above 0
 */
public record Play(boolean alternating, double generatorRate, double discriminatorRate) {
  public Play {
    for (double rate : new double[] {generatorRate, discriminatorRate}) {
      if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("a learning rate is " + rate + " but must be above 0");
      }
    }
  }

  /**
   * Where the players were.
   *
   * @param x [steps + 1], the start included
   * @param y [steps + 1]
   */
  public record Trajectory(double[] x, double[] y) {
    /** √(x² + y²) after so many steps. */
    public double distance(int step) {
      return Math.hypot(x[step], y[step]);
    }
  }

  /** Plays from a start. */
  public Trajectory run(Game game, double x, double y, int steps) {
    double[] xs = new double[steps + 1];
    double[] ys = new double[steps + 1];
    xs[0] = x;
    ys[0] = y;
    for (int step = 1; step <= steps; step++) {
      double moved = y + discriminatorRate * game.discriminatorGradient(x, y);
      x -= generatorRate * game.generatorGradient(x, alternating ? moved : y);
      y = moved;
      xs[step] = x;
      ys[step] = y;
    }
    return new Trajectory(xs, ys);
  }

  /**
   * By how much a step multiplies the distance from the equilibrium in the long run: the larger |λ| of the linear map's two
   * eigenvalues. Above 1 the players spiral out, below 1 they meet, at 1 they circle.
   *
   * <p>Without a penalty this is √(1 + αβc²) for simultaneous steps, whatever the ratio α/β, and exactly 1 for alternating ones as
   * long as αβc² &lt; 4. With one, as long as the eigenvalues are complex, it is √(1 − βγ + αβc²) and √(1 − βγ).
   */
  public double growth(Game game) {
    double a = generatorRate * game.coupling();
    double b = discriminatorRate * game.coupling();
    double decay = 1 - discriminatorRate * game.penalty();
    // Rows of the map: x' = xx·x + xy·y, y' = b·x + decay·y.
    double xx = alternating ? 1 - a * b : 1;
    double xy = alternating ? -a * decay : -a;
    double trace = xx + decay;
    double determinant = xx * decay - xy * b;
    double discriminant = trace * trace / 4 - determinant;
    if (discriminant < 0) {
      return Math.sqrt(determinant);
    }
    return Math.abs(trace / 2) + Math.sqrt(discriminant);
  }

  /**
   * The same factor, measured: the geometric mean of the distances' ratios over many steps close to the equilibrium, where after each
   * step the players are put back to the distance they started from, without a change of direction.
   *
   * @param distance from the equilibrium, small enough for the game to be linear, for example 10⁻⁶
   * @param steps over which the mean is taken, after a quarter as many that are not counted
   */
  public double measuredGrowth(Game game, double distance, int steps) {
    double x = distance;
    double y = 0;
    double sum = 0;
    for (int step = -steps / 4; step < steps; step++) {
      Trajectory next = run(game, x, y, 1);
      double ratio = next.distance(1) / distance;
      x = next.x()[1] / ratio;
      y = next.y()[1] / ratio;
      sum += step < 0 ? 0 : Math.log(ratio);
    }
    return Math.exp(sum / steps);
  }

  /**
   * A square of a distance on which a step of the bilinear game without penalty acts exactly: simultaneous steps multiply
   * βx² + αy² by 1 + αβ, alternating ones keep βx² + αy² + αβ·xy as it is (an ellipse as long as αβ &lt; 4).
   */
  public double energy(double x, double y) {
    double a = generatorRate;
    double b = discriminatorRate;
    return b * x * x + a * y * y + (alternating ? a * b * x * y : 0);
  }
}
